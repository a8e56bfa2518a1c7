//! The rules and settings by which a config file is read.

use crate::npmrc::NpmVersion;
use crate::registry::Registry;

/// How to read the file.
pub(crate) struct View<'a> {
    /// The version of npm whose rules apply.
    pub npm: NpmVersion,
    /// A variable's value.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The registries that npm's layers name, the default one first.
    pub urls: &'a [String],
    /// The registries that npm's layers name without the project's, the default one first.
    pub own_urls: &'a [String],
    /// The project's line without which this key would not mean this registry.
    pub project_line: &'a dyn Fn(&Registry, &str) -> Option<String>,
    /// The value of a key in npm's layers.
    pub setting: &'a dyn Fn(&str) -> Option<String>,
    /// Seconds since 1970.
    pub now: u64,
}
