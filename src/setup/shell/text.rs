//! The code that a shell evaluates to put the shims' folder first on PATH.
//!
//! Whatever the folder is called, its name is one word in the code.

use super::form::Form;
use super::{quote, unquoted_eval};
use crate::context::Context;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Why this language cannot put the folder on PATH, if it cannot.
#[must_use]
pub fn objection(form: Form, folder: &Path) -> Option<&'static str> {
    if std::env::join_paths([folder]).is_err() {
        return Some("it has PATH's separator in its name");
    }
    (!quote::can_name(form, folder.as_os_str().as_encoded_bytes()))
        .then_some("this shell has no way to write its name")
}

/// The code that puts `folder` first on PATH, and keeps it there. Completions and man pages are
/// expected next to the folder.
///
/// It is right for every folder without an [`objection`].
#[must_use]
pub fn text(_context: &Context, form: Form, folder: &Path) -> String {
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
    let filled = filled(form, &lines.join(between), folder);
    let mut text = match form {
        Form::Posix => unquoted_eval::one_line(&[TO_READ, &filled].concat()),
        // Words in these languages are UTF-8: `quote` ensures it.
        _ => String::from_utf8_lossy(&filled).into_owned(),
    };
    text.push('\n');
    text
}

/// What the packed text begins with, for a person who meets it: words that stay as they are.
const TO_READ: &[u8] = b"# this is packed for eval\n# a terminal shows it as text\n";

/// The same code with its lines and comments, for a person who reads it; `None` if it names a
/// folder that no text can.
#[must_use]
pub fn readable(form: Form, folder: &Path) -> Option<String> {
    let is_for_linters = |line: &&str| line.trim_start().starts_with("# shellcheck ");
    let lines: Vec<&str> = form
        .template()
        .lines()
        .filter(|line| !is_for_linters(line))
        .collect();
    let text = String::from_utf8(filled(form, &lines.join("\n"), folder)).ok()?;
    Some(text + "\n")
}

fn filled(form: Form, text: &str, folder: &Path) -> Vec<u8> {
    let data = folder.parent().unwrap_or(folder);
    let word = |name: &Path| quote::word(form, name.as_os_str().as_encoded_bytes());
    fill(text, &word(folder), &word(data))
}

/// PATH with the folder first, once, and the rest unchanged, as the code makes it.
#[must_use]
pub fn in_front(folder: &Path, path_var: &OsStr) -> OsString {
    let rest =
        std::env::split_paths(path_var).filter(|entry| !path_var.is_empty() && entry != folder);
    // A folder whose name contains the separator cannot be on PATH.
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

/// The text with both words filled in; placeholders inside a word are not filled.
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
    fn what_a_person_reads_is_the_template_with_its_comments() {
        for form in Form::ALL {
            let text = readable(form, Path::new("/h/bin")).unwrap();
            assert!(text.contains("/h/bin") && !text.contains("@folder@"));
            assert!(text.starts_with("# What ") && text.lines().count() > 5);
            assert!(!text.contains("shellcheck"), "{text}");
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
