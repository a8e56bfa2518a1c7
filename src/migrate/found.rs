//! The result of a search.

use super::scripts::ScriptLine;
use super::sighting::Sighting;
use std::fmt;
use std::path::{Path, PathBuf};

/// The result of a search.
#[derive(Clone, Debug, Default)]
pub struct Sightings {
    /// Every plaintext credential, in the order in which it is shown.
    pub sightings: Vec<Sighting>,
    /// Placeholders, certificates, build arguments without a value: they are not plaintext
    /// credentials, and are left alone.
    pub asides: Vec<Mention>,
    /// The places that were not searched, and why.
    pub left_out: Vec<LeftOut>,
    /// Lines of scripts that read a credential which is removed, or that start the shim in a way
    /// that fails.
    pub scripts: Vec<ScriptLine>,
    /// The store's name, after it was asked.
    pub store: Option<&'static str>,
}

impl Sightings {
    /// Whether anything would be changed.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.sightings.iter().any(Sighting::is_edited)
    }
}

/// A file or folder that was not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path; nothing for what comes after a limit.
    pub path: Option<PathBuf>,
    /// The reason, with the path.
    pub what: String,
}

impl LeftOut {
    /// This file or folder, for this reason.
    pub(super) fn because(path: &Path, why: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            what: format!("{}: {why}", path.display()),
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Something other than a credential that is worth mentioning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The key.
    pub key: String,
    /// A description.
    pub what: String,
    /// The variables that it names.
    pub variables: Vec<String>,
}
