//! Finds a stored credential that a new one would replace, and asks before it does.
//!
//! The store holds one credential for a registry, a use and a profile. The user may not know that
//! there is one: two scopes can come from one registry. So no valid credential is replaced without
//! a question.

use super::store_command::StoreCommand;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore};
use crate::error::{Error, ErrorKind, Result};
use crate::report::Hint;
use npmcred_platform::SecretStore;

/// The stored credential that a new one would replace, in words. `None` if there is none, it is the
/// same, or it has expired.
///
/// # Errors
/// Those of the store.
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

/// The same, for a caller without an open store.
///
/// # Errors
/// Those of the store.
pub fn taken(context: &Context, new: &Credential) -> Result<Option<Credential>> {
    let store = context.store(context.prompting_if_attended())?;
    in_store(context, store.as_ref(), new)
}

/// Asks whether another stored credential may be replaced, and returns it. `command` stores the new
/// one, and may have said so.
///
/// # Errors
/// Those of the store; `Refused` if the user does not agree, or there is no terminal, with the ways
/// to store both or to agree.
pub fn confirm_replacing(
    context: &Context,
    new: &Credential,
    command: &StoreCommand,
) -> Result<Option<Credential>> {
    let Some(old) = taken(context, new)? else {
        return Ok(None);
    };
    if command.replaces {
        return Ok(Some(old));
    }
    let (registry, what) = (&new.registry, described(&old));
    let both = Hint::new(
        "store both, this one in a profile of its own",
        command.in_another_profile(registry),
    );
    if !context.is_attended() {
        let why =
            format!("nothing was stored: it would replace {what}, which is stored for {registry}");
        return Err(Error::new(ErrorKind::Refused, why)
            .hinted(both)
            .cure("replace it", command.again(registry).fixed("--yes")));
    }
    if context.agrees(
        &format!("{what} is already stored for {registry}; replace it?"),
        false,
    )? {
        return Ok(Some(old));
    }
    Err(Error::new(ErrorKind::Refused, "nothing was stored").hinted(both))
}

/// A credential in words: `the session of bob`.
#[must_use]
pub fn described(credential: &Credential) -> String {
    words(credential, None)
}

/// The same with the name that was given to it: `the token ci of bob`.
pub(super) fn described_by_name(credential: &Credential) -> String {
    let grant = credential.grant.as_ref();
    words(credential, grant.and_then(|grant| grant.name.as_deref()))
}

fn words(credential: &Credential, name: Option<&str>) -> String {
    let kind = match credential.kind {
        CredentialKind::Session => "the session",
        CredentialKind::Granular => "the token",
        CredentialKind::Basic | CredentialKind::Auth => "the password",
    };
    let owner = credential.owner.as_ref().filter(|owner| !owner.is_empty());
    let owner = owner.map_or_else(String::new, |owner| format!(" of {owner}"));
    let name = name.map_or_else(String::new, |name| format!(" {name}"));
    format!("{kind}{name}{owner}{}", credential.profile.aside())
}

/// Whether both send the same secret to a registry.
#[must_use]
pub fn is_same(one: &Credential, other: &Credential) -> bool {
    one.config_name() == other.config_name() && one.config_value().same_as(&other.config_value())
}
