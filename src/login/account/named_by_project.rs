//! Finds out whether only a project names the registry that a secret would be stored for.
//!
//! A secret that is typed without an address is stored for the registry that npm's configuration
//! names, and a cloned project may name any. So this looks where the name is written: in the user's
//! own layers, or only in a project's.

use crate::credential::{Place, registry_of};
use crate::npmrc::{Config, LayerKind, Setting};
use crate::registry::Registry;

/// The line of a project that alone makes such a secret go to this registry. `None` if the user's
/// own layers have the same result, or name this registry anywhere. `answer` reads the registry
/// from a configuration.
#[must_use]
pub fn only_by_project(
    config: &Config,
    registry: &Registry,
    answer: &dyn Fn(&Config) -> Option<Registry>,
) -> Option<Place> {
    let own = config.own_config();
    if answer(&own).as_ref() == Some(registry) || names(&own, registry).next().is_some() {
        return None;
    }
    let (kind, setting) = names(config, registry)
        .next()
        .or_else(|| same_host(config, registry))?;
    // In a script of the project its line appears as a variable.
    let (layer, setting) = match config.line_of(setting) {
        Some((layer, line)) => (Some(layer), line),
        None => (config.layer(kind), setting),
    };
    let file = layer.and_then(|layer| layer.path.clone());
    Some(Place {
        layer: kind.as_str(),
        file,
        line: setting.line,
        key: setting.key.clone(),
    })
}

/// The same for the registry of one of npm's keys: `dart` is its first part.
#[must_use]
pub fn key_only_by_project(config: &Config, registry: &Registry, dart: &str) -> Option<Place> {
    only_by_project(config, registry, &|config| registry_of(config, dart))
}

/// Whether a file or a variable of the user names this registry; a flag does not count.
pub(super) fn is_set_by_user(config: &Config, registry: &Registry) -> bool {
    names(&config.own_config(), registry).any(|(kind, _)| kind != LayerKind::Cli)
}

/// The settings that name this registry.
fn names<'a>(
    config: &'a Config,
    registry: &'a Registry,
) -> impl Iterator<Item = (LayerKind, &'a Setting)> {
    registries(config)
        .filter(move |(_, _, known)| known == registry)
        .map(|(kind, setting, _)| (kind, setting))
}

/// The first setting that names another address on that host, because a project can decide a key's
/// scheme in that way.
fn same_host<'a>(config: &'a Config, registry: &Registry) -> Option<(LayerKind, &'a Setting)> {
    registries(config)
        .find(|(_, _, known)| known.realm() == registry.realm())
        .map(|(kind, setting, _)| (kind, setting))
}

fn registries(config: &Config) -> impl Iterator<Item = (LayerKind, &Setting, Registry)> {
    let settings = config
        .layers
        .iter()
        .flat_map(|layer| layer.settings().iter().map(|one| (layer.kind, one)));
    settings.filter_map(|(kind, setting)| {
        let is_it = setting.key == "registry" || setting.key.ends_with(":registry");
        let known = is_it
            .then(|| Registry::parse_any(&setting.value.to_text()).ok())
            .flatten()?;
        Some((kind, setting, known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{NpmVersion, testing};

    #[test]
    fn a_projects_word_alone_is_told_from_the_users() {
        let cases = [
            ("registry=https://evil/", "", "", Some(1)),
            (
                "a=b\nregistry=https://evil/",
                "registry=https://corp/",
                "",
                Some(2),
            ),
            (
                "registry=https://evil/",
                "@s:registry=https://evil/",
                "",
                None,
            ),
            ("", "registry=https://corp/", "", None),
            ("", "", "", None),
            ("registry=https://registry.npmjs.org/", "", "", None),
            (
                "registry=https://registry.npmjs.org/",
                "registry=https://corp/",
                "",
                Some(1),
            ),
            ("registry=http://h/a/", "", "//h/a/", Some(1)),
            ("registry=http://h/a/", "", "//h/", Some(1)),
            (
                "registry=http://h/a/",
                "@s:registry=http://h/",
                "//h/a/",
                None,
            ),
            ("registry=https://h/a/", "", "//h/a/", None),
            ("registry=http://h:81/a/", "", "//h/a/", None),
        ];
        for (project, user, dart, want) in cases {
            let config = testing::config(project, user, NpmVersion::Npm12);
            let registry = registry_of(&config, dart).unwrap();
            let line = key_only_by_project(&config, &registry, dart).and_then(|place| place.line);
            assert_eq!(line, want, "{project:?} {user:?} {dart}");
        }
    }
}
