//! Man pages, completions and the settings reference, all made from the command line's own definition and the table of
//! settings.
//!
//! Nothing of it is kept in the program: it is made when it is asked for. The copies below `install` are for packagers
//! and for readers, and a test compares them.

mod completions;
mod definition;
mod guide;
mod man;
mod reference;
mod topics;

pub use completions::script;
pub(crate) use definition::definition;

use crate::cli::CompletionShell;
use clap::ValueEnum;
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
    let mut pages = man::pages(&definition());
    pages.extend([topics::config(), topics::shim()]);
    pages.extend(CompletionShell::value_variants().iter().map(|shell| Page {
        path: PathBuf::from("completions").join(completions::file_name(*shell)),
        text: script(*shell),
    }));
    pages.push(Page { path: "settings.md".into(), text: reference::settings() });
    pages
}
