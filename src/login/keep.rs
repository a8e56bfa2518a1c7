//! From the answer to the store: keep it, see that it is kept, and only then take the old one out
//! of the user's file.
//!
//! A credential in a config file wins over ours, so a login would have no effect while one stands
//! there. The one in the user's own file goes, as npm itself would overwrite it; a project's, a
//! variable's or a global one is not ours to touch and is named.

use super::caller::Authorization;
use super::job::end_with_the_job;
use super::taken;
use super::user_config::{FileChange, UserConfig};
use crate::context::Context;
use crate::credential::{
    Choice, Credential, CredentialKind, CredentialStore, Place, Profile, Use, choose,
};
use crate::error::Result;
use crate::registry::Registry;
use npmcred_platform::{Durability, StoreError};

/// How it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeepResult {
    /// The store's name.
    pub store: &'static str,
    /// Whether it outlives the machine's next start.
    pub is_lasting: bool,
    /// Whether it was given an end, because it is kept for the job of a build server.
    pub is_for_job: bool,
    /// The keys that were taken out of the user's file.
    pub removed: Vec<String>,
    /// A credential that still wins over the new one.
    pub winning: Option<Place>,
    /// Another one in whose place it was put, in words.
    pub replaced: Option<String>,
}

/// What the store holds that serves this registry. Asked before anybody is bothered: a store that
/// is missing, locked or broken ends a login before it begins.
///
/// # Errors
/// What the store said.
pub fn stored(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<Vec<Credential>> {
    look(context, profile, registry).map(|(credentials, _)| credentials)
}

/// The same, and what the store would not keep.
pub(super) fn look(
    context: &Context,
    profile: &Profile,
    registry: &Registry,
) -> Result<(Vec<Credential>, Option<String>)> {
    let store = context.store(context.prompting_if_attended())?;
    match store.ready() {
        // That is for the look-up to say, which may ask the person.
        Ok(()) => {}
        Err(error) if *error.bare() == StoreError::Locked => {}
        Err(error) => return Err(context.store_error(&error)),
    }
    let found = CredentialStore::new(store.as_ref())
        .find(profile, &[registry.realm()])
        .map_err(|error| context.store_error(&error))?;
    let credentials = found
        .credentials
        .into_iter()
        .filter(|credential| credential.registry.covers(registry))
        .collect();
    // Only the public registry's sessions are known to end, before there is one.
    let in_memory = store.durability() == Durability::Memory;
    let is_risky = in_memory && !registry.is_public() && !context.is_on_build_server();
    let risk = || {
        format!(
            "the {} only stores credentials that expire soon; a login without an expiry is lost",
            store.name()
        )
    };
    Ok((credentials, is_risky.then(risk)))
}

/// The credential that goes along with a login: the user's own, else the stored one, be it dead or
/// alive.
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

/// Keeps a credential, reads it back, and takes what stood for this registry in the user's own file
/// out of it. On a build server it may get a nearer end.
///
/// # Errors
/// What the store said; `File` where the user's file holds one that cannot be taken out. Nothing
/// was changed then.
pub fn keep(
    context: &Context,
    config: &dyn UserConfig,
    credential: &mut Credential,
) -> Result<KeepResult> {
    let registry = credential.registry.clone();
    let removal = FileChange::RemoveCredential(&registry);
    config.check(&removal)?;
    let store = context.store(context.prompting_if_attended())?;
    let is_for_job = end_with_the_job(context, store.as_ref(), credential);
    let replaced = taken::in_store(context, store.as_ref(), credential)?;
    CredentialStore::new(store.as_ref()).put(credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    let removed = config.change(&removal)?;
    Ok(KeepResult {
        store: store.name(),
        is_lasting: store.durability() == Durability::Persistent,
        is_for_job,
        winning: config.winning(&registry, &removed),
        replaced: replaced
            .filter(|old| !is_renewed(old, credential))
            .map(|old| taken::described(&old)),
        removed,
    })
}

/// Whether a session is followed by the next one of the same account, which is what a login is for.
fn is_renewed(old: &Credential, new: &Credential) -> bool {
    let is_session = |one: &Credential| one.kind == CredentialKind::Session;
    is_session(old)
        && is_session(new)
        && (old.owner == new.owner || old.owner.is_none() || new.owner.is_none())
}
