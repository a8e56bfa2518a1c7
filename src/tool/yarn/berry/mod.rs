//! yarn 2 to 4: command lines, configuration, and the plugin that hands them a credential.

pub(super) mod below;
mod config;
mod delivery;
mod known;
pub(super) mod plugin;
mod project;
mod rc;
mod settings;
mod subject;
mod words;

pub use plugin::FILE as PLUGIN;
pub(super) use settings::BerrySettings;
pub(super) use words::BerryWords;
