//! What the store keeps already in the place of a new credential.
//!
//! One credential is kept for a registry, a use and a profile. Whoever has another one there may
//! not know it: two scopes can come from one registry. So nothing that still works is replaced
//! without a word.

use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Command, Hint};
use npmcred_platform::SecretStore;

/// In whose place a new credential goes, in words; nothing where the place is free, holds the same,
/// or what is known to be over.
///
/// # Errors
/// What the store said.
pub(super) fn in_store(
    context: &Context,
    store: &dyn SecretStore,
    new: &Credential,
) -> Result<Option<Credential>> {
    let found = CredentialStore::new(store).find(&new.profile, &[new.registry.realm()]);
    let found = found.map_err(|error| context.store_error(&error))?;
    let is_it = |known: &Credential| {
        known.store_key() == new.store_key()
            && !known.expires.is_past(context.now())
            && !is_same(known, new)
    };
    Ok(found.credentials.into_iter().find(is_it))
}

/// The same, where no store is open yet.
///
/// # Errors
/// What the store said.
pub fn taken(context: &Context, new: &Credential) -> Result<Option<Credential>> {
    let store = context.store(context.prompting_if_attended())?;
    in_store(context, store.as_ref(), new)
}

/// Asks whether another one that is kept may be replaced. `command` is what files it.
///
/// # Errors
/// What the store said; `Refused` where nobody agrees, or nobody is there, with the ways to keep
/// both or to say it.
pub fn confirm_replacing(context: &Context, new: &Credential, command: &'static str) -> Result<()> {
    let Some(old) = taken(context, new)? else {
        return Ok(());
    };
    let (registry, what, again) = (&new.registry, described(&old), same_again(new, command));
    let both = Hint::new(
        "store both, this one in a profile of its own",
        again.clone().fixed("--profile NAME"),
    );
    if !context.is_attended() {
        let why =
            format!("nothing was stored: it would replace {what}, which is stored for {registry}");
        return Err(Error::new(ErrorKind::Refused, why)
            .hinted(both)
            .cure("replace it", again.fixed("--yes")));
    }
    if context.agrees(
        &format!("{what} is already stored for {registry}; replace it?"),
        false,
    )? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Refused, "nothing was stored").hinted(both))
}

/// The command that files this credential, on the user's own word.
fn same_again(new: &Credential, command: &'static str) -> Command {
    let mut words = Command::new(command).flag("--registry", new.registry.to_string());
    if new.registry.is_cleartext() {
        words = words.fixed("--insecure-http");
    }
    if new.purpose != Use::Any {
        words = words.flag("--use", new.purpose.as_str());
    }
    if new.kind == CredentialKind::Basic {
        words = words.fixed("--basic --username NAME");
    }
    words
}

/// A credential in words: `the session of bob`.
#[must_use]
pub fn described(credential: &Credential) -> String {
    let kind = match credential.kind {
        CredentialKind::Session => "the session",
        CredentialKind::Granular => "the token",
        CredentialKind::Basic | CredentialKind::Auth => "the password",
    };
    let owner = credential.owner.as_ref().filter(|owner| !owner.is_empty());
    let owner = owner.map_or_else(String::new, |owner| format!(" of {owner}"));
    format!("{kind}{owner}{}", credential.profile.aside())
}

/// Whether both say the same to a registry.
#[must_use]
pub fn is_same(one: &Credential, other: &Credential) -> bool {
    one.config_name() == other.config_name() && one.config_value().same_as(&other.config_value())
}
