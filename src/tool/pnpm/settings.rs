//! pnpm's configuration for one command line, and what it says about credentials.

use super::addresses::LOCKFILE;
use super::by_corepack;
use super::commands;
use super::config::PnpmConfig;
use super::delivery;
use super::npm_path;
use super::older;
use super::project;
use super::subject::Subject;
use super::switch::{self, Readers};
use super::words::Words;
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing, check_key};
use crate::npmrc::{Layer, origin};
use crate::registry::Registry;
use crate::tool::as_npm::{self, AsNpm, ProjectFiles};
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle, Reach};
use crate::tool::intent::Access;
use crate::tool::remark::Remark;
use crate::tool::settings::{LayerSummary, Login, Outline, Resolved, Seen, Settings};
use crate::tool::target::Target;
use crate::trust::Finding;
use std::path::Path;

/// pnpm's configuration for one command line.
pub(super) struct PnpmSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: PnpmConfig,
    subject: Subject,
    access: Access,
    files: ProjectFiles,
}

impl<'a> PnpmSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let context = call.context;
        let config = if words.reads_as_npm() {
            older::load(call, words)
        } else {
            PnpmConfig::load(call, words)
        };
        let project = config.folders.project.as_deref();
        let pretends = words.is_on("dry-run");
        let asked = (commands::as_npm(words.name()), &*words.texts());
        Self {
            call,
            words,
            subject: Subject::read(context, words, &config),
            access: as_npm::access(context, words.intent(), pretends, asked),
            files: ProjectFiles::of(project, &[LOCKFILE, "package.json"]),
            config,
        }
    }

    fn as_npm(&self) -> AsNpm<'_> {
        AsNpm {
            context: self.call.context,
            config: &self.config.layers,
            files: if self.words.reads_as_npm() {
                ["user", "global", "rc"]
            } else {
                ["auth.ini", "user", "builtin"]
            },
            name: commands::as_npm(self.words.name()),
            operands: self.words.texts(),
            access: self.access,
        }
    }

    fn readers(&self) -> Readers {
        let call = self.call;
        switch::readers(call.context, &self.config, self.words, call.env)
    }

    /// The places of a registry's keys: pnpm 12 looks under the host as the configuration spells
    /// it, capitals included.
    fn spelled(&self, registry: &Registry) -> Vec<String> {
        let usual = registry.nerf_dart().to_string();
        let layers = &self.config.layers.layers;
        let addresses = layers
            .iter()
            .flat_map(Layer::settings)
            .filter(|setting| setting.key == "registry" || origin::is_scope_registry(&setting.key));
        let mut all: Vec<String> = addresses
            .filter_map(|setting| setting.raw.split_once("//"))
            .map(|(_, rest)| format!("//{}/", rest.trim_end_matches('/')))
            .filter(|place| *place != usual && place.eq_ignore_ascii_case(&usual))
            .collect();
        all.sort();
        all.dedup();
        all.push(usual);
        all
    }

    /// The registries that a prefix of the workspace's, or of the user's, leads to.
    fn named(&self) -> impl Iterator<Item = &Registry> {
        let files = self.config.workspace.iter().chain(&self.config.own);
        let named = files.flat_map(|yaml| &yaml.named);
        named.map(|(registry, _)| registry)
    }
}

impl Settings for PnpmSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn remarks(&self, resolved: &Resolved<'_>) -> Vec<Remark> {
        let is_told = resolved.is_handed && by_corepack::fetches_program(self.call);
        let note = || Remark::Note(by_corepack::FETCHES.to_owned());
        is_told.then(note).into_iter().collect()
    }

    fn targets(&self) -> Vec<Target> {
        let subject = &self.subject;
        let mut all = self.as_npm().targets(&subject.own, &subject.published);
        if self.access.only_reads() {
            for registry in self.named() {
                if all.iter().all(|one| one.registry != *registry) {
                    all.push(Target::beside(registry.clone()));
                }
            }
        }
        all
    }

    fn is_in_play(&self, target: &Target) -> bool {
        !self.access.only_reads()
            || target.is_default
            || self.files.name(target, &self.words.operands)
    }

    fn wants_quiet(&self) -> bool {
        let level = self.words.option(&["loglevel", "reporter"]);
        self.words.is_on("silent") || matches!(level, Some("silent" | "error"))
    }

    fn existing(&self, target: &Target) -> Seen {
        self.as_npm().existing(target)
    }

    fn project(&self) -> Option<&Path> {
        self.config.folders.project.as_deref()
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        let mut findings = self.findings_besides(targets);
        findings.extend(as_npm::of_manifests(&self.subject.published));
        findings
    }

    fn findings_besides(&self, targets: &[Target]) -> Vec<Finding> {
        let older = self.words.reads_as_npm() || self.readers().mixed;
        let find =
            |at_risk: &[&Registry]| project::findings(&self.config, self.words, older, at_risk);
        self.as_npm().findings(targets, find)
    }

    fn reach(&self) -> Reach {
        self.as_npm().reach()
    }

    fn address_files(&self) -> Vec<Vec<u8>> {
        self.files.contents().to_vec()
    }

    fn grant(
        &self,
        target: &Target,
        _: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> Result<Grant, Obstacle> {
        if let Some((_, placeholder)) = existing.hiding.first() {
            return Err(Obstacle::Hidden(placeholder.clone()));
        }
        let mut lines = Vec::new();
        for place in self.spelled(&target.registry) {
            let key = format!("{place}:{}", credential.config_name());
            check_key(&key).map_err(Obstacle::Unfit)?;
            lines.push((key, credential.config_value()));
        }
        Ok(Grant {
            lines,
            ..Grant::default()
        })
    }

    fn deliver(&self, all: &Grant, env: &Env) -> Result<Delivery, Undelivered> {
        let readers = self.readers();
        let contents = delivery::contents(self.call, &self.config, self.words, all, readers)?;
        let mut delivery = delivery::deliver(contents, readers.closes, env);
        if readers.mixed {
            delivery.env.extend(npm_path::leading_to_us(self.call, env));
        }
        Ok(delivery)
    }

    fn can_deliver(&self, all: &Grant, _: &Env) -> Result<(), Undelivered> {
        delivery::contents(self.call, &self.config, self.words, all, self.readers()).map(drop)
    }

    fn outline(&self) -> Outline {
        let outline = self.as_npm().outline();
        match &self.config.global_path {
            Some(path) => Outline {
                stands_in_for: "global config",
                merged_with: Some(path.clone()),
                ..outline
            },
            None => outline,
        }
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
