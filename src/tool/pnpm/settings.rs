//! pnpm's configuration for one command line, and what it says about credentials.

use super::commands;
use super::config::PnpmConfig;
use super::delivery;
use super::project;
use super::subject::Subject;
use super::switch;
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

/// pnpm's configuration for one command line.
pub(super) struct PnpmSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: PnpmConfig,
    subject: Subject,
    access: Access,
    /// What names the packages of the project.
    files: OnceCell<Vec<Vec<u8>>>,
}

impl<'a> PnpmSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let config = PnpmConfig::load(call.context, call.env, words);
        let subject = Subject::read(call.context, words, &config);
        let mut settings = Self {
            call,
            words,
            config,
            subject,
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
        let name = commands::as_npm(self.words.name());
        self.words.is_on("dry-run") || npm::has_identity(name, &self.words.texts(), &is_filled)
    }

    fn reads(&self) -> bool {
        self.access.wanted == Use::Read && !self.access.needs_credential
    }

    fn files(&self) -> &[Vec<u8>] {
        self.files.get_or_init(|| {
            let Some(root) = &self.config.folders.project else {
                return Vec::new();
            };
            let names = [super::addresses::LOCKFILE, "package.json"];
            let read = |name| ContextFiles.read(&root.join(name)).ok().flatten();
            names.into_iter().filter_map(read).collect()
        })
    }

    fn findings_about(&self, targets: &[Target]) -> Vec<Finding> {
        let uses_addresses =
            npm::uses_addresses(commands::as_npm(self.words.name()), &self.words.texts());
        let registries = targets.iter().map(|one| &one.registry);
        let at_risk: Vec<&Registry> = registries
            .filter(|one| uses_addresses && one.is_secure())
            .collect();
        let mut findings = project::findings(&self.config, self.words, &at_risk);
        let (context, layers) = (self.call.context, &self.config.layers);
        let read = |path: &Path| context.read(path).ok().flatten();
        trust::seal(&mut findings, layers, context.cwd(), &read);
        findings
    }
}

impl Settings for PnpmSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        let layers = &self.config.layers;
        if self.reads() {
            let mut all = npm::for_reading(layers);
            let named = self.config.workspace.iter().chain(&self.config.own);
            let named = named
                .flat_map(|yaml| &yaml.named)
                .map(|(registry, _)| registry);
            for registry in named {
                if all.iter().all(|one| one.registry != *registry) {
                    all.push(Target::beside(registry.clone()));
                }
            }
            return all;
        }
        let operands = self.words.texts();
        let name = commands::as_npm(self.words.name());
        npm::for_subject(
            layers,
            &npm::Asked {
                questions: &npm::questions(name, &operands, NpmVersion::Npm12),
                own: &self.subject.own,
                targets: &self.subject.published,
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
        let level = self.words.option(&["loglevel", "reporter"]);
        self.words.is_on("silent") || matches!(level, Some("silent" | "error"))
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
        let published = self
            .subject
            .published
            .iter()
            .flat_map(npm::PublishTarget::findings);
        // Settings of npm's that pnpm does not take from there.
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
        if !self.reads() {
            return Reach::default();
        }
        npm::reach(commands::as_npm(self.words.name()), &self.words.texts())
    }

    fn address_files(&self) -> Vec<Vec<u8>> {
        self.files().to_vec()
    }

    fn grant(
        &self,
        target: &Target,
        _: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> std::result::Result<Grant, Obstacle> {
        if let Some((_, placeholder)) = existing.hiding.first() {
            return Err(Obstacle::Hidden(placeholder.clone()));
        }
        let key = format!(
            "{}:{}",
            target.registry.nerf_dart(),
            credential.config_name()
        );
        check_key(&key).map_err(Obstacle::Unfit)?;
        Ok(Grant {
            lines: vec![(key, credential.config_value())],
            ..Grant::default()
        })
    }

    fn deliver(&self, all: &Grant, env: &Env) -> std::result::Result<Delivery, Undelivered> {
        let closes = switch::closes(&self.config, self.words, env);
        delivery::deliver(
            self.call.context,
            &self.config,
            self.words,
            all,
            env,
            closes,
        )
    }

    fn can_deliver(&self, all: &Grant, env: &Env) -> std::result::Result<(), Undelivered> {
        delivery::text(self.call.context, &self.config, self.words, all, env).map(drop)
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
impl Login for PnpmSettings<'_> {
    fn is_named_by_project_only(&self, registry: &Registry) -> bool {
        npm::is_named_by_project_only(&self.config.layers, registry)
    }

    fn renew(&self, request: &RenewalRequest<'_>) -> Result<Renewed> {
        let (config, npm) = npm::current_or_newest(self.call.context);
        let files = NpmUserConfig::new(self.call.context, &config, npm);
        login::renew(self.call.context, &files, request)
    }
}

/// pnpm's name for what stands in the place of a layer of npm's.
fn name_of_layer(name: &'static str) -> &'static str {
    if name == LayerKind::User.as_str() {
        "auth.ini"
    } else if name == LayerKind::Global.as_str() {
        "user"
    } else {
        name
    }
}
