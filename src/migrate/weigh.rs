//! What the store, the registries and the repositories have to say before anything is moved.

use super::find::Eyes;
use super::sighting::{Fate, Found, Sighting};
use super::{check, config_file, history};
use crate::context::Context;
use crate::credential::{Credential, Shelf};
use crate::error::{ErrorKind, Result};
use crate::profile;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Durability, SecretStore, StoreError};
use zeroize::Zeroizing;

/// Completes the plan: what the store has already or cannot keep; whether it lives, where `check` asks for that; whether the
/// history of a repository holds it. Changes nothing. A registry's name for the account is noted.
///
/// # Errors
/// What the store said, where anything is to be moved.
pub fn weigh(context: &Context, found: &mut Found, check: bool) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let eyes = Eyes::open(context);
    if check {
        check::ask(context, &eyes, &mut found.sightings);
    }
    history::look(context, &eyes, &mut found.sightings);
    if !found.sightings.iter().any(|one| one.fate == Fate::Move) {
        return Ok(());
    }
    let store = context.store(context.prompting_if_attended())?;
    match store.ready() {
        // That is for the look-up to say, which may ask the person.
        Ok(()) => {}
        Err(error) if *error.bare() == StoreError::Locked => {}
        Err(error) => return Err(context.store_error(&error)),
    }
    found.store = Some(store.name());
    ask_store(context, &eyes, store.as_ref(), &mut found.sightings)
}

fn ask_store(context: &Context, eyes: &Eyes, store: &dyn SecretStore, sightings: &mut [Sighting]) -> Result<()> {
    let profile = profile::active(context)?.profile;
    let mut realms: Vec<_> = movable(sightings).filter_map(|one| Some(one.registry.as_ref()?.realm())).collect();
    realms.sort();
    realms.dedup();
    let kept = Shelf::new(store).find(&profile, &realms).map_err(|error| context.store_error(&error))?;
    for one in sightings.iter_mut().filter(|one| one.fate == Fate::Move) {
        if store.durability() == Durability::Memory && !one.expires.is_session(context.now()) {
            one.fate = Fate::Keep(ErrorKind::StoreMissing);
            one.why = format!("the {} keeps only what is known to end within hours", store.name());
            continue;
        }
        let Some(mut own) = reread(context, eyes, one).and_then(|seen| seen.credential) else { continue };
        own.profile = profile.clone();
        match kept.credentials.iter().find(|known| known.store_key() == own.store_key()) {
            Some(known) if is_same(known, &own) => one.why = "the store has it already".to_owned(),
            Some(_) => {
                one.replaces = true;
                one.warnings
                    .push("it takes the place of another that the store keeps, as npm uses this one today".to_owned());
            }
            None => {}
        }
    }
    Ok(())
}

fn movable(sightings: &[Sighting]) -> impl Iterator<Item = &Sighting> {
    sightings.iter().filter(|one| one.fate == Fate::Move)
}

/// Whether both say the same to a registry.
pub(super) fn is_same(one: &Credential, other: &Credential) -> bool {
    one.config_name() == other.config_name() && one.config_value().same_as(&other.config_value())
}

/// What stands there now, if it is still the same secret.
pub(super) fn reread(context: &Context, eyes: &Eyes, sighting: &Sighting) -> Option<config_file::Seen> {
    let path = sighting.file.as_deref()?;
    let bytes = Zeroizing::new(context.read(path).ok()??);
    let (seen, _) = eyes.see(&bytes, sighting.place, path);
    let is_it =
        |one: &config_file::Seen| one.is_entry() && one.sighting.key == sighting.key && one.print() == sighting.print;
    seen.into_iter().rfind(is_it)
}
