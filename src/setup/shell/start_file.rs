//! A start file, and the text for it.

use std::fmt;
use std::path::PathBuf;

/// How a start file gets our text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPlacement {
    /// Lines at the end of the user's own file, between our two marks; the text is without the
    /// marks.
    Lines {
        /// The text that begins a comment in this file.
        comment: &'static str,
    },
    /// A file of our own.
    Whole,
}

/// Who reads a start file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartFileReader {
    /// The shell or session alone: `zsh`, `login shells`, `desktop session`.
    pub shell: &'static str,
    /// The same with the moment, if it is not every start: `zsh at login`.
    pub name: &'static str,
}

impl StartFileReader {
    /// A shell or session that reads the file at every start of its own.
    pub(super) const fn of(shell: &'static str) -> Self {
        Self { shell, name: shell }
    }

    /// A shell that reads the file at some moment, which `name` adds.
    pub(super) const fn at(shell: &'static str, name: &'static str) -> Self {
        Self { shell, name }
    }
}

impl fmt::Display for StartFileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A file that a shell, or the session, reads when it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFile {
    /// Who reads it.
    pub reader: StartFileReader,
    /// The path.
    pub path: PathBuf,
    /// How it gets our text.
    pub place: TextPlacement,
    /// The text, with a line end at its end.
    pub text: Vec<u8>,
}
