//! bun's configuration for one command line, and what it says about credentials.

use super::commands;
use super::config::BunConfig;
use super::delivery;
use super::executed::{Executed, READINGS};
use super::project::{self, LOCKFILES};
use super::subject::published;
use super::words::Words;
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing, check_key};
use crate::registry::Registry;
use crate::tool::as_npm::keys::{self, WayRound};
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::as_npm::{self, AsNpm, ProjectFiles};
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle, Reach};
use crate::tool::intent::Access;
use crate::tool::settings::{LayerSummary, Login, Outline, Seen, Settings};
use crate::tool::target::Target;
use crate::trust::Finding;
use std::path::Path;

/// bun's configuration for one command line.
pub(super) struct BunSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: BunConfig,
    published: Vec<PublishTarget>,
    /// The program that the command starts, if it starts one.
    executed: Option<Executed>,
    access: Access,
    files: ProjectFiles,
}

impl<'a> BunSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let context = call.context;
        let config = BunConfig::load(context, call.env, words);
        let names: Vec<&str> = LOCKFILES.into_iter().chain(["package.json"]).collect();
        let pretends = words.is_on("dry-run");
        let asked = (words.as_npm(), &*words.texts());
        Self {
            call,
            words,
            published: published(context, words, &config),
            executed: Executed::of(context, words, config.cache.as_deref()),
            access: as_npm::access(context, words.intent(), pretends, asked),
            files: ProjectFiles::of(config.folders.project.as_deref(), &names),
            config,
        }
    }

    fn as_npm(&self) -> AsNpm<'_> {
        AsNpm {
            context: self.call.context,
            config: &self.config.layers,
            files: [".bunfig.toml", "user", "builtin"],
            name: self.words.as_npm(),
            operands: self.words.texts(),
            access: self.access,
        }
    }

    /// The command asks no registry.
    fn asks_nobody(&self) -> bool {
        self.executed == Some(Executed::Here)
    }
}

impl Settings for BunSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        if self.asks_nobody() {
            return Vec::new();
        }
        self.as_npm().targets(&[], &self.published)
    }

    fn is_in_play(&self, target: &Target) -> bool {
        !self.access.only_reads()
            || target.is_default
            || self.files.name(target, &self.words.operands)
    }

    fn wants_quiet(&self) -> bool {
        self.words.is_on("silent") || self.words.is_on("quiet")
    }

    fn existing(&self, target: &Target) -> Seen {
        self.as_npm().existing(target)
    }

    fn project(&self) -> Option<&Path> {
        self.config.folders.project.as_deref()
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        let mut findings = self.findings_besides(targets);
        findings.extend(as_npm::of_manifests(&self.published));
        findings
    }

    fn findings_besides(&self, targets: &[Target]) -> Vec<Finding> {
        let find = |at_risk: &[&Registry]| project::findings(&self.config, at_risk);
        self.as_npm().findings(targets, find)
    }

    fn reach(&self) -> Reach {
        if self.asks_nobody() {
            return Reach::default();
        }
        self.as_npm().reach()
    }

    fn address_files(&self) -> Vec<Vec<u8>> {
        self.files.contents().to_vec()
    }

    fn grant(
        &self,
        target: &Target,
        all: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> Result<Grant, Obstacle> {
        // bun walks npm's keys, and passes over what is empty.
        let request = keys::KeyRequest {
            one: target,
            all,
            existing,
            way: WayRound::Variable,
            checks_first: false,
            packages: &[],
        };
        let keys = keys::keys(&request, credential).map_err(Obstacle::Hidden)?;
        for name in &keys.names {
            check_key(name).map_err(Obstacle::Unfit)?;
        }
        let lines = keys.names.into_iter();
        Ok(Grant {
            lines: lines
                .map(|name| (name, credential.config_value()))
                .collect(),
            arguments: keys.flags,
            emptied: keys.emptied,
            hiding: keys.hiding,
        })
    }

    fn deliver(&self, all: &Grant, env: &Env) -> Result<Delivery, Undelivered> {
        let closes = self.executed.map_or(1, |_| READINGS);
        delivery::deliver(self.call.context, &self.config, all, env, closes)
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
