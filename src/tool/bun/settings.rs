//! bun's configuration for one command line, and what it says about credentials.

use super::commands;
use super::config::BunConfig;
use super::delivery;
use super::executed::{Executed, READINGS};
use super::project::{self, LOCKFILES};
use super::subject::published;
use super::words::Words;
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing, Use, check_key, existing};
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::{self, RenewalRequest, Renewed};
use crate::npmrc::{Files, Layer, LayerKind, NpmVersion};
use crate::registry::Registry;
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle, Reach};
use crate::tool::intent::{Access, Intent};
use crate::tool::npm::{self, ContextFiles};
use crate::tool::settings::{LayerSummary, Login, Outline, Seen, Settings};
use crate::tool::target::{Part, Target};
use crate::trust::{self, Finding, PUBLISHED};
use std::cell::OnceCell;
use std::path::Path;

/// bun's configuration for one command line.
pub(super) struct BunSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: BunConfig,
    published: Vec<npm::PublishTarget>,
    /// The program that the command starts, if it starts one.
    executed: Option<Executed>,
    access: Access,
    /// What names the packages of the project.
    files: OnceCell<Vec<Vec<u8>>>,
}

impl<'a> BunSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let config = BunConfig::load(call.context, call.env, words);
        let cache = config.cache.as_deref();
        let executed = Executed::of(call.context, words, cache);
        let published = published(call.context, words, &config);
        let mut settings = Self {
            call,
            words,
            config,
            published,
            executed,
            access: Access::NONE,
            files: OnceCell::new(),
        };
        if let Intent::Registry(access) = words.intent() {
            let needs_credential = access.needs_credential && !settings.does_without();
            settings.access = Access {
                needs_credential,
                ..access
            };
        }
        settings
    }

    /// The command only pretends, or gets itself a token by the identity of its build server.
    fn does_without(&self) -> bool {
        let env = &self.call.context.env;
        let is_filled = |name: &str| env.filled(name).is_some();
        let name = self.words.as_npm();
        self.words.is_on("dry-run") || npm::has_identity(name, &self.words.texts(), &is_filled)
    }

    /// The command asks no registry.
    fn asks_nobody(&self) -> bool {
        self.executed == Some(Executed::Here)
    }

    fn reads(&self) -> bool {
        self.access.wanted == Use::Read && !self.access.needs_credential
    }

    fn files(&self) -> &[Vec<u8>] {
        self.files.get_or_init(|| {
            let Some(root) = &self.config.folders.project else {
                return Vec::new();
            };
            let names = LOCKFILES.into_iter().chain(["package.json"]);
            let read = |name| ContextFiles.read(&root.join(name)).ok().flatten();
            names.filter_map(read).collect()
        })
    }

    fn findings_about(&self, targets: &[Target]) -> Vec<Finding> {
        let uses_addresses = npm::uses_addresses(self.words.as_npm(), &self.words.texts());
        let registries = targets.iter().map(|one| &one.registry);
        let at_risk: Vec<&Registry> = registries
            .filter(|one| uses_addresses && one.is_secure())
            .collect();
        let mut findings = project::findings(&self.config, &at_risk);
        let (context, layers) = (self.call.context, &self.config.layers);
        let read = |path: &Path| context.read(path).ok().flatten();
        trust::seal(&mut findings, layers, context.cwd(), &read);
        findings
    }
}

