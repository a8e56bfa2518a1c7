//! What is the same for every tool whose files are read as a configuration of npm's.
//!
//! Such a tool asks the registries as npm does, under npm's keys. Its rules about files are its
//! own.

mod addresses;
mod alike;
mod command;
pub(in crate::tool) mod config;
mod file;
mod given;
pub(in crate::tool) mod keys;
pub(in crate::tool) mod node_options;
pub(in crate::tool) mod packages;
pub(in crate::tool) mod phrases;
mod project_files;
pub(in crate::tool) mod publish_target;
pub(in crate::tool) mod questions;
pub(in crate::tool) mod registries;
mod seal;
pub(in crate::tool) mod uses;

pub(in crate::tool) use addresses::{of_file, of_files};
pub(in crate::tool) use alike::{has_plain_letters, has_plain_lines};
pub(in crate::tool) use command::{AsNpm, access, of_manifests};
pub(in crate::tool) use file::{Written, expanded, layer};
pub(in crate::tool) use given::{GIVEN, token_key};
pub(in crate::tool) use project_files::ProjectFiles;
pub(in crate::tool) use seal::seal;
