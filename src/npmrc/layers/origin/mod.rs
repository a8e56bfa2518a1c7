//! Finds out who set a setting: the user, or a project or a script.
//!
//! The layer does not tell. npm exports every line of a project to its scripts as an `npm_config_…`
//! variable (`@npmcli/config` `lib/set-envs.js`). There it looks like the user's. So the outermost
//! shim records which variables and flags the user had, and a nested one trusts only those as the
//! user's. A script can forge the record: this protects from a project's files, not from a program
//! that runs as the user.

pub(super) mod keys;
pub(super) mod outer;
pub(super) mod same;

mod node_options;
mod own;
#[cfg(test)]
mod own_tests;
mod record;

pub use keys::{NODE_OPTIONS, TRANSPORT, is_scope_registry};
pub use node_options::may_load_code;
pub use outer::Outer;
pub use own::Own;
pub use same::is_same;
