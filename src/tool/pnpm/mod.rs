//! pnpm 7 to 12, under each of their names: command lines, configuration, and how they are handed
//! a credential.

mod addresses;
mod by_corepack;
mod commands;
mod config;
mod delivery;
mod dialect;
mod environment;
mod file;
mod folders;
mod line;
mod npm_path;
mod older;
mod older_commands;
mod phrases;
mod placeholder;
mod project;
mod settings;
mod subject;
mod switch;
mod version;
mod words;
mod workspace;

pub(in crate::tool) use dialect::{PN, PNPM, PNPX, PNX};
