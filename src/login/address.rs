//! Refuses an address with a secret in it. It is neither used nor ignored, because the user meant
//! that secret to count.

use crate::error::{Error, ErrorKind, Result};
use crate::registry::{Registry, secret_inside};
use crate::report::Command;

/// Refuses such an address, and names the commands for both of its parts.
///
/// # Errors
/// `Refused`.
pub fn refuse_secret_inside(text: &str) -> Result<()> {
    if secret_inside(text).is_none() {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::Refused,
        "there is a secret inside the address of the registry",
    );
    let error = error.note("it is in plain text where it was typed, so replace it");
    let Ok(registry) = Registry::parse_any(text) else {
        return Err(error);
    };
    let with = |command| Command::new(command).flag("--registry", registry.to_string());
    Err(error
        .cure("log in at the address without it", with("npmcred login"))
        .cure("store another secret instead", with("npmcred store")))
}
