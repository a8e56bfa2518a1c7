//! Everything that one search found.

use super::scripts::Script;
use super::sighting::Sighting;
use std::fmt;
use std::path::{Path, PathBuf};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every plaintext credential, in the order in which it is shown.
    pub sightings: Vec<Sighting>,
    /// Placeholders, certificates, build arguments without a value: no plaintext credential, and
    /// left alone.
    pub asides: Vec<Aside>,
    /// What was not looked at, and why.
    pub left_out: Vec<LeftOut>,
    /// Lines of scripts that read what is taken out, or start the shim as it cannot be started.
    pub scripts: Vec<Script>,
    /// What the store is called; known when it has been asked.
    pub store: Option<&'static str>,
}

impl Found {
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

/// Something beside the credentials that is worth a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The key.
    pub key: String,
    /// What it is.
    pub what: String,
    /// The variables that it names.
    pub variables: Vec<String>,
}
