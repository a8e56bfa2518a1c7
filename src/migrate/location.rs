//! A line of a file: how to show it, and how to open it in an editor.

use crate::report::Hint;
use npmcred_platform::hint;
use std::path::Path;

/// A line of a file, as it is shown to a person.
pub(super) fn spot(file: &Path, line: Option<usize>, home: Option<&Path>) -> String {
    let name = match home.and_then(|home| file.strip_prefix(home).ok()) {
        Some(below) => format!("~/{}", below.display()),
        None => file.display().to_string(),
    };
    line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"))
}

/// A hint to change a line by hand.
pub(super) fn change(file: &Path, line: usize) -> Hint {
    Hint::new("change it", hint::edit(file, line).into())
}

/// A hint to remove a line by hand.
pub(super) fn take_out(file: &Path, line: usize) -> Hint {
    Hint::new("remove it", hint::edit(file, line).into())
}
