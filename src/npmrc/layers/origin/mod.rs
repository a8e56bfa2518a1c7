//! Whose word a setting is: the user's, or that of a project or of a script.
//!
//! The layer does not tell. npm exports every line of a project to its scripts as an `npm_config_…`
//! variable, and there it looks like one of the user's (`@npmcli/config` `lib/set-envs.js`). So the
//! outermost shim records which variables and flags the user had, and a nested one takes only those
//! for the user's. A script can lie about the record: this holds against a project's files, not
//! against a program that runs as the user.

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
