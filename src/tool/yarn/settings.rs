//! yarn 1's configuration for one command line, and what it says about credentials.

use super::commands;
use super::config::YarnConfig;
use super::delivery;
use super::keys::{KeyPlaces, names_public};
use super::project::{self, LOCKFILES};
use super::subject::Subject;
use super::version::Which;
use super::words::Words;
use crate::context::Env;
use crate::credential::{
    Credential, CredentialKind, Existing, Unfit, Vacancy, check_key, existing_at,
};
use crate::registry::Registry;
use crate::tool::as_npm::{self, AsNpm, ProjectFiles};
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle};
use crate::tool::intent::Access;
use crate::tool::settings::{LayerSummary, Login, Outline, Seen, Settings};
use crate::tool::target::Target;
use crate::trust::Finding;
use npmcred_platform::files;
use std::path::Path;

/// yarn's configuration for one command line.
pub(super) struct YarnSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: YarnConfig,
    subject: Subject,
    access: Access,
    files: ProjectFiles,
}

impl<'a> YarnSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let context = call.context;
        let config = YarnConfig::load(call, words);
        let names: Vec<&str> = LOCKFILES.into_iter().chain(["package.json"]).collect();
        let asked = (words.as_npm(), &*words.as_npm_operands());
        let access = as_npm::access(context, words.intent(), false, asked);
        Self {
            call,
            words,
            subject: Subject::read(context, words, &config),
            access: if is_script(words) {
                Access::NONE
            } else {
                access
            },
            files: ProjectFiles::of(Some(&config.folders.root), &names),
            config,
        }
    }

    fn as_npm(&self) -> AsNpm<'_> {
        AsNpm {
            context: self.call.context,
            config: &self.config.layers,
            files: [".yarnrc", "user", "builtin"],
            name: self.words.as_npm(),
            operands: self.words.as_npm_operands(),
            access: self.access,
        }
    }

    fn places(&self, registry: &Registry) -> KeyPlaces {
        let published = self.subject.registries();
        KeyPlaces::of(&self.config.layers, registry, &published)
    }

    fn which(&self) -> &Which {
        self.words.which(self.call)
    }

    /// Whether the yarn that runs reads these files.
    fn is_read(&self) -> bool {
        matches!(self.which(), Which::One(_))
    }

    /// How often yarn reads the file before it runs anything.
    fn closes(&self) -> u8 {
        // Of a package that the user has linked nothing is fetched (1.22 `commands/create.js`).
        let is_linked = self.words.name() == "create" && self.links().is_none_or(|it| it);
        if self.words.is_apart() && !is_linked {
            2
        } else {
            1
        }
    }

    /// Whether there are linked packages; none where that cannot be told.
    fn links(&self) -> Option<bool> {
        if self.words.is_on("link-folder") {
            return None;
        }
        let data = self.call.env.filled("XDG_DATA_HOME").map(Path::new);
        let usual = self.config.folders.yarn_home.join(".config");
        let links = data.unwrap_or(&usual).join("yarn").join("link");
        Some(files::is_dir(&links))
    }
}

/// In yarn 1 a script has such a name.
fn is_script(words: &Words) -> bool {
    words.command.is_none_or(|name| !commands::is_of_one(name))
}

impl Settings for YarnSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        if is_script(self.words) {
            return Vec::new();
        }
        let published = self.subject.targets(&self.config.layers);
        if published.is_empty() {
            self.as_npm().targets(&self.subject.own, &[])
        } else {
            published
        }
    }

    fn is_in_play(&self, target: &Target) -> bool {
        !self.access.only_reads()
            || target.is_default
            || self.files.name(target, &self.words.operands)
    }

    fn wants_quiet(&self) -> bool {
        self.words.is_on("silent") || self.words.is_on("s")
    }

    fn existing(&self, target: &Target) -> Seen {
        let places = self.places(&target.registry);
        let existing = existing_at(&self.config.layers, &target.registry, &places.all);
        self.as_npm().named(existing)
    }

    fn project(&self) -> Option<&Path> {
        self.is_read().then_some(&*self.config.folders.project)
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        if !self.is_read() {
            return Vec::new();
        }
        let is_public = |one: &Target| one.registry.is_public();
        let sends_public = targets.iter().any(is_public) && names_public(&self.config.layers);
        let find = |at_risk: &[&Registry]| {
            project::findings(&self.config, self.which(), at_risk, sends_public)
        };
        let mut findings = self.as_npm().findings(targets, find);
        findings.extend(as_npm::of_manifests(&self.subject.published));
        findings
    }

    fn grant(
        &self,
        target: &Target,
        _: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> Result<Grant, Obstacle> {
        // Who a person is yarn asks the default registry, with the credential of the package's.
        if self.words.name() == "owner" && !target.is_default && self.access.changes() {
            let why = "yarn owner would send it to another registry, too";
            return Err(Obstacle::Unfit(Unfit::Other(why.to_owned())));
        }
        let ours = self.places(&target.registry).ours;
        let hides = |key: &str| {
            ours.iter()
                .any(|place| key.starts_with(&format!("{place}:")))
        };
        let mut grant = Grant::default();
        for (_, placeholder) in &existing.hiding {
            if hides(&placeholder.place.key) {
                return Err(Obstacle::Hidden(placeholder.clone()));
            }
            // yarn ends with an error where it is not set.
            if let Vacancy::Unresolved(names) = &placeholder.why {
                grant.emptied.extend(names.iter().cloned());
            }
            grant.hiding.push(placeholder.clone());
        }
        for place in ours {
            let key = format!("{place}:{}", credential.config_name());
            check_key(&key).map_err(Obstacle::Unfit)?;
            grant.lines.push((key, credential.config_value()));
        }
        Ok(grant)
    }

    fn deliver(&self, all: &Grant, env: &Env) -> Result<Delivery, Undelivered> {
        delivery::deliver(self.call.context, &self.config, all, env, self.closes())
    }

    fn can_deliver(&self, all: &Grant, env: &Env) -> Result<(), Undelivered> {
        delivery::text(self.call.context, &self.config, all, env).map(drop)
    }

    fn outline(&self) -> Outline {
        self.as_npm().outline()
    }

    fn saves(&self, _: Option<CredentialKind>) -> bool {
        false
    }

    fn has_reader(&self) -> bool {
        self.words.is_on("json")
    }

    fn is_long(&self) -> bool {
        commands::is_long(self.words.name())
    }

    fn login(&self) -> Option<Box<dyn Login + '_>> {
        Some(Box::new(self.as_npm()))
    }

    fn layers(&self) -> Vec<LayerSummary> {
        self.as_npm().layers()
    }
}
