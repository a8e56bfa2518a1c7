//! Asks the store, the registries and the git repositories before anything is moved.

use super::decide::own_profile;
use super::found::Sightings;
use super::reread::reread;
use super::scanner::Scanner;
use super::sighting::{Action, Doubt, PlaceKind, Sighting};
use super::warning::Warning;
use super::{check, history};
use crate::context::Context;
use crate::credential::CredentialStore;
use crate::error::{ErrorKind, Result};
use crate::login::{described, is_same};
use crate::profile;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Durability, SecretStore, StoreError};

/// Completes the plan: what the store already has or cannot store; whether a credential still
/// works, if `check` is set; whether the history of a repository contains it. It changes nothing,
/// but notes a registry's name for the account.
///
/// # Errors
/// Those of [`Context::check_handover`] and of the store, if anything would be moved.
pub fn preflight(context: &Context, found: &mut Sightings, check: bool) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let scanner = Scanner::open(context);
    if check {
        check::ask(context, &scanner, &mut found.sightings);
    }
    history::look(context, &scanner, &mut found.sightings);
    if !found.sightings.iter().any(|one| one.action == Action::Move) {
        return Ok(());
    }
    context.check_handover()?;
    let store = context.store(context.prompting_if_attended())?;
    match store.ready() {
        // The look-up reports it, and may ask the person.
        Ok(()) => {}
        Err(error) if *error.bare() == StoreError::Locked => {}
        Err(error) => return Err(context.store_error(&error)),
    }
    found.store = Some(store.name());
    ask_store(context, &scanner, store.as_ref(), &mut found.sightings)
}

fn ask_store(
    context: &Context,
    scanner: &Scanner,
    store: &dyn SecretStore,
    sightings: &mut [Sighting],
) -> Result<()> {
    let profile = profile::active(context)?.profile;
    let mut realms: Vec<_> = movable(sightings)
        .filter_map(|one| Some(one.registry.as_ref()?.realm()))
        .collect();
    realms.sort();
    realms.dedup();
    let kept = CredentialStore::new(store)
        .find(&profile, &realms)
        .map_err(|error| context.store_error(&error))?;
    for one in sightings
        .iter_mut()
        .filter(|one| one.action == Action::Move)
    {
        if store.durability() == Durability::Memory && !one.expires.is_session(context.now()) {
            one.action = Action::Keep(ErrorKind::StoreMissing);
            one.why = format!(
                "the {} only stores credentials that expire within 12 hours",
                store.name()
            );
            one.hints
                .extend(context.ways_to_last(store).into_iter().next());
            continue;
        }
        let Some(mut own) = reread(context, scanner, one).and_then(|seen| seen.credential) else {
            continue;
        };
        own.profile = profile.clone();
        match kept
            .credentials
            .iter()
            .find(|known| known.store_key() == own.store_key())
        {
            Some(known) if is_same(known, &own) => one.why = "the store has it already".to_owned(),
            Some(known) if known.expires.is_past(context.now()) => one.replaces = true,
            Some(known) => taken(one, &described(known)),
            None => {}
        }
    }
    Ok(())
}

/// The store holds another credential. A project's never replaces it; for one of the user's own,
/// the user has to decide.
fn taken(one: &mut Sighting, old: &str) {
    if matches!(one.place, PlaceKind::Project | PlaceKind::Folder) {
        one.action = Action::Keep(ErrorKind::Refused);
        one.why = format!("the store holds another one, {old}; this one overrides it here");
        one.hints.extend(own_profile(one));
        return;
    }
    one.replaces = true;
    one.doubts.push(Doubt::Replaces(old.to_owned()));
    one.warnings.push(Warning::Replaces(old.to_owned()));
}

fn movable(sightings: &[Sighting]) -> impl Iterator<Item = &Sighting> {
    sightings.iter().filter(|one| one.action == Action::Move)
}
