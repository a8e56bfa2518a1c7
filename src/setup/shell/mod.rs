//! What each shell evaluates, and which of its start files get it.
//!
//! The texts are the files beside this one; what they have in common is in `posix.sh`'s comments.
//! Whatever a folder is called, its name stands in them as one word.

mod gaps;
mod quote;
mod start;
mod unquoted_eval;
mod user;

pub use gaps::{Gap, gaps};
pub use start::start_files;

use crate::context::Context;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

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

impl Form {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Posix,
        Self::Fish,
        Self::Nushell,
        Self::PowerShell,
        Self::Elvish,
        Self::Xonsh,
        Self::Tcsh,
    ];

    /// What `npmcred env` calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Posix => "sh",
            Self::Fish => "fish",
            Self::Nushell => "nu",
            Self::PowerShell => "powershell",
            Self::Elvish => "elvish",
            Self::Xonsh => "xonsh",
            Self::Tcsh => "tcsh",
        }
    }

    /// The text with its places to fill.
    fn template(self) -> &'static str {
        match self {
            Self::Posix => include_str!("posix.sh"),
            Self::Fish => include_str!("fish.fish"),
            Self::Nushell => include_str!("nushell.nu"),
            Self::PowerShell => include_str!("powershell.ps1"),
            Self::Elvish => include_str!("elvish.elv"),
            Self::Xonsh => include_str!("xonsh.xsh"),
            Self::Tcsh => include_str!("tcsh.csh"),
        }
    }
}

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

/// Why this language cannot put the folder on PATH, where it cannot.
#[must_use]
pub fn objection(form: Form, folder: &Path) -> Option<&'static str> {
    if std::env::join_paths([folder]).is_err() {
        return Some("it has PATH's separator in its name");
    }
    (!quote::can_name(form, folder.as_os_str().as_encoded_bytes()))
        .then_some("this shell has no way to write its name")
}

/// What puts `folder` first on PATH, and keeps it there. Next to the folder are looked for:
/// completions and man pages.
///
/// Right for every folder that [`objection`] has nothing against.
#[must_use]
pub fn text(_context: &Context, form: Form, folder: &Path) -> String {
    let data = folder.parent().unwrap_or(folder);
    let lines: Vec<&str> = form
        .template()
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect();
    let (lines, between) = match form {
        Form::Posix => (trimmed(&lines), "\n"),
        Form::Fish | Form::Tcsh => (trimmed(&lines), ";"),
        Form::Nushell | Form::PowerShell | Form::Elvish | Form::Xonsh => (lines, "\n"),
    };
    let word = |name: &Path| quote::word(form, name.as_os_str().as_encoded_bytes());
    let filled = fill(&lines.join(between), &word(folder), &word(data));
    let mut text = match form {
        Form::Posix => unquoted_eval::one_line(&filled),
        // Words in these languages are UTF-8: `quote` saw to it.
        _ => String::from_utf8_lossy(&filled).into_owned(),
    };
    text.push('\n');
    text
}

/// PATH with the folder first, once, and the rest as it was: what the texts make of it.
#[must_use]
pub fn in_front(folder: &Path, path_var: &OsStr) -> OsString {
    let rest =
        std::env::split_paths(path_var).filter(|entry| !path_var.is_empty() && entry != folder);
    // A folder that has the separator in its name cannot stand there.
    std::env::join_paths(std::iter::once(folder.to_owned()).chain(rest))
        .unwrap_or_else(|_| path_var.to_owned())
}

/// Without indentation and empty lines.
fn trimmed<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines
        .iter()
        .map(|line| line.trim_start())
        .filter(|line| !line.is_empty())
        .collect()
}

/// The text with both words in their places; what is in a word is no place.
fn fill(text: &str, folder: &[u8], data: &[u8]) -> Vec<u8> {
    let with_data = |piece: &str| {
        piece
            .split("@data@")
            .map(str::as_bytes)
            .collect::<Vec<_>>()
            .join(data)
    };
    text.split("@folder@")
        .map(with_data)
        .collect::<Vec<_>>()
        .join(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::StoreError;
    use npmcred_platform::variable::LIST_SEPARATOR;

    fn context() -> Context {
        Context::invented(
            Env::default(),
            Box::new(|_, _| Err(StoreError::Locked)),
            || 0,
        )
    }

    #[test]
    fn a_text_holds_the_folder_and_no_place_that_was_forgotten() {
        for form in Form::ALL {
            let text = text(&context(), form, Path::new("/h/@data@/bin"));
            assert!(
                text.replace("\\057", "/")
                    .replace("\\100", "@")
                    .contains("/h/@data@/bin"),
                "{form:?}: {text}"
            );
            assert!(!text.contains("@folder@"), "{form:?}: {text}");
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "{form:?}: {text}"
            );
        }
    }

    #[test]
    fn what_a_shell_may_split_or_read_by_lines_is_one_line() {
        for form in [Form::Posix, Form::Fish, Form::Tcsh] {
            assert_eq!(
                text(&context(), form, Path::new("/h/bin")).lines().count(),
                1,
                "{form:?}"
            );
        }
    }

    #[test]
    fn path_gets_the_folder_once_and_in_front() {
        for (path, want) in [
            ("/a:/b", "/f:/a:/b"),
            ("/f:/a", "/f:/a"),
            ("/a:/f:/b:/f", "/f:/a:/b"),
            ("", "/f"),
            ("/f", "/f"),
            (":/a:", "/f::/a:"),
        ] {
            assert_eq!(
                in_front(Path::new("/f"), OsStr::new(path)),
                want,
                "{path:?}"
            );
        }
    }

    #[test]
    fn a_folder_that_path_cannot_hold_is_objected_to() {
        for form in Form::ALL {
            assert!(objection(form, Path::new(&format!("/a{LIST_SEPARATOR}b"))).is_some());
            assert!(objection(form, Path::new("/a b*'\"$")).is_none());
        }
        assert!(objection(Form::Tcsh, Path::new("/a\nb")).is_some());
    }
}
