//! The six layers of npm's configuration, and their combined result.

mod auth;
mod auth_form;
mod config;
mod default_prefix;
mod file_settings;
mod files;
mod glob;
mod inputs;
mod layer;
mod load;
mod loader;
mod npm8;
pub mod origin;
mod other_tool;
mod roots;
#[cfg(test)]
pub(crate) mod testing;
mod variables;
mod workspaces;

pub use auth::AuthMatch;
pub use auth_form::AuthForm;
pub use config::Config;
pub use file_settings::FileSettings;
pub use files::{Files, FolderEntry};
pub use inputs::Inputs;
pub use layer::{Layer, LayerKind, Setting};
pub use other_tool::Parts;
pub use workspaces::{found_workspaces, workspaces};
