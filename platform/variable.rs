//! Looks up, compares and lists environment variables as the system does.
//!
//! Windows ignores case: `Path`, `PATH` and `path` are one variable there, and three on Unix.

use std::ffi::{OsStr, OsString};

/// Looks up one environment variable; the caller owns the environment.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Whether this is a session over SSH, whose person may sit at another screen.
#[must_use]
pub(crate) fn is_over_ssh(env: Lookup<'_>) -> bool {
    let filled = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    filled("SSH_CONNECTION") || filled("SSH_TTY")
}

/// Separates the entries of `PATH`, and of other variables that are lists.
pub const LIST_SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// The variables that name the folder for temporary files.
pub const TEMPORARY_FOLDER: &[&str] = if cfg!(windows) {
    &["TMP", "TEMP"]
} else {
    &["TMPDIR"]
};

/// Whether both names mean the same variable.
#[must_use]
pub fn is_same(a: &OsStr, b: &OsStr) -> bool {
    are_equal(a.as_encoded_bytes(), b.as_encoded_bytes(), cfg!(windows))
}

/// Whether the variable's name begins with this prefix.
#[must_use]
pub fn begins_with(name: &OsStr, prefix: &str) -> bool {
    let start = name.as_encoded_bytes().get(..prefix.len());
    start.is_some_and(|start| are_equal(start, prefix.as_bytes(), cfg!(windows)))
}

/// Windows folds more letters than these, but no name that we ask for has others.
fn are_equal(a: &[u8], b: &[u8], is_windows: bool) -> bool {
    a == b || (is_windows && a.eq_ignore_ascii_case(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_unless_the_system_ignores_it() {
        for (a, b, unix, windows) in [
            ("PATH", "PATH", true, true),
            ("Path", "PATH", false, true),
            ("PATHS", "PATH", false, false),
        ] {
            assert_eq!(are_equal(a.as_bytes(), b.as_bytes(), false), unix);
            assert_eq!(are_equal(a.as_bytes(), b.as_bytes(), true), windows);
        }
    }

    #[test]
    fn a_name_may_be_shorter_than_what_it_should_begin_with() {
        assert!(begins_with(OsStr::new("GIT_DIR"), "GIT_"));
        assert!(begins_with(OsStr::new("GIT_"), "GIT_"));
        assert!(!begins_with(OsStr::new("GIT"), "GIT_"));
    }
}
