//! The PATH that a system keeps itself, for the programs that it starts anew.
//!
//! Windows keeps two in its registry. A new program gets the machine's folders before the user's,
//! whatever the user's say. Elsewhere shells make PATH, and nothing is kept.

pub use crate::path_value::{KeptPath, PathOwner};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

/// Whether this system keeps one.
pub const IS_KEPT: bool = cfg!(windows);

/// Separates its folders.
pub const SEPARATOR: char = ';';

/// The most characters that it may have: those of a variable (`SetEnvironmentVariable`).
pub const LONGEST: usize = 32_766;

/// What is kept; `None` if there is nothing.
///
/// # Errors
/// Those of the system; `InvalidData` for a value that is no text.
pub fn read(owner: PathOwner) -> io::Result<Option<KeptPath>> {
    imp::read(owner)
}

/// Replaces it; without a value removes it. Programs that run already are told with [`announce`].
///
/// # Errors
/// Those of the system: `PermissionDenied` for the machine's, unless an administrator does it.
pub fn write(owner: PathOwner, value: Option<&KeptPath>) -> io::Result<()> {
    imp::write(owner, value)
}

/// Whether we may write it.
#[must_use]
pub fn is_writable(owner: PathOwner) -> bool {
    imp::is_writable(owner)
}

/// Tells the programs that start others, such as the desktop, that it has changed.
pub fn announce() {
    imp::announce();
}

/// The value as a new program gets it, with its variables filled in; empty if there is none.
#[must_use]
pub fn filled_in(owner: PathOwner) -> OsString {
    imp::filled_in(owner)
}

/// PATH as a program gets it that is started anew: the machine's folders, then the user's.
#[must_use]
pub fn of_new_programs() -> OsString {
    let mut path = filled_in(PathOwner::Machine);
    let users = filled_in(PathOwner::User);
    if !path.is_empty() && !users.is_empty() {
        path.push(SEPARATOR.to_string());
    }
    path.push(users);
    path
}

/// The folder for programs that only an administrator may write.
#[must_use]
pub fn protected_folder() -> Option<PathBuf> {
    imp::protected_folder()
}

#[cfg(unix)]
use crate::unix::kept_path as imp;
#[cfg(windows)]
use crate::windows::kept_path as imp;
