//! A secret that only the user can move, because npmcred does not edit that place.

use super::config_file::SecretSighting;
use super::location::take_out;
use super::shape;
use super::sighting::Sighting;
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::report::{Command, Hint};
use npmcred_platform::Secret;
use std::path::Path;

pub(super) fn by_hand(
    mut sighting: Sighting,
    raw: Secret,
    path: &Path,
    line: usize,
) -> SecretSighting {
    name_registry(&mut sighting, &raw);
    if let Some(registry) = &sighting.registry {
        let command = Command::new("npmcred store").flag("--registry", registry.to_string());
        sighting.hints.push(Hint::new("store it", command));
    }
    sighting.hints.push(take_out(path, line));
    SecretSighting::without_credential(sighting, raw)
}

/// Finds the registry: a key names it, and npm's own form of a token means the public one.
pub(super) fn name_registry(sighting: &mut Sighting, raw: &Secret) {
    let dart = sighting
        .key
        .find("//")
        .map(|at| &sighting.key[at..])
        .and_then(|key| key.rsplit_once(':'));
    let named = dart.and_then(|(dart, _)| Registry::parse(&format!("https:{dart}")).ok());
    let by_form = || shape::token(raw.expose()).and_then(|_| Registry::parse(PUBLIC_REGISTRY).ok());
    sighting.registry = named.or_else(by_form);
}
