//! The configuration of yarn 2 to 4 for one command line, and what it says about credentials.

use super::config::BerryConfig;
use super::words::{BerryWords, WorkspaceChoice};
use super::{delivery, project, subject};
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing, Vacancy, check_key, existing_at};
use crate::registry::Registry;
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::as_npm::{self, AsNpm, ProjectFiles};
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle};
use crate::tool::intent::{Access, Intent};
use crate::tool::settings::{LayerSummary, Login, Outline, Seen, Settings};
use crate::tool::target::Target;
use crate::tool::yarn::commands;
use crate::tool::yarn::keys::ALIAS;
use crate::tool::yarn::yarnrc::YarnPath;
use crate::trust::Finding;
use std::path::Path;

/// yarn's configuration for one command line.
pub(in crate::tool::yarn) struct BerrySettings<'a> {
    call: &'a Call<'a>,
    words: &'a BerryWords,
    asked: Option<&'a YarnPath>,
    config: BerryConfig,
    published: Vec<PublishTarget>,
    access: Access,
    files: ProjectFiles,
}

impl<'a> BerrySettings<'a> {
    /// Reads the configuration and the manifests that the command is about. `asked` is the yarn
    /// that a file names.
    pub(in crate::tool::yarn) fn load(
        call: &'a Call<'a>,
        words: &'a BerryWords,
        asked: Option<&'a YarnPath>,
    ) -> Self {
        let context = call.context;
        let config = BerryConfig::load(call, words);
        let about = (words.as_npm(), &*words.as_npm_operands());
        Self {
            call,
            words,
            asked,
            published: subject::published(context, words, &config),
            access: as_npm::access(context, words.intent(), words.is_on(&["dry-run"]), about),
            files: ProjectFiles::of(Some(&config.project), &["yarn.lock", "package.json"]),
            config,
        }
    }

    fn as_npm(&self) -> AsNpm<'_> {
        AsNpm {
            context: self.call.context,
            config: &self.config.layers,
            files: ["user", "user", "builtin"],
            name: self.words.as_npm(),
            operands: self.words.as_npm_operands(),
            access: self.access,
        }
    }
}

impl Settings for BerrySettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        if self.words.intent() == Intent::Local {
            return Vec::new();
        }
        subject::targets(&self.config.layers, self.words, &self.published)
    }

    fn is_in_play(&self, target: &Target) -> bool {
        !self.access.only_reads()
            || target.is_default
            || self.files.name(target, &self.words.operands)
    }

    /// yarn looks at a scope first, and walks no path; the plugin leaves to it what it finds.
    fn existing(&self, target: &Target) -> Seen {
        let layers = &self.config.layers;
        let has_own = |scope: &String| {
            let names = ["_authToken", "_auth"];
            names
                .iter()
                .any(|name| layers.truthy(&format!("{scope}:{name}")).is_some())
        };
        let scopes: Vec<String> = target.scopes.iter().map(ToString::to_string).collect();
        let of_scopes = !target.is_default && scopes.iter().all(has_own);
        let mut keys = if of_scopes { scopes } else { Vec::new() };
        keys.push(target.nerf.to_string());
        if target.registry.is_public()
            && let Ok(alias) = Registry::parse_any(ALIAS)
        {
            keys.push(alias.nerf_dart().to_string());
        }
        self.as_npm()
            .named(existing_at(layers, &target.registry, &keys))
    }

    fn project(&self) -> Option<&Path> {
        Some(&self.config.project)
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        let is_everywhere =
            !self.published.is_empty() && self.words.place == WorkspaceChoice::Everywhere;
        let find = |_: &[&Registry]| {
            project::findings(&self.config, self.asked, &self.published, is_everywhere)
        };
        let mut findings = self.as_npm().findings(targets, find);
        findings.extend(as_npm::of_manifests(&self.published));
        findings
    }

    fn grant(
        &self,
        target: &Target,
        _: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> Result<Grant, Obstacle> {
        let name = match credential.config_name() {
            "_auth" => "npmAuthIdent",
            _ => "npmAuthToken",
        };
        let mut grant = Grant::default();
        for (_, placeholder) in &existing.hiding {
            // yarn ends with an error where it is not set.
            if let Vacancy::Unresolved(names) = &placeholder.why {
                grant.emptied.extend(names.iter().cloned());
            }
            grant.hiding.push(placeholder.clone());
        }
        let mut texts = vec![target.registry.to_string()];
        if target.registry.is_public() {
            texts.push(format!("{ALIAS}/"));
        }
        check_key(&format!("{}:_authToken", target.registry.nerf_dart()))
            .map_err(Obstacle::Unfit)?;
        for text in texts {
            grant
                .lines
                .push((format!("{text} {name}"), credential.config_value()));
        }
        Ok(grant)
    }

    fn deliver(&self, all: &Grant, env: &Env) -> Result<Delivery, Undelivered> {
        delivery::deliver(self.call.context, all, env)
    }

    fn can_deliver(&self, all: &Grant, _: &Env) -> Result<(), Undelivered> {
        delivery::text(all).map(drop)
    }

    fn outline(&self) -> Outline {
        Outline {
            stands_in_for: "npmRegistries",
            merged_with: None,
            holds_publish_config: false,
        }
    }

    fn saves(&self, _: Option<CredentialKind>) -> bool {
        false
    }

    fn has_reader(&self) -> bool {
        self.words.is_on(&["json"])
    }

    fn is_long(&self) -> bool {
        commands::is_long(match self.words.name() {
            "npm" => self.words.as_npm(),
            name => name,
        })
    }

    fn login(&self) -> Option<Box<dyn Login + '_>> {
        Some(Box::new(self.as_npm()))
    }

    fn layers(&self) -> Vec<LayerSummary> {
        self.as_npm().layers()
    }
}
