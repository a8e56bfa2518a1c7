//! Which registries a command will talk to.
//!
//! A reading command may need any that the configuration names. One that acts on a package or on
//! the account goes to those that `questions` knows, and only their credentials are handed over.

use super::publish_target::PublishTarget;
use super::questions::{About, Question};
use crate::npmrc::{Config, LayerKind};
use crate::registry::{NerfDart, Registry, Scope};
use crate::tool::target::{Part, Target};
use std::collections::{HashMap, HashSet};

/// The registries of a reading command: the default one and that of every scope.
#[must_use]
pub(in crate::tool) fn for_reading(config: &Config) -> Vec<Target> {
    let mut found = Collected::default();
    found.add(&config.default_registry(), None);
    for (scope, url) in config.scopes() {
        found.add(&url, Scope::parse(&scope));
    }
    found.all
}

/// Registries by their addresses, each once, with the scopes that led there; none for the default
/// one.
#[must_use]
pub(in crate::tool) fn collected(
    texts: impl IntoIterator<Item = (String, Option<Scope>)>,
) -> Vec<Target> {
    let mut found = Collected::default();
    for (text, scope) in texts {
        found.add(&text, scope);
    }
    found.all
}

/// What a command is about that acts on packages or on the account.
pub(in crate::tool) struct AskedAbout<'a> {
    /// What it asks, as far as its words tell.
    pub questions: &'a [Question<'a>],
    /// The names of the packages of the working folder.
    pub own: &'a [String],
    /// The packages that it is about to send.
    pub targets: &'a [PublishTarget],
    /// Whether it looks first which versions of them there are.
    pub looks: bool,
}

/// The registries of a command that acts on packages, or that asks about the account.
#[must_use]
pub(in crate::tool) fn for_subject(config: &Config, subject: &AskedAbout<'_>) -> Vec<Target> {
    let mut found = Collected::default();
    let mut add = |(url, scope): (String, Option<Scope>), part| found.add_part(&url, scope, part);
    for target in subject
        .targets
        .iter()
        .filter(|target| !target.name.is_empty())
    {
        add(registry_of_target(config, target), Part::Main);
        // The look is by the configuration, not by `publishConfig`: for a scope that has a registry
        // there it goes to that one.
        if let (url, Some(scope)) = registry_of_package(config, &target.name, None)
            && subject.looks
        {
            add((url, Some(scope)), Part::Beside);
        }
    }
    for Question { about, part } in subject.questions {
        match about {
            // What is sent goes where its own manifest says.
            _ if *part == Part::Main
                && subject.targets.iter().any(|target| !target.name.is_empty()) => {}
            About::Nothing => add((config.default_registry(), None), *part),
            About::Package(name) => add(registry_of_package(config, name, None), *part),
            About::Team(name, scope) => add(
                registry_of_package(config, name, Scope::parse(scope)),
                *part,
            ),
            About::Own => subject
                .own
                .iter()
                .for_each(|name| add(registry_of_package(config, name, None), *part)),
        }
    }
    if found.all.iter().all(|one| one.part != Part::Main) {
        found.add_part(&config.default_registry(), None, Part::Main);
    }
    found.all
}

/// Whether nobody but the project leads to this registry: then a login there is not begun on its
/// word alone.
pub(in crate::tool) fn is_named_by_project_only(config: &Config, registry: &Registry) -> bool {
    let own = config.own();
    let named = own
        .layers()
        .iter()
        .flat_map(|layer| layer.settings())
        .filter(|one| one.key == "registry" || one.key.ends_with(":registry"));
    let mut named = named.filter_map(|one| Registry::parse_any(one.value.as_text()?).ok());
    !registry.is_public() && !named.any(|known| known == *registry)
}

/// npm-registry-fetch `lib/index.js`, `pickRegistry`: the scope of the package, else the configured
/// `scope`, else the default registry.
fn registry_of_package(
    config: &Config,
    name: &str,
    team: Option<Scope>,
) -> (String, Option<Scope>) {
    let configured = || team.or_else(|| config.text("scope").and_then(Scope::parse));
    for scope in [Scope::of_package(name), configured()]
        .into_iter()
        .flatten()
    {
        if let Some(url) = config.truthy(&format!("{scope}:registry")) {
            return (url, Some(scope));
        }
    }
    (config.default_registry(), None)
}

