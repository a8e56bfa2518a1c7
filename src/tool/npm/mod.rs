//! npm and npx: their command lines, their configuration, and how they are handed a credential.

mod allow_remote;
mod cmd_file;
mod commands;
mod config_set;
mod delivery;
mod dependencies;
mod dialect;
mod findings;
mod keep;
mod known_scopes;
mod line;
mod login;
mod mid_publish;
mod not_read;
mod other_tools;
mod password_first;
mod past_us;
mod remarks;
mod saved_file;
mod scrub;
mod settings;
mod subject;
mod token_create;
mod withheld;
mod words;

pub use super::as_npm::config::{current, current_or_newest, with_flags};
pub use super::as_npm::publish_target::is_credential as is_published_credential;
pub use allow_remote::{allowing, refused as refused_by_npm};
pub use dialect::{NPM, NPX};
pub use findings::findings_here;
pub use mid_publish::FILE as LOADED_BY_NODE;
pub use not_read::not_read;
pub use past_us::{PastUs, past_us};
#[cfg(test)]
pub(crate) use settings::testing::with_settings;