impl Settings for BunSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        let layers = &self.config.layers;
        if self.asks_nobody() {
            return Vec::new();
        }
        if self.reads() {
            return npm::for_reading(layers);
        }
        let operands = self.words.texts();
        npm::for_subject(
            layers,
            &npm::Asked {
                questions: &npm::questions(self.words.as_npm(), &operands, NpmVersion::Npm12),
                own: &[],
                targets: &self.published,
                looks: false,
            },
        )
    }

    fn is_in_play(&self, target: &Target) -> bool {
        if !self.reads() || target.is_default {
            return true;
        }
        let mut scopes = target
            .scopes
            .iter()
            .map(|scope| format!("{}/", scope.as_str()));
        let names = |scope: &str| {
            let typed = self.words.operands.iter().any(|word| word.contains(scope));
            let has = |text: &Vec<u8>| memchr::memmem::find(text, scope.as_bytes()).is_some();
            typed || self.files().iter().any(has)
        };
        target.part != Part::Beside && scopes.any(|scope| names(&scope))
    }

    fn wants_quiet(&self) -> bool {
        self.words.is_on("silent") || self.words.is_on("quiet")
    }

    fn existing(&self, target: &Target) -> Seen {
        let mut existing = existing(&self.config.layers, &target.registry, &target.nerf);
        let credential = existing
            .credential
            .iter_mut()
            .chain(&mut existing.at_own_key);
        credential.for_each(|place| place.layer = name_of_layer(place.layer));
        Seen {
            existing,
            unseen: None,
        }
    }

    fn project(&self) -> Option<&Path> {
        self.config.folders.project.as_deref()
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        let mut findings = self.findings_about(targets);
        let published = self.published.iter().flat_map(npm::PublishTarget::findings);
        // Settings of npm's that bun does not take from there.
        let is_npms = |one: &Finding| {
            one.key
                .strip_prefix("publishConfig.")
                .is_some_and(|key| PUBLISHED.contains(&key))
        };
        findings.extend(published.filter(|one| !is_npms(one)));
        findings
    }

    fn findings_besides(&self, targets: &[Target]) -> Vec<Finding> {
        self.findings_about(targets)
    }

    fn reach(&self) -> Reach {
        if !self.reads() || self.asks_nobody() {
            return Reach::default();
        }
        npm::reach(self.words.as_npm(), &self.words.texts())
    }

    fn address_files(&self) -> Vec<Vec<u8>> {
        self.files().to_vec()
    }

    fn grant(
        &self,
        target: &Target,
        all: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> std::result::Result<Grant, Obstacle> {
        // bun walks npm's keys, and passes over what is empty.
        let request = npm::KeyRequest {
            one: target,
            all,
            existing,
            way: npm::WayRound::Variable,
            checks_first: false,
            packages: &[],
        };
        let keys = npm::keys(&request, credential).map_err(Obstacle::Hidden)?;
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

    fn deliver(&self, all: &Grant, env: &Env) -> std::result::Result<Delivery, Undelivered> {
        let closes = self.executed.map_or(1, |_| READINGS);
        delivery::deliver(self.call.context, &self.config, all, env, closes)
    }

    fn can_deliver(&self, all: &Grant, env: &Env) -> std::result::Result<(), Undelivered> {
        delivery::text(self.call.context, &self.config, all, env).map(drop)
    }

    fn outline(&self) -> Outline {
        Outline {
            stands_in_for: "user config",
            merged_with: Some(self.config.layers.user_path.clone()),
            holds_publish_config: false,
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

    fn login(&self) -> Option<&dyn Login> {
        Some(self)
    }

    fn layers(&self) -> Vec<LayerSummary> {
        let summary = |layer: &Layer| LayerSummary {
            name: name_of_layer(layer.kind.as_str()),
            path: layer.path.clone(),
            settings: layer.settings().len(),
            problem: layer.problem.clone(),
        };
        self.config.layers.layers.iter().map(summary).collect()
    }
}

/// As `npmcred login` does it: the way to the registry is that of npm's configuration.
impl Login for BunSettings<'_> {
    fn is_named_by_project_only(&self, registry: &Registry) -> bool {
        npm::is_named_by_project_only(&self.config.layers, registry)
    }

    fn renew(&self, request: &RenewalRequest<'_>) -> Result<Renewed> {
        let (config, npm) = npm::current_or_newest(self.call.context);
        let files = NpmUserConfig::new(self.call.context, &config, npm);
        login::renew(self.call.context, &files, request)
    }
}

/// bun's name for what stands in the place of a layer of npm's.
fn name_of_layer(name: &'static str) -> &'static str {
    if name == LayerKind::User.as_str() {
        ".bunfig.toml"
    } else if name == LayerKind::Global.as_str() {
        "user"
    } else {
        name
    }
}
