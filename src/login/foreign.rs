//! A token whose prefix says that another host gave it out: kept, it would be sent to one that has
//! no business with it.

use super::store_command::StoreCommand;
use crate::context::Context;
use crate::credential::{Credential, Issuer, foreign_issuer};
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// Asks whether a token that looks like another host's is kept all the same. `command` stores it,
/// and may have said so.
///
/// # Errors
/// `Refused` where the person says no, or nobody is there, with the command that says it.
pub fn confirm_foreign(context: &Context, new: &Credential, command: &StoreCommand) -> Result<()> {
    let Some(issuer) = issuer(new).filter(|_| !command.takes_foreign) else {
        return Ok(());
    };
    if !context.is_attended() {
        let why = format!(
            "nothing was stored: this looks like a token of {issuer}, but {} is another registry",
            new.registry
        );
        let error = at_home(Error::new(ErrorKind::Refused, why), issuer, command);
        let again = command.again(&new.registry).fixed("--foreign-token");
        return Err(error.cure("store it there all the same", again));
    }
    ask(context, new, issuer, command)
}

/// The same for a command of a tool, which keeps the token where nobody is there to be asked: the
/// tool would.
///
/// # Errors
/// `Refused` where the person says no; those of choosing the profile.
pub fn ask_about_foreign(context: &Context, new: &Credential) -> Result<()> {
    let Some(issuer) = issuer(new) else {
        return Ok(());
    };
    if context.is_attended() {
        let store = StoreCommand::new(context, "npmcred store");
        return ask(context, new, issuer, &store);
    }
    context.report.note(&format!(
        "this looks like a token of {issuer}, but it is stored for {}, another registry",
        new.registry
    ));
    let remove = Command::new("npmcred remove")
        .flag("--registry", new.registry.to_string())
        .flag("--use", new.purpose.as_str())
        .profile(profile::active(context)?.profile.name());
    context
        .report
        .cure(&Hint::new("if that was a mistake", remove));
    Ok(())
}

fn issuer(new: &Credential) -> Option<Issuer> {
    let token = new.secret.expose_str()?;
    (!new.kind.is_basic())
        .then(|| foreign_issuer(&new.registry, token))
        .flatten()
}

fn ask(context: &Context, new: &Credential, issuer: Issuer, command: &StoreCommand) -> Result<()> {
    let question = format!(
        "this looks like a token of {issuer}, but {} is another registry; store it all the same?",
        new.registry
    );
    if context.agrees(&question, false)? {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Refused, "nothing was stored");
    Err(at_home(error, issuer, command))
}

/// Adds the command that keeps it for the registry of who gave it out.
fn at_home(error: Error, issuer: Issuer, command: &StoreCommand) -> Error {
    let home = issuer.registry().and_then(|url| Registry::parse(url).ok());
    match home {
        Some(home) => error.cure("store it where it belongs", command.at(&home)),
        None => error,
    }
}
