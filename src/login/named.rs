//! Whose word it is that a secret belongs to a registry.
//!
//! A secret that is typed without an address is filed under the registry that npm's configuration
//! names, and a cloned project may name any. Where the user's own layers name another one, only the
//! person can say that this one is meant.

use super::place_of;
use crate::context::Context;
use crate::credential::{Place, registry_of};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::{Config, LayerKind, Setting};
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// The configuration as far as the user answers for it.
#[must_use]
pub fn own(config: &Config) -> Config {
    let mut own = config.clone();
    own.layers = config
        .own()
        .layers()
        .iter()
        .map(|layer| (*layer).clone())
        .collect();
    own
}

/// The line by which alone this registry is where such a secret goes; nothing where the user's own
/// layers come to the same, or name this registry anywhere. `answer` is what a configuration says.
#[must_use]
pub fn only_by_project(
    config: &Config,
    registry: &Registry,
    answer: &dyn Fn(&Config) -> Option<Registry>,
) -> Option<Place> {
    let own = own(config);
    if answer(&own).as_ref() == Some(registry) || names(&own, registry).next().is_some() {
        return None;
    }
    let (kind, setting) = names(config, registry)
        .next()
        .or_else(|| same_host(config, registry))?;
    // In a script of the project its line shows as a variable.
    let (layer, setting) = match config.line_of(setting) {
        Some((layer, line)) => (Some(layer), line),
        None => (config.layer(kind), setting),
    };
    let file = layer.and_then(|layer| layer.path.clone());
    Some(Place {
        layer: kind,
        file,
        line: setting.line,
        key: setting.key.clone(),
    })
}

/// The same for the registry that a key of npm's means: `dart` is its first part.
#[must_use]
pub fn key_only_by_project(config: &Config, registry: &Registry, dart: &str) -> Option<Place> {
    only_by_project(config, registry, &|config| registry_of(config, dart))
}

/// Asks whether a secret may be filed there, if only a project says so. `command` is what would
/// file it on the user's own word.
///
/// # Errors
/// `Refused` where nobody agrees, or nobody is there, with the command that says it.
pub fn confirm(
    context: &Context,
    registry: &Registry,
    by: Option<&Place>,
    command: &'static str,
) -> Result<()> {
    agreed(context, registry, by, command, "keep it for that registry?")
}

/// Asks whether a login may go there, likewise.
///
/// # Errors
/// As for [`confirm`].
pub fn confirm_login(context: &Context, registry: &Registry, by: Option<&Place>) -> Result<()> {
    agreed(context, registry, by, "npmcred login", "log in there?")
}

fn agreed(
    context: &Context,
    registry: &Registry,
    by: Option<&Place>,
    command: &'static str,
    question: &str,
) -> Result<()> {
    let Some(place) = by else { return Ok(()) };
    let spot = place_of(place);
    if !context.is_attended() {
        let why = format!("nothing is kept: only the project says that {registry} is meant");
        return Err(Error::new(ErrorKind::Refused, why)
            .note(spot)
            .hinted(by_hand(registry, command)));
    }
    if context.agrees(
        &format!("it is the project that names {registry} ({spot}); {question}"),
        false,
    )? {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Refused, "nothing was kept"))
}

/// The command that files a secret for this registry on the user's own word.
#[must_use]
pub fn by_hand(registry: &Registry, command: &'static str) -> Hint {
    let command = Command::new(command).flag("--registry", registry.to_string());
    let command = if registry.is_cleartext() {
        command.fixed("--insecure-http")
    } else {
        command
    };
    Hint::new("if that is where it belongs", command)
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

/// The first setting that names another address there, which is how a project tells the scheme of a
/// key.
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
