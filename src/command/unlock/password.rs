//! The password of a keyring, from the terminal or from one line of standard input.

use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use npmcred_platform::{Secret, session};
use std::io;

/// The longest password that is read, in bytes.
const LONGEST: usize = 4096;

pub(super) fn password(what: &str) -> Result<Secret> {
    let read = if session::stdin_is_terminal() {
        session::read_hidden_line(&format!("{what} (not shown): ")).map(Some)
    } else {
        // What follows is for the shell.
        session::read_stdin_line(LONGEST)
    };
    match read {
        Ok(Some(password)) => Ok(password),
        Ok(None) => Err(
            Error::new(ErrorKind::Usage, "standard input holds no password")
                .cure("type it at a terminal", Command::new("npmcred unlock")),
        ),
        Err(cause) => Err(unread(cause)),
    }
}

/// Why there is no password.
fn unread(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::Interrupted => {
            Error::new(ErrorKind::Interrupted, "interrupted; nothing was unlocked")
        }
        io::ErrorKind::InvalidData => Error::new(
            ErrorKind::Usage,
            format!("the password is longer than {LONGEST} bytes"),
        )
        .cure("try again", Command::new("npmcred unlock")),
        _ => Error::new(
            ErrorKind::Other,
            format!("cannot read the password: {cause}"),
        )
        .caused_by(cause),
    }
}

/// Nobody can look up a password that was mistyped, so a person types it twice.
pub(super) fn new_password() -> Result<Secret> {
    let first = password("new password, for a new keyring")?;
    if session::stdin_is_terminal() && !password("the same again")?.same_as(&first) {
        return Err(Error::new(
            ErrorKind::Usage,
            "the two passwords differ; no keyring was made",
        )
        .cure("try again", Command::new("npmcred unlock")));
    }
    Ok(first)
}
