//! Decides what happens to each credential, by comparing those in all places. Pure.
//!
//! The store holds one credential for a registry. So of two different ones only one can move
//! without changing what npm sends. If the user's own file has one, a project's does not move: it
//! stays and overrides the stored one in that project. If the user's stayed instead, it would
//! override everywhere.

use super::config_file::SecretSighting;
use super::sighting::{Action, Fingerprint, PlaceKind, Sighting};
use super::warning::Warning;
use crate::error::ErrorKind;
use crate::registry::Registry;
use crate::report::{Command, Hint};
use std::path::Path;

/// Why a file must not be rewritten, with a hint; `None` if it may be.
pub(super) type RewriteObstacle<'a> = dyn Fn(&Path) -> Option<(String, Hint)> + 'a;

/// Sets the fingerprint and the action of each.
pub(super) fn decide(seen: &mut [SecretSighting], obstacle: &RewriteObstacle, home: Option<&Path>) {
    seen.iter_mut()
        .for_each(|one| one.sighting.fingerprint = one.fingerprint());
    let mut registries: Vec<Registry> = movable(seen)
        .filter_map(|at| seen[at].sighting.registry.clone())
        .collect();
    registries.sort();
    registries.dedup();
    for registry in &registries {
        among_one_file(seen, registry);
        among_files(seen, registry);
    }
    for one in seen.iter_mut().filter(|one| one.sighting.is_edited()) {
        if let Some((why, hint)) = one.sighting.file.as_deref().and_then(obstacle) {
            (one.sighting.action, one.sighting.why) = (Action::Keep(ErrorKind::File), why);
            // The user is seldom allowed to change the global file.
            one.sighting
                .hints
                .extend((one.sighting.place != PlaceKind::Global).then_some(hint));
        }
    }
    warn_of_losses(seen);
    warn_of_copies(seen, home);
}

fn movable(seen: &[SecretSighting]) -> impl Iterator<Item = usize> {
    seen.iter()
        .enumerate()
        .filter(|(_, one)| one.sighting.action == Action::Move)
        .map(|(at, _)| at)
}

/// The movable credentials for this registry, in the order in which npm would use them.
fn of(seen: &[SecretSighting], registry: &Registry) -> Vec<usize> {
    let mut found: Vec<usize> = movable(seen)
        .filter(|at| seen[*at].sighting.registry.as_ref() == Some(registry))
        .collect();
    found.sort_by_key(|at| {
        let (slash, form, place, turn) = seen[*at].sighting.rank;
        (is_shared(place), slash, form, place, turn)
    });
    found
}

fn is_shared(place: PlaceKind) -> bool {
    matches!(place, PlaceKind::Project | PlaceKind::Folder)
}

/// An entry that npm ignores is removed together with the one that it uses, because it would
/// otherwise take effect.
fn among_one_file(seen: &mut [SecretSighting], registry: &Registry) {
    let order = of(seen, registry);
    for (turn, at) in order.iter().enumerate() {
        let first = order[..turn]
            .iter()
            .find(|other| seen[**other].sighting.file == seen[*at].sighting.file);
        let Some(first) = first
            .copied()
            .filter(|first| seen[*first].sighting.fingerprint != seen[*at].sighting.fingerprint)
        else {
            continue;
        };
        let why = format!(
            "npm never uses it: {} comes first",
            seen[first].sighting.key
        );
        let sighting = &mut seen[*at].sighting;
        (sighting.action, sighting.why) = (Action::Remove, why);
    }
}

/// Of different credentials in several files only one moves.
fn among_files(seen: &mut [SecretSighting], registry: &Registry) {
    let order = of(seen, registry);
    let Some(first) = order.first().copied() else {
        return;
    };
    let (winner, spot) = (
        seen[first].sighting.fingerprint,
        seen[first].sighting.spot(None),
    );
    for at in order {
        let sighting = &mut seen[at].sighting;
        if sighting.fingerprint == winner {
            continue;
        }
        let (why, hint) =
            if let Some(hint) = own_profile(sighting).filter(|_| is_shared(sighting.place)) {
                (
                    format!("it differs from the one in {spot}, and overrides it here"),
                    hint,
                )
            } else {
                let command = Command::new("npm config delete --global").word(&sighting.key);
                let hint = Hint::new("if nobody needs it", command);
                (
                    format!("it differs from the one in {spot}, which is used"),
                    hint,
                )
            };
        (sighting.action, sighting.why) = (Action::Keep(ErrorKind::Refused), why);
        sighting.hints.push(hint);
    }
}

/// Two secrets for one registry may mean two accounts. npm uses one; the other would be lost.
fn warn_of_losses(seen: &mut [SecretSighting]) {
    let moved: Vec<_> = movable(seen)
        .map(|at| &seen[at].sighting)
        .map(|one| (one.file.clone(), one.registry.clone(), one.fingerprint))
        .collect();
    for one in seen
        .iter_mut()
        .map(|one| &mut one.sighting)
        .filter(|one| one.action == Action::Remove)
    {
        let is_other = |(file, registry, fingerprint): &(_, _, _)| {
            (file, registry) == (&one.file, &one.registry) && *fingerprint != one.fingerprint
        };
        let Some(registry) = one.registry.as_ref().filter(|_| moved.iter().any(is_other)) else {
            continue;
        };
        one.warnings.push(Warning::WouldBeLost);
        let command = Command::new("npmcred store")
            .flag("--registry", registry.to_string())
            .fixed("--profile NAME");
        one.hints.push(Hint::new(
            "store both, this one in a profile of its own",
            command,
        ));
    }
}

/// How to store a project's credential in addition to another one for the same registry.
pub(super) fn own_profile(sighting: &Sighting) -> Option<Hint> {
    let command = Command::new("cd").word(sighting.file.as_deref()?.parent()?);
    let command = command
        .and("npmcred use NAME")
        .and("npmcred migrate --profile NAME");
    Some(Hint::new("give it a profile of its own", command))
}

fn warn_of_copies(seen: &mut [SecretSighting], home: Option<&Path>) {
    let left: Vec<(Option<Fingerprint>, String)> = seen
        .iter()
        .filter(|one| !one.sighting.is_edited() && one.sighting.fingerprint.is_some())
        .map(|one| (one.sighting.fingerprint, one.sighting.spot(home)))
        .collect();
    for one in seen
        .iter_mut()
        .filter(|one| one.sighting.action == Action::Move)
    {
        let copies = left
            .iter()
            .filter(|(secret, _)| *secret == one.sighting.fingerprint);
        one.sighting
            .warnings
            .extend(copies.map(|(_, spot)| Warning::CopyRemains(spot.clone())));
    }
}

/// Sorts them for display: by place, file and line.
pub(super) fn sort(sightings: &mut [Sighting]) {
    sightings.sort_by(|a, b| {
        (a.place, &a.file, a.line, &a.key).cmp(&(b.place, &b.file, b.line, &b.key))
    });
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
