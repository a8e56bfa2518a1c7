//! Everything that one search found.

use super::scripts::Script;
use super::sighting::Sighting;
use std::path::PathBuf;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every plaintext credential, in the order in which it is shown.
    pub sightings: Vec<Sighting>,
    /// Placeholders, certificates, build arguments without a value: no plaintext credential, and
    /// left alone.
    pub asides: Vec<Aside>,
    /// What was not looked at, and why.
    pub left_out: Vec<String>,
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
