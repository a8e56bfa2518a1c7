//! What each shell evaluates, and which of its start files get it.

use crate::cli::ShellWord;
use crate::context::Context;
use std::path::{Path, PathBuf};

/// What a POSIX shell evaluates; `@folder@` is the shims' folder, quoted. On one line and without characters that a
/// shell expands, because `eval $(npmcred env)` splits and globs it.
const POSIX: &str = include_str!("posix.sh");

/// A language that start files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// sh, dash, bash, zsh, ksh, mksh, yash, busybox.
    Posix,
    /// fish.
    Fish,
    /// nushell.
    Nushell,
    /// PowerShell.
    PowerShell,
    /// elvish.
    Elvish,
    /// xonsh.
    Xonsh,
    /// tcsh and csh.
    Tcsh,
}

impl From<ShellWord> for Form {
    fn from(word: ShellWord) -> Self {
        match word {
            ShellWord::Posix => Self::Posix,
            ShellWord::Fish => Self::Fish,
            ShellWord::Nushell => Self::Nushell,
            ShellWord::PowerShell => Self::PowerShell,
            ShellWord::Elvish => Self::Elvish,
            ShellWord::Xonsh => Self::Xonsh,
            ShellWord::Tcsh => Self::Tcsh,
        }
    }
}

/// How a start file gets our text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Lines at the end of the user's own file, between our two marks; the text is without the marks.
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

/// The files that make `npm` mean the shim in everything this user starts. `program` is npmcred itself, `folder` the shims'.
#[must_use]
pub fn start_files(_context: &Context, _program: &Path, _folder: &Path) -> Vec<StartFile> {
    Vec::new()
}

/// What puts `folder` first on PATH.
#[must_use]
pub fn text(context: &Context, _form: Form, folder: &Path) -> String {
    let text = folder.to_string_lossy();
    // Relative to home the line also suits a start file that is shared between machines.
    let home =
        context.home().and_then(|home| folder.strip_prefix(home).ok().map(|rest| format!("$HOME/{}", rest.display())));
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('`', "\\`");
    let quoted = match home {
        Some(below) => escaped(&below),
        None => escaped(&text).replace('$', "\\$"),
    };
    POSIX.replace("@folder@", &quoted)
}
