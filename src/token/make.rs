//! Creates a token and stores it; if that fails, nothing is left over.
//!
//! A missing answer proves nothing: the token may have been created. So after a network failure the
//! list is read. If that fails as well, the name stays in the journal, and the next run reports it.

use super::api::{NewToken, TokenApi};
use super::listed::find;
use super::rights::Rights;
use crate::context::Context;
use crate::credential::{
    Credential, CredentialKind, CredentialStore, Expiry, LONGEST_SESSION, TokenDescription, Use,
};
use crate::error::{Error, ErrorKind, Result};
use crate::journal::{self, Begun, Deed, Operation};
use crate::login::Identity;
use crate::report::Command;
use npmcred_platform::{Durability, Secret};

/// The order for a token.
pub struct Order {
    /// What it is called.
    pub name: String,
    /// Its rights.
    pub rights: Rights,
    /// The commands that will use it.
    pub purpose: Use,
}

/// A unique name: the purpose, and the present second.
#[must_use]
pub fn default_name(base: &str, now: u64) -> String {
    format!(
        "{base}-{}",
        crate::report::moment(now).replace(['-', ':'], "")
    )
}

/// Checks that the store can take it, before the user is asked anything.
///
/// # Errors
/// `Refused` if a valid credential has this place; those of the store.
pub(super) fn check_place(api: &TokenApi, purpose: Use) -> Result<()> {
    let registry = &api.wanted.registry;
    let holder = api
        .known
        .iter()
        .find(|known| known.purpose == purpose && known.registry == *registry);
    match holder {
        Some(holder) if !holder.expires.is_past(api.context.now()) => Err(taken(api, holder)),
        Some(_) | None => check_durability(api.context),
    }
}

/// The place is held by a credential that may still work: each way to make the token all the same.
fn taken(api: &TokenApi, holder: &Credential) -> Error {
    let (registry, purpose) = (&holder.registry, holder.purpose);
    let profile = &api.wanted.profile;
    let aside = profile.aside();
    let with_use = |command, purpose: Use| {
        let command = Command::new(command).flag("--registry", registry.to_string());
        let command = command.flag("--use", purpose.as_str());
        command.profile(profile.name())
    };
    let error = Error::new(
        ErrorKind::Refused,
        format!(
            "a credential for {registry} (use {purpose}{aside}) is already stored, and may still work"
        ),
    );
    // A session is not rotated.
    let error = match holder.kind {
        CredentialKind::Granular => error.cure("replace it", with_use("npmcred rotate", purpose)),
        _ => error,
    };
    let is_free = |other: &Use| {
        let mut known = api.known.iter();
        known.all(|known| known.purpose != *other || known.registry != *registry)
    };
    let error = match Use::ALL.into_iter().find(is_free) {
        Some(other) => error.cure(
            "store the new one for another use",
            with_use("npmcred token create", other),
        ),
        None => error,
    };
    error.cure("or remove it first", with_use("npmcred remove", purpose))
}

/// Tokens of the token API live for days, which is too long for a store in memory.
pub(super) fn check_durability(context: &Context) -> Result<()> {
    let store = context.store(context.prompting_if_attended())?;
    match store.durability() {
        Durability::Persistent => Ok(()),
        Durability::Memory => {
            let hours = LONGEST_SESSION / 3600;
            let why = format!(
                "the {} only stores credentials that expire within {hours} hours",
                store.name()
            );
            Err(context.store_error(&npmcred_platform::StoreError::Unavailable(why)))
        }
    }
}

/// Creates a token and stores it.
///
/// # Errors
/// `Refused` if its place is taken; those of the registry and of the store, in which case the token
/// is revoked again.
pub fn create(
    api: &TokenApi,
    order: &Order,
    password: impl FnOnce() -> Result<Secret>,
) -> Result<Credential> {
    check_place(api, order.purpose)?;
    let (begun, made) = made(api, order, &password()?)?;
    let owner = api
        .known
        .iter()
        .find_map(|known| known.owner.clone())
        .or_else(|| {
            // The owner is good to know, but a registry need not be able to tell.
            match api.identity(&made.secret) {
                Ok(Identity::Alive(owner)) => Some(owner),
                Ok(Identity::Dead | Identity::Nobody | Identity::Unknown(_)) | Err(_) => None,
            }
        });
    let (key, credential) = credential(api, order, made, owner, None);
    if let Err(error) = put(api, &credential) {
        return Err(undo(api, begun, key.as_deref(), &credential, error));
    }
    begun.finish(api.context)?;
    Ok(credential)
}

