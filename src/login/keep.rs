//! Stores the new credential, checks that it is stored, and only then removes the old one from the
//! user's file.
//!
//! A credential in a config file overrides a stored one, so a login would have no effect while it
//! is there. The one in the user's own file is removed, as npm itself would overwrite it. One of a
//! project, a variable or the global file is not ours to change, and is named.

use super::caller::Authorization;
use super::job::end_with_the_job;
use super::taken;
use super::user_config::{FileChange, UserConfig};
use crate::acceptance;
use crate::context::Context;
use crate::credential::{
    Choice, Credential, CredentialStore, LONGEST_SESSION, Place, Profile, Use, choose,
};
use crate::error::Result;
use crate::registry::Registry;
use npmcred_platform::{Durability, StoreError};

/// How the credential was stored.
#[derive(Debug)]
pub struct KeepResult {
    /// The store's name.
    pub store: &'static str,
    /// Whether it survives a restart of the machine.
    pub is_lasting: bool,
    /// Whether it got an expiry, because it is stored for a build server's job.
    pub is_for_job: bool,
    /// The keys that were removed from the user's file.
    pub removed: Vec<String>,
    /// A credential that still overrides the new one.
    pub winning: Option<Place>,
    /// The credential that it replaced.
    pub replaced: Option<Credential>,
}

/// The stored credentials that serve this registry. This is asked before the user is: a missing,
/// locked or broken store ends a login before it begins.
///
/// # Errors
/// Those of the store.
pub fn stored(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<Vec<Credential>> {
    look(context, profile, registry).map(|(credentials, _)| credentials)
}

/// The same, and the reason for which the store would probably not store a login.
pub(super) fn look(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<(Vec<Credential>, Option<String>)> {
    let store = context.store(context.prompting_if_attended())?;
    match store.ready() {
        // The look-up reports it, and may ask the person.
        Ok(()) => {}
        Err(error) if *error.bare() == StoreError::Locked => {}
        Err(error) => return Err(context.store_error(&error)),
    }
    let found = CredentialStore::new(store.as_ref())
        .find(profile, &[registry.realm()])
        .map_err(|error| context.store_error(&error))?;
    let credentials: Vec<Credential> = found
        .credentials
        .into_iter()
        .filter(|credential| credential.registry.covers(registry))
        .collect();
    let is_risky = store.durability() == Durability::Memory
        && !context.is_on_build_server()
        && !gives_sessions(registry, &credentials);
    let risk = || {
        let hours = LONGEST_SESSION / 3600;
        format!(
            "the {} only stores credentials that expire within {hours} hours, and a login to \
             {registry} may not",
            store.name()
        )
    };
    Ok((credentials, is_risky.then(risk)))
}

/// Whether the logins of a registry are known to expire soon before there is one: those of the
/// public registry do, and those of a registry that gave such a session before.
fn gives_sessions(registry: &Registry, known: &[Credential]) -> bool {
    let is_session = |one: &Credential| one.expires.is_session(one.issued);
    registry.is_public() || known.iter().any(is_session)
}

/// The credential that is sent with a login: the user's own, otherwise the stored one, valid or
/// not.
#[must_use]
pub fn authorization(
    config: &dyn UserConfig,
    stored: &[Credential],
    registry: &Registry,
    wanted: Use,
    now: u64,
) -> Option<Authorization> {
    let realm = registry.realm();
    if let Some(own) = config.authorization(registry) {
        return Some(own);
    }
    match choose(stored, registry, wanted, now) {
        Choice::Found(credential) | Choice::Expired(credential) => {
            Some(Authorization::of(credential))
        }
        Choice::OtherUse(_) | Choice::NotFound => None,
    }
    .filter(|authorization| authorization.realm == realm)
}

/// Stores a credential, reads it back, and removes the registry's old credential from the user's
/// own file. On a build server it may get a nearer expiry.
///
/// # Errors
/// Those of the store; `File` if the user's file holds one that cannot be removed; those of
/// [`Context::check_handover`]. Nothing was changed then.
pub fn keep(
    context: &Context,
    config: &dyn UserConfig,
    credential: &mut Credential,
) -> Result<KeepResult> {
    context.check_handover()?;
    let registry = credential.registry.clone();
    let removal = FileChange::RemoveCredential(&registry);
    config.check(&removal)?;
    let store = context.store(context.prompting_if_attended())?;
    let is_for_job = end_with_the_job(context, store.as_ref(), credential);
    let replaced = taken::in_store(context, store.as_ref(), credential)?;
    CredentialStore::new(store.as_ref()).put(credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    // What was said of its predecessor, if both were stored in one second.
    drop(acceptance::forget(context, credential));
    let removed = config.change(&removal)?;
    Ok(KeepResult {
        store: store.name(),
        is_lasting: store.durability() == Durability::Persistent,
        is_for_job,
        winning: config.winning(&registry, &removed),
        // The password that waited for its user name is part of the new one.
        replaced: replaced.filter(|old| !old.awaits_user()),
        removed,
    })
}
