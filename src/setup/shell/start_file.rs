//! A start file, and what goes into it.

use std::path::PathBuf;

/// How a start file gets our text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Lines at the end of the user's own file, between our two marks; the text is without the
    /// marks.
    Lines {
        /// What begins a comment in this file.
        comment: &'static str,
    },
    /// A file that holds nothing else.
    Whole,
}

/// A file that a shell, or the session, reads when it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFile {
    /// Who reads it, as a user calls it: `bash`, `zsh`, `desktop session`.
    pub reader: &'static str,
    /// Which file.
    pub path: PathBuf,
    /// How it gets our text.
    pub place: Place,
    /// The text, with a line end at its end.
    pub text: Vec<u8>,
}
