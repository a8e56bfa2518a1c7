//! yarn: command lines, configuration, and how it is handed a credential. What is not in `berry` is
//! about yarn 1.

mod berry;
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

pub use berry::PLUGIN;
pub(in crate::tool) use dialect::{YARN, YARNPKG};
