//! The person at the terminal: whether there is one, and secrets that they type or pipe in.
//!
//! Nothing here uses the standard library's buffered input, because its buffer cannot be wiped.

use crate::secret::Secret;
use crate::variable::{Lookup, is_over_ssh};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Whether standard input is a terminal.
#[must_use]
pub fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Whether standard output is a terminal.
#[must_use]
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
#[must_use]
pub fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// The width of the terminal that standard output goes to, in columns; `None` if it is none, or has
/// no size.
#[must_use]
pub fn stdout_columns() -> Option<usize> {
    stdout_is_terminal().then(imp::stdout_columns).flatten()
}

/// The same for standard error.
#[must_use]
pub fn stderr_columns() -> Option<usize> {
    stderr_is_terminal().then(imp::stderr_columns).flatten()
}

/// Asks on the controlling terminal and reads a line without showing it, however long it is.
/// Afterwards the terminal is as before, even after Ctrl-C or a signal that asks us to end.
///
/// # Errors
/// `Interrupted` after Ctrl-C or a signal that asks us to end; `UnexpectedEof` if the terminal went
/// away or Ctrl-D was pressed on an empty line; otherwise those of opening the terminal, for
/// example if there is none.
pub fn read_hidden_line(prompt: &str) -> io::Result<Secret> {
    imp::read_hidden_line(prompt)
}

/// All of standard input, without one line end at its end.
///
/// # Errors
/// `InvalidData` if there are more than `limit` bytes; those of reading.
pub fn read_stdin_secret(limit: usize) -> io::Result<Secret> {
    imp::read_stdin_secret(limit)
}

/// The next line of standard input without its line end, or `None` at its end; the rest stays
/// unread.
///
/// # Errors
/// `InvalidData` if the line is longer than `limit` bytes; those of reading.
pub fn read_stdin_line(limit: usize) -> io::Result<Option<Secret>> {
    imp::read_stdin_line(limit)
}

/// The name of this machine.
#[must_use]
pub fn host_name(env: Lookup<'_>) -> String {
    imp::host_name(env)
}

/// The name of the program that opens an address for the person; `None` without a desktop in front
/// of them (over SSH its screen may be elsewhere).
#[must_use]
pub fn opener(env: Lookup<'_>) -> Option<&'static str> {
    let filled = |name: &str| env(name).is_some_and(|value| !value.is_empty());
    if is_over_ssh(env) {
        None
    } else {
        crate::system::opener(&filled)
    }
}

/// Whether `sudo` runs us for another user than the person who called it (sudo(8), `SUDO_UID`). We
/// would then use the wrong store, home and session.
#[must_use]
pub fn is_under_sudo(env: Lookup<'_>) -> bool {
    let caller = env("SUDO_UID").and_then(|id| id.to_str()?.parse::<u32>().ok());
    caller.is_some_and(|caller| imp::user_id() != Some(caller))
}

/// Whether root runs us.
#[must_use]
pub fn is_root() -> bool {
    imp::user_id() == Some(0)
}

/// Whether we are root and this folder is not root's: its owner could not change the files that we
/// would make there.
#[must_use]
pub fn is_root_elsewhere(folder: &Path) -> bool {
    files::is_roots_view_of_another(folder)
}

/// Asks on standard error and reads one line of standard input, for an answer that is not secret.
///
/// # Errors
/// `UnexpectedEof` if there is no line; those of reading.
pub fn read_line(prompt: &str) -> io::Result<String> {
    io::stderr().write_all(prompt.as_bytes())?;
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}

/// Asks on standard error and reads one line of standard input of at most `limit` bytes, for an
/// answer that may be seen while it is typed and is a secret afterwards. `None` if the input has
/// ended.
///
/// # Errors
/// `InvalidData` for a longer line; those of reading.
pub fn read_shown_line(prompt: &str, limit: usize) -> io::Result<Option<Secret>> {
    io::stderr().write_all(prompt.as_bytes())?;
    read_stdin_line(limit)
}

#[cfg(unix)]
use crate::unix::{files, session as imp};
#[cfg(windows)]
use crate::windows::{files, session as imp};
