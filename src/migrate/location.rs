//! A line of a file: how a person is told of it, and what opens it in an editor.

use crate::report::Hint;
use npmcred_platform::hint;
use std::path::Path;

/// A line of a file, as a person is told where it is.
pub(super) fn spot(file: &Path, line: Option<usize>, home: Option<&Path>) -> String {
    let name = match home.and_then(|home| file.strip_prefix(home).ok()) {
        Some(below) => format!("~/{}", below.display()),
        None => file.display().to_string(),
    };
    line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"))
}

/// What to type in order to write a line anew by hand.
pub(super) fn change(file: &Path, line: usize) -> Hint {
    Hint::new("change it", hint::edit(file, line).into())
}

/// What to type in order to take a line out by hand.
pub(super) fn take_out(file: &Path, line: usize) -> Hint {
    Hint::new("remove it by hand", hint::edit(file, line).into())
}
