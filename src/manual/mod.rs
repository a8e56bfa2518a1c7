//! Man pages, completions and the settings reference, all made from the command line's own
//! definition and the table of settings.
//!
//! They are not made here: `tests/cli` makes them, they lie below `install`, and the program
//! carries them packed (`install/pack.rs`). What makes them would be ten times as large in the
//! program as they are.

mod definition;
mod groups;
pub mod guide;

pub use definition::{definition, public_definition};
pub use groups::GROUPS;

use crate::cli::CompletionShell;
use flate2::read::GzDecoder;
use std::io::Read;
use std::path::PathBuf;

/// Written by `install/pack.rs`.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manual"));

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
    let mut text = String::new();
    // What was packed by the same build is text and whole; a test unpacks it.
    drop(GzDecoder::new(PACKED).read_to_string(&mut text));
    let (mut rest, mut pages) = (text.as_str(), Vec::new());
    while let Some((page, after)) = next(rest) {
        pages.push(page);
        rest = after;
    }
    pages
}

/// The page at the beginning of what was packed, and what is behind it.
fn next(packed: &str) -> Option<(Page, &str)> {
    let (head, rest) = packed.split_once('\n')?;
    let (path, length) = head.rsplit_once(' ')?;
    let (text, rest) = rest.split_at_checked(length.parse().ok()?)?;
    Some((
        Page {
            path: path.into(),
            text: text.to_owned(),
        },
        rest,
    ))
}

/// The completions for a shell.
#[must_use]
pub fn script(shell: CompletionShell) -> String {
    let path = PathBuf::from("completions").join(file_name(shell));
    pages()
        .into_iter()
        .find(|page| page.path == path)
        .map(|page| page.text)
        .unwrap_or_default()
}

/// The name that its shell looks for, or that is usual there.
#[must_use]
pub fn file_name(shell: CompletionShell) -> &'static str {
    match shell {
        CompletionShell::Bash => "npmcred.bash",
        CompletionShell::Elvish => "npmcred.elv",
        CompletionShell::Fish => "npmcred.fish",
        CompletionShell::Nushell => "npmcred.nu",
        CompletionShell::PowerShell => "npmcred.ps1",
        CompletionShell::Zsh => "_npmcred",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn what_was_packed_is_there_as_a_whole() {
        let pages = pages();
        assert_eq!(
            pages.last().map(|page| page.path.clone()),
            Some("settings.md".into())
        );
        for page in &pages {
            let kept =
                npmcred_platform::files::read(&PathBuf::from("install").join(&page.path)).unwrap();
            assert!(
                kept.as_deref() == Some(page.text.as_bytes()),
                "{}",
                page.path.display()
            );
        }
        for shell in CompletionShell::value_variants() {
            assert!(script(*shell).contains("migrate"), "{shell:?}");
        }
    }
}
