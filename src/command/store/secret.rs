//! A secret that a person types, or that standard input holds.

use crate::credential::{Unfit, check_value};
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Registry;
use npmcred_platform::{Secret, session};

/// The largest secret that is read, in bytes. The largest token seen in the field is a JWT of a few
/// thousand.
const SECRET_LIMIT: usize = 64 * 1024;

/// Reads a secret from the prompt or from standard input.
pub(in crate::command) fn read_secret(registry: &Registry, basic: bool) -> Result<Secret> {
    let what = if basic { "password" } else { "token" };
    let read = if session::stdin_is_terminal() {
        session::read_hidden_line(&format!("{what} for {registry} (not shown): "))
    } else {
        session::read_stdin_secret(SECRET_LIMIT)
    };
    read.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::Interrupted => {
            Error::new(ErrorKind::Interrupted, "interrupted; nothing was stored")
        }
        std::io::ErrorKind::InvalidData => Error::new(
            ErrorKind::Usage,
            format!("the {what} is longer than {SECRET_LIMIT} bytes"),
        ),
        _ => Error::new(ErrorKind::Other, format!("cannot read the {what}: {cause}"))
            .caused_by(cause),
    })
}

/// Refuses a secret that no registry could take or that npm could not be handed.
pub(in crate::command) fn check(secret: &Secret, basic: bool) -> Result<()> {
    let fit = match secret.expose_str() {
        // npm is handed a password in base64, so it could; but nobody types such a character on
        // purpose.
        Some(text) if basic && text.chars().any(char::is_control) => Err(Unfit::Control),
        Some("") => Err(Unfit::Empty),
        Some(_) if basic => Ok(()),
        Some(_) | None => check_value(secret.expose()),
    };
    fit.map_err(|unfit| Error::from_cause(ErrorKind::Usage, unfit))
}
