//! Which registries a command will talk to.
//!
//! A reading command may need any that the configuration names. A writing one goes to the registry of the package it
//! acts on, and only that one's credential is handed over.

use super::dialect::npm;
use super::publish_target::PublishTarget;
use crate::npmrc::{Config, LayerKind};
use crate::registry::{NerfDart, Registry, Scope, without_secret};
use std::collections::{HashMap, HashSet};
use url::Url;

/// A registry of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InPlay {
    /// The registry.
    pub registry: Registry,
    /// npm's key for it, which for `https://h/a` (no slash behind) is `//h/`.
    pub nerf: NerfDart,
    /// The scopes that it serves.
    pub scopes: Vec<Scope>,
    /// Whether packages without a scope of their own come from it.
    pub is_default: bool,
}

/// The registries of a reading command: the default one and that of every scope.
#[must_use]
pub(super) fn for_reading(config: &Config) -> Vec<InPlay> {
    let mut found = Found::default();
    found.add(&config.default_registry(), None);
    for (scope, url) in config.scopes() {
        found.add(&url, Scope::parse(&scope));
    }
    found.all
}

/// The registries of a writing command, or of one that asks about the account.
#[must_use]
pub(super) fn for_writing(config: &Config, command: &str, operands: &[&str], targets: &[PublishTarget]) -> Vec<InPlay> {
    let mut found = Found::default();
    for target in targets {
        let (url, scope) = registry_of_target(config, target);
        found.add(&url, scope);
    }
    if targets.is_empty() {
        for name in npm::named_packages(command, operands) {
            let (url, scope) = registry_of_package(config, name);
            found.add(&url, scope);
        }
    }
    if found.all.is_empty() {
        found.add(&config.default_registry(), None);
    }
    found.all
}

/// npm-registry-fetch `lib/index.js`, `pickRegistry`: the scope of the package, else the configured `scope`, else the
/// default registry.
fn registry_of_package(config: &Config, name: &str) -> (String, Option<Scope>) {
    let configured = || config.text("scope").and_then(Scope::parse);
    for scope in [Scope::of_package(name), configured()].into_iter().flatten() {
        if let Some(url) = config.text(&format!("{scope}:registry")) {
            return (url.to_owned(), Some(scope));
        }
    }
    (config.default_registry(), None)
}

/// A package's `publishConfig` wins over everything but flags (npm 12 `lib/commands/publish.js`, `#getManifest`).
fn registry_of_target(config: &Config, target: &PublishTarget) -> (String, Option<Scope>) {
    let on_command_line = |key: &str| config.get(key).is_some_and(|(layer, _)| layer.kind == LayerKind::Cli);
    let published = |key: &str| {
        let url = target.publish_config.get(key)?.as_str()?;
        (!on_command_line(key)).then(|| url.to_owned())
    };
    if let Some(scope) = Scope::of_package(&target.name) {
        let key = format!("{scope}:registry");
        if let Some(url) = published(&key).or_else(|| config.text(&key).map(str::to_owned)) {
            return (url, Some(scope));
        }
    }
    match published("registry") {
        Some(url) => (url, None),
        None => registry_of_package(config, &target.name),
    }
}

/// The registries as they are found. A config may name thousands, so none is looked for by walking the others.
#[derive(Default)]
struct Found {
    all: Vec<InPlay>,
    places: HashMap<(Registry, NerfDart), usize>,
    scopes: HashSet<(usize, Scope)>,
}

impl Found {
    /// Adds a registry once; `scope` is the scope that led to it, none for the default. A text that is no registry is
    /// npm's to complain about.
    fn add(&mut self, text: &str, scope: Option<Scope>) {
        let (Ok(registry), Ok(url)) = (Registry::parse_any(text), Url::parse(without_secret(text).trim())) else {
            return;
        };
        let nerf = NerfDart::of(&url);
        let index = *self.places.entry((registry.clone(), nerf.clone())).or_insert_with(|| {
            self.all.push(InPlay { registry, nerf, scopes: Vec::new(), is_default: false });
            self.all.len() - 1
        });
        match scope {
            Some(scope) if self.scopes.insert((index, scope.clone())) => self.all[index].scopes.push(scope),
            Some(_) => {}
            None => self.all[index].is_default = true,
        }
    }
}
