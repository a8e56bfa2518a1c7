//! bun and bunx, from 1.4.4 on: command lines, configuration, and how they are handed a credential.

mod bunfig;
mod commands;
mod config;
mod delivery;
mod dialect;
mod dotenv;
mod environment;
mod executed;
mod file;
mod folders;
mod line;
mod phrases;
mod project;
mod settings;
mod subject;
mod toml;
mod version;
mod words;

pub(in crate::tool) use dialect::{BUN, BUNX};
