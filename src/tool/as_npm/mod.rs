//! What is the same for every tool whose files are read as a configuration of npm's: it asks the
//! registries as npm does, under npm's keys, and by rules of its own about files.

mod addresses;
mod alike;
mod command;
mod file;
mod given;
mod project_files;

pub(in crate::tool) use addresses::{of_file, of_files};
pub(in crate::tool) use alike::{has_plain_letters, has_plain_lines};
pub(in crate::tool) use command::{AsNpm, access, of_manifests, renew};
pub(in crate::tool) use file::{Written, expanded, layer};
pub(in crate::tool) use given::{GIVEN, token_key};
pub(in crate::tool) use project_files::ProjectFiles;