/// Creates a token for elsewhere: it is handed to `give` and not stored. Returns when it expires.
///
/// # Errors
/// Those of the registry, and of `give`, after which the token is revoked again.
pub fn create_for_elsewhere(
    api: &TokenApi,
    order: &Order,
    password: impl FnOnce() -> Result<Secret>,
    give: impl FnOnce(&Secret) -> Result<()>,
) -> Result<Expiry> {
    let (begun, made) = made(api, order, &password()?)?;
    let (key, credential) = credential(api, order, made, None, None);
    match give(&credential.secret) {
        Ok(()) => begun.finish(api.context).map(|()| credential.expires),
        Err(error) => Err(undo(api, begun, key.as_deref(), &credential, error)),
    }
}

/// Has the registry create it; until that is settled, it stays in the journal.
fn made(api: &TokenApi, order: &Order, password: &Secret) -> Result<(Begun, NewToken)> {
    let entry = entry(api, Deed::Create, order.purpose, &order.name);
    let begun = journal::begin(api.context, entry)?;
    match api.create(&order.rights, &order.name, password) {
        Ok(made) => Ok((begun, made)),
        Err(error) => Err(abandon(api, begun, &order.name, error)),
    }
}

/// The credential to store for a new token.
pub(super) fn credential(
    api: &TokenApi,
    order: &Order,
    made: NewToken,
    owner: Option<String>,
    replaces: Option<String>,
) -> (Option<String>, Credential) {
    let grant = TokenDescription {
        name: Some(order.name.clone()),
        key: made.key.clone(),
        replaces,
        rights: order.rights.fields().clone(),
    };
    let credential = Credential {
        profile: api.wanted.profile.clone(),
        registry: api.wanted.registry.clone(),
        kind: CredentialKind::Granular,
        purpose: order.purpose,
        owner,
        issued: api.context.now(),
        expires: made.expires,
        grant: Some(grant),
        secret: made.secret,
    };
    (made.key, credential)
}

/// Stores it, reads it back, compares.
pub(super) fn put(api: &TokenApi, credential: &Credential) -> Result<()> {
    let context = api.context;
    let store = context.store(context.prompting_if_attended())?;
    CredentialStore::new(store.as_ref()).put(credential, context.now(), &|error| {
        context.store_error(error)
    })
}

/// An entry of the journal about a token of this registry.
pub(super) fn entry(api: &TokenApi, deed: Deed, purpose: Use, token: &str) -> Operation {
    Operation {
        deed,
        registry: api.wanted.registry.to_string(),
        profile: api.wanted.profile.clone(),
        purpose,
        token: Some(token.to_owned()),
        since: api.context.now(),
        issued: None,
    }
}

/// After a failed creation: makes sure that there is no token, or that its name is reported.
pub(super) fn abandon(api: &TokenApi, begun: Begun, name: &str, error: Error) -> Error {
    let is_doubtful = error.kind == ErrorKind::Network;
    let gone = if is_doubtful {
        withdraw(api, name)
    } else {
        Ok(false)
    };
    match gone {
        Ok(revoked) => {
            let error = if revoked {
                error.note("the token was created anyway, and is now revoked")
            } else {
                error
            };
            match begun.finish(api.context) {
                Ok(()) => error,
                Err(failed) => error.note(failed.message),
            }
        }
        Err(_) => error.note(format!(
            "it is unknown whether the token {name} was created; the next run will remind you"
        )),
    }
}

/// Revokes the token of this name; `false` where there is none.
pub(super) fn withdraw(api: &TokenApi, name: &str) -> Result<bool> {
    let list = api.list()?;
    if !list
        .iter()
        .any(|listed| listed.name.as_deref() == Some(name))
    {
        return Ok(false);
    }
    api.revoke(&find(&list, name)?.key)?;
    Ok(true)
}

/// Revokes a token that was created and could not be brought where it belongs.
pub(super) fn undo(
    api: &TokenApi,
    begun: Begun,
    key: Option<&str>,
    made: &Credential,
    error: Error,
) -> Error {
    let revoked = match key {
        Some(key) => api.revoke(key),
        None => api.end(made),
    };
    match revoked {
        Ok(_) => {
            let error = error.note("the new token was not kept, and is now revoked");
            match begun.finish(api.context) {
                Ok(()) => error,
                Err(failed) => error.note(failed.message),
            }
        }
        Err(failed) => error
            .note(format!(
                "the new token was not kept, and could not be revoked: {failed}"
            ))
            .note("the next run will remind you of it"),
    }
}
