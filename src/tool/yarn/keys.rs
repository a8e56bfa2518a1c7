//! The keys under which yarn 1 looks for a credential (1.22 `registries/npm-registry.js`,
//! `getRegistryOption`).
//!
//! It takes the very text that the configuration has for the registry, and walks no path. It tries
//! that text with its scheme, then without, then without a last `registry/`. What is handed over
//! stands under the first of these keys. The second has yarn send one registry's credential to
//! another (`requestNeedsAuth`): a lockfile may put a package at a host that has such a key.

use crate::npmrc::origin::is_scope_registry;
use crate::npmrc::{Config, Layer, Setting, Value};
use crate::registry::{PUBLIC_REGISTRY, Registry};

/// yarn's name for the public registry. It has the same packages, is run by the same company, and
/// is sent the credential that yarn finds for the other name.
pub(super) const ALIAS: &str = "https://registry.yarnpkg.com";

/// A setting in which yarn's name for the public registry is npm's.
#[must_use]
pub(super) fn named_as_npm(mut setting: Setting) -> Setting {
    let names_registry = setting.key == "registry" || is_scope_registry(&setting.key);
    if names_registry && setting.value.as_text() == Some(ALIAS) {
        setting.value = Value::Text(PUBLIC_REGISTRY.to_owned());
    }
    setting
}

/// Whether these layers name the public registry by npm's name. Then yarn takes other addresses for
/// it, too (see [`super::project`]).
#[must_use]
pub(super) fn names_public(config: &Config) -> bool {
    let settings = config.layers.iter().flat_map(Layer::settings);
    let mut named = settings
        .filter(|one| one.key == "registry" || is_scope_registry(&one.key))
        .filter(|one| one.raw != ALIAS)
        .filter_map(|one| one.value.as_text());
    named.any(|text| Registry::parse_any(text).is_ok_and(|it| it.is_public()))
}

/// The keys of a registry, without the name of what they hold: where a credential of ours stands,
/// and where yarn would find another one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct KeyPlaces {
    /// Where ours stands, one for each way in which the registry is written.
    pub ours: Vec<String>,
    /// All, in yarn's order.
    pub all: Vec<String>,
}

impl KeyPlaces {
    /// Those of a registry, as these layers and texts write it.
    #[must_use]
    pub(super) fn of(config: &Config, registry: &Registry, published: &[&str]) -> Self {
        let settings = config.layers.iter().flat_map(Layer::settings);
        let named = settings
            .filter(|one| one.key == "registry" || is_scope_registry(&one.key))
            .filter_map(|one| one.value.as_text());
        let usual = registry.to_string();
        let texts = named.chain(published.iter().copied()).chain([&*usual]);
        let is_it = |text: &&str| Registry::parse_any(text).is_ok_and(|it| it == *registry);
        let mut places = Self::default();
        if registry.is_public() {
            places.all.extend(keys(ALIAS));
        }
        for text in texts.filter(is_it) {
            let keys = keys(text);
            if !places.ours.contains(&keys[0]) {
                places.ours.push(keys[0].clone());
                places.all.extend(keys);
            }
        }
        places
    }
}

fn keys(text: &str) -> Vec<String> {
    let whole = format!("{}/", text.strip_suffix('/').unwrap_or(text));
    let bare = whole.split_once(':').map_or(&*whole, |(_, bare)| bare);
    let short = |text: &str| text.strip_suffix("registry/").map(str::to_owned);
    let shorter = [short(bare), short(&whole)];
    let mut keys = vec![whole.clone(), bare.to_owned()];
    keys.extend(shorter.into_iter().flatten());
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_of_the_text_and_walk_no_path() {
        for (text, want) in [
            ("https://h/a", &["https://h/a/", "//h/a/"][..]),
            ("https://H:443/", &["https://H:443/", "//H:443/"]),
            (
                "https://h/npm/registry/",
                &[
                    "https://h/npm/registry/",
                    "//h/npm/registry/",
                    "//h/npm/",
                    "https://h/npm/",
                ],
            ),
        ] {
            assert_eq!(keys(text), want, "{text}");
        }
    }
}
