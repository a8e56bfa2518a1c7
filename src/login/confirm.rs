//! Asks the user to confirm a registry that only a project names, before a secret is stored for it.
//!
//! A cloned project may name any registry, so its configuration alone is not enough for a login or
//! a token.

use super::store_command::StoreCommand;
use crate::context::Context;
use crate::credential::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// What is said of the command that names the registry.
const BY_HAND: &str = "if that is where it belongs";

/// Asks whether a secret may be stored for the registry, if only a project names it. `command`
/// stores it without the question, because it names the registry.
///
/// # Errors
/// `Refused` if the user does not agree, or there is no terminal, with that command.
pub fn confirm(
    context: &Context,
    registry: &Registry,
    by: Option<&Place>,
    command: &StoreCommand,
) -> Result<()> {
    agreed(
        context,
        registry,
        by,
        command,
        "store it for that registry?",
    )
}

/// Asks in the same way whether to log in there.
///
/// # Errors
/// Those of [`confirm`].
pub fn confirm_login(
    context: &Context,
    registry: &Registry,
    by: Option<&Place>,
    command: &StoreCommand,
) -> Result<()> {
    agreed(context, registry, by, command, "log in there?")
}

fn agreed(
    context: &Context,
    registry: &Registry,
    by: Option<&Place>,
    command: &StoreCommand,
    question: &str,
) -> Result<()> {
    let Some(place) = by else { return Ok(()) };
    if !context.is_attended() {
        let why = format!("nothing was stored: only the project names {registry}");
        return Err(Error::new(ErrorKind::Refused, why)
            .note(place.to_string())
            .hinted(Hint::new(BY_HAND, command.again(registry))));
    }
    if context.agrees(
        &format!("only the project names {registry} ({place}); {question}"),
        false,
    )? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Refused, "nothing was stored"))
}

/// The command that stores a secret for this registry by name.
#[must_use]
pub fn by_hand(registry: &Registry, command: &'static str) -> Hint {
    let command = Command::new(command).flag("--registry", registry.to_string());
    let command = if registry.is_cleartext() {
        command.fixed("--insecure-http")
    } else {
        command
    };
    Hint::new(BY_HAND, command)
}