/// A package's `publishConfig` wins over everything but flags (npm 12 `lib/commands/publish.js`,
/// `#getManifest`).
fn registry_of_target(config: &Config, target: &PublishTarget) -> (String, Option<Scope>) {
    let on_command_line = |key: &str| {
        config
            .get(key)
            .is_some_and(|(layer, _)| layer.kind == LayerKind::Cli)
    };
    let published = |key: &str| {
        let url = target.publish_config.get(key)?.as_str()?;
        (!on_command_line(key)).then(|| url.to_owned())
    };
    if let Some(scope) = Scope::of_package(&target.name) {
        let key = format!("{scope}:registry");
        if let Some(url) = published(&key).or_else(|| config.truthy(&key)) {
            return (url, Some(scope));
        }
    }
    match published("registry") {
        Some(url) => (url, None),
        None => registry_of_package(config, &target.name, None),
    }
}

/// The registries as they are found. A config may name thousands, so none is looked for by walking
/// the others.
#[derive(Default)]
struct Collected {
    all: Vec<Target>,
    places: HashMap<(Registry, NerfDart), usize>,
    scopes: HashSet<(usize, Scope)>,
}

impl Collected {
    /// Adds a registry once; `scope` is the scope that led to it, none for the default. A text that
    /// is no registry is npm's to complain about.
    fn add(&mut self, text: &str, scope: Option<Scope>) {
        self.add_part(text, scope, Part::Main);
    }

    /// The same; a registry that is asked in several parts has the foremost of them.
    fn add_part(&mut self, text: &str, scope: Option<Scope>, part: Part) {
        let Ok((registry, nerf)) = Registry::with_nerf_dart(text) else {
            return;
        };
        let index = *self
            .places
            .entry((registry.clone(), nerf.clone()))
            .or_insert_with(|| {
                self.all.push(Target {
                    registry,
                    nerf,
                    scopes: Vec::new(),
                    is_default: false,
                    part,
                });
                self.all.len() - 1
            });
        self.all[index].part = self.all[index].part.min(part);
        match scope {
            Some(scope) if self.scopes.insert((index, scope.clone())) => {
                self.all[index].scopes.push(scope);
            }
            Some(_) => {}
            None => self.all[index].is_default = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{NpmVersion, testing};

    /// A flag that is given twice is a list, one without a value is true, and an empty line says
    /// nothing.
    #[test]
    fn a_scopes_registry_is_what_javascript_makes_of_its_value() {
        let twice = "@a:registry[]=https://one/\n@a:registry[]=https://two/";
        for (user, want) in [
            ("@a:registry=https://a/", "https://a/"),
            (twice, "https://one/,https://two/"),
            ("@a:registry=", "https://default/"),
            ("@a:registry", "https://default/"),
            ("@b:registry=https://b/", "https://default/"),
        ] {
            let config = testing::config("registry=https://default/", user, NpmVersion::Npm12);
            let questions = [Question {
                about: About::Package("@a/x"),
                part: Part::Main,
            }];
            let subject = AskedAbout {
                questions: &questions,
                own: &[],
                targets: &[],
                looks: false,
            };
            let asked = for_subject(&config, &subject);
            let all = for_reading(&config);
            assert_eq!(
                asked
                    .iter()
                    .map(|one| one.registry.to_string())
                    .collect::<Vec<_>>(),
                [want],
                "{user}"
            );
            assert!(
                all.iter().any(|one| one.registry.to_string() == want),
                "{user}"
            );
        }
    }

    #[test]
    fn a_projects_word_alone_begins_no_login() {
        let named = |project: &str, user: &str, url: &str| {
            let config = testing::config(project, user, NpmVersion::Npm12);
            is_named_by_project_only(&config, &Registry::parse_any(url).unwrap())
        };
        assert!(named("registry=https://a/", "", "https://a/"));
        assert!(named(
            "@s:registry=https://a/",
            "registry=https://b/",
            "https://a/"
        ));
        assert!(!named(
            "registry=https://a/",
            "@s:registry=https://a/",
            "https://a/"
        ));
        assert!(!named("", "", crate::registry::PUBLIC_REGISTRY));
    }
}
