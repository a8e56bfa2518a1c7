//! npm and npx: their command lines, their configuration, and how they are handed a credential.

mod allow_remote;
mod cmd_file;
mod commands;
mod config;
mod config_set;
mod delivery;
mod dependencies;
mod dialect;
mod files;
mod findings;
mod in_play;
mod keep;
mod keys;
mod line;
mod login;
mod mid_publish;
mod not_read;
mod other_tools;
mod packages;
mod password_first;
mod past_us;
mod phrases;
mod publish_target;
mod questions;
mod registries;
mod remarks;
mod saved_file;
mod scrub;
mod settings;
mod subject;
mod token_create;
mod words;

pub(in crate::tool) use commands::{has_identity, uses_addresses};
pub(in crate::tool) use config::{outer, summary};
pub(in crate::tool) use findings::seal;
pub(in crate::tool) use keys::{Request as KeyRequest, WayRound, keys};
pub(in crate::tool) use packages::suspects_of as suspects;
pub(in crate::tool) use publish_target::{PublishTarget, targets_of_path};
pub(in crate::tool) use questions::{About, questions, reach};
pub(in crate::tool) use registries::{
    Subject as Asked, for_reading, for_subject, is_named_by_project_only,
};

pub use allow_remote::{allowing, refused as refused_by_npm};
pub use config::{current, current_or_newest, with_flags};
pub use dialect::{NPM, NPX};
pub use files::ContextFiles;
pub use findings::findings_here;
pub use mid_publish::FILE as MID_PUBLISH;
pub use not_read::not_read;
pub use past_us::{PastUs, past_us};
pub use publish_target::is_credential as is_published_credential;
#[cfg(test)]
pub(crate) use settings::testing;
