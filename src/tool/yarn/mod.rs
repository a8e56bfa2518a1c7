//! yarn 1: command lines, configuration, and how it is handed a credential.

mod commands;
mod config;
mod delivery;
mod dialect;
mod environment;
mod file;
mod folders;
mod keys;
mod line;
mod phrases;
mod project;
mod settings;
mod subject;
mod version;
mod words;
mod yarnrc;

pub(in crate::tool) use dialect::{YARN, YARNPKG};
