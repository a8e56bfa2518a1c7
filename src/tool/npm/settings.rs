//! npm's configuration for one command line, and what it says about credentials.

use super::commands;
use super::delivery::{ContentsPlace, ReplacedLayer};
use super::dependencies::findings_beside;
use super::findings::findings_of_all;
use super::known_scopes::{KnownScopes, is_of_project};
use super::mid_publish::PublishGuard;
use super::past_us::past_us;
use super::subject::Subject;
use super::words::{Mode, Words};
use super::{allow_remote, other_tools, remarks};
use crate::context::{Context, Env};
use crate::credential::{Credential, CredentialKind, Existing, Use, check_key, existing};
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::{self, RenewalRequest, Renewed};
use crate::npmrc::{Config, LayerKind};
use crate::registry::Registry;
use crate::tool::as_npm::config;
use crate::tool::as_npm::keys::{self, Keys, WayRound};
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::as_npm::questions;
use crate::tool::as_npm::registries;
use crate::tool::as_npm::seal;
use crate::tool::as_npm::uses::{self, Uses};
use crate::tool::call::Call;
use crate::tool::delivery::{Delivery, Undelivered};
use crate::tool::grant::{Grant, Obstacle, Reach};
use crate::tool::intent::{Access, Intent};
use crate::tool::remark::Remark;
use crate::tool::settings::{
    Aside, LayerSummary, Login, Outline, Published, Resolved, Seen, Settings, Unseen,
};
use crate::tool::target::Target;
use crate::trust::{DEPENDENCY_FILES, Finding, project_findings};
use std::cell::{Cell, OnceCell};
use std::path::Path;

/// npm's configuration for one command line.
pub(super) struct NpmSettings<'a> {
    call: &'a Call<'a>,
    words: &'a Words,
    config: Config,
    subject: Subject,
    access: Access,
    /// Whether the files beside the project were found to be in nobody's way.
    harmless: Cell<bool>,
    known_scopes: OnceCell<KnownScopes>,
}

impl<'a> NpmSettings<'a> {
    /// Reads the configuration and the manifests that the command is about.
    pub(super) fn load(call: &'a Call<'a>, words: &'a Words) -> Self {
        let config = config::load(call.context, call.real, call.env, &words.line);
        let subject = match words.mode {
            Mode::Npm => Subject::read(call.context, words, &config),
            Mode::AnyProgram(_) => Subject::default(),
        };
        Self::of(call, words, config, subject)
    }

    fn of(call: &'a Call<'a>, words: &'a Words, config: Config, subject: Subject) -> Self {
        let mut settings = Self {
            call,
            words,
            config,
            subject,
            access: Access::NONE,
            harmless: Cell::new(false),
            known_scopes: OnceCell::new(),
        };
        settings.access = settings.access_of_words();
        settings
    }

    fn access_of_words(&self) -> Access {
        let Intent::Registry(access) = self.words.intent() else {
            return Access::NONE;
        };
        let any_program = matches!(self.words.mode, Mode::AnyProgram(_));
        let needs_credential = access.needs_credential && (any_program || !self.does_without());
        Access {
            needs_credential,
            ..access
        }
    }

    fn context(&self) -> &'a Context {
        self.call.context
    }

    fn is_set(&self, key: &str) -> bool {
        let setting = self.config.get(key);
        setting.is_some_and(|(_, setting)| setting.value.is_truthy())
    }

    /// Whether a command that usually needs a credential runs without one: it only pretends, or npm
    /// gets itself a token by the identity of its build server.
    fn does_without(&self) -> bool {
        let env = &self.context().env;
        let is_filled = |name: &str| env.filled(name).is_some();
        self.is_set("dry-run")
            || uses::has_identity(self.words.name(), &self.words.texts(), &is_filled)
    }

    /// How to step around what is no credential at this registry.
    fn way_for(&self, target: &Target) -> WayRound {
        match self.words.mode {
            Mode::AnyProgram(_) => WayRound::Variable,
            Mode::Npm if target.access(self.access()).checks_first => WayRound::LongerKeys,
            Mode::Npm => WayRound::Flag,
        }
    }

    fn place(&self) -> ContentsPlace {
        match self.words.mode {
            Mode::Npm => ContentsPlace {
                channel: ReplacedLayer::Global,
                real_path: self.config.global_path.clone(),
                named_in_file: matches!(
                    self.config.global_path_from,
                    Some(LayerKind::Project | LayerKind::User)
                ),
                held: PublishGuard::of(
                    self.words.name(),
                    &self.words.texts(),
                    &self.subject.published,
                ),
            },
            Mode::AnyProgram(_) => ContentsPlace {
                channel: ReplacedLayer::User,
                real_path: self.config.own().user_path().to_owned(),
                named_in_file: false,
                held: None,
            },
        }
    }

    fn sealed(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        seal(self.context(), &self.config, &mut findings);
        findings
    }

    fn known_scopes(&self) -> &KnownScopes {
        let read = || KnownScopes::read(self.context(), self.words, &self.config);
        self.known_scopes.get_or_init(read)
    }

    fn published(&self) -> Vec<Published> {
        remarks::published(&self.subject.published)
    }
}

impl Settings for NpmSettings<'_> {
    fn access(&self) -> Access {
        self.access
    }

    fn targets(&self) -> Vec<Target> {
        if self.access.only_reads() || matches!(self.words.mode, Mode::AnyProgram(_)) {
            return registries::for_reading(&self.config);
        }
        let asked = registries::AskedAbout {
            questions: &self.words.questions(),
            own: &self.subject.own,
            targets: &self.subject.published,
            looks: questions::looks_for_versions(self.words.name(), self.words.npm),
        };
        registries::for_subject(&self.config, &asked)
    }

    fn is_in_play(&self, target: &Target) -> bool {
        if !self.access.only_reads() || matches!(self.words.mode, Mode::AnyProgram(_)) {
            return true;
        }
        target.is_default && is_of_project(self.words, &self.config)
            || self.known_scopes().includes(target)
    }

    fn wants_quiet(&self) -> bool {
        let level = self.config.text("loglevel");
        level.is_some_and(|level| matches!(level, "silent" | "error"))
    }

    fn existing(&self, target: &Target) -> Seen {
        let mut existing = existing(&self.config, &target.registry, &target.nerf);
        let unseen = if self.way_for(target) == WayRound::LongerKeys {
            existing.look_at_own_key()
        } else {
            None
        };
        let unseen = unseen.map(|place| Unseen {
            text: remarks::unseen(target, &place),
            place,
        });
        Seen { existing, unseen }
    }

    fn project(&self) -> Option<&Path> {
        Some(&self.config.local_prefix)
    }

    fn findings(&self, targets: &[Target]) -> Vec<Finding> {
        let (config, npm) = (&self.config, self.words.npm);
        if let Mode::AnyProgram(_) = self.words.mode {
            return self.sealed(findings_of_all(self.context(), config, npm, targets));
        }
        let mut findings = project_findings(config);
        findings.extend(
            self.subject
                .published
                .iter()
                .flat_map(PublishTarget::findings),
        );
        let uses = uses::uses(self.words.name(), &self.words.texts());
        findings.extend(findings_beside(config, npm, targets, uses, &self.harmless));
        self.sealed(findings)
    }

    fn findings_besides(&self, targets: &[Target]) -> Vec<Finding> {
        let (config, npm) = (&self.config, self.words.npm);
        let uses = Uses::Addresses;
        self.sealed(findings_beside(config, npm, targets, uses, &self.harmless))
    }

    fn reach(&self) -> Reach {
        if let Mode::AnyProgram(_) = self.words.mode {
            // Nobody knows what it will fetch.
            return Reach {
                anywhere: true,
                named: Vec::new(),
            };
        }
        if self.access().wanted != Use::Read {
            return Reach::default();
        }
        questions::reach(self.words.name(), &self.words.texts())
    }

    fn address_files(&self) -> Vec<Vec<u8>> {
        let read = |name: &&str| {
            let path = self.config.local_prefix.join(name);
            self.context().read(&path).ok().flatten()
        };
        DEPENDENCY_FILES.iter().filter_map(read).collect()
    }

    fn grant(
        &self,
        target: &Target,
        all: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> std::result::Result<Grant, Obstacle> {
        let packages: Vec<&str> = self.subject.packages.iter().map(String::as_str).collect();
        let request = keys::KeyRequest {
            one: target,
            all,
            existing,
            way: self.way_for(target),
            checks_first: target.access(self.access()).checks_first,
            packages: &packages,
        };
        let Keys {
            names,
            flags,
            emptied,
            hiding,
        } = keys::keys(&request, credential).map_err(Obstacle::Hidden)?;
        for name in &names {
            check_key(name).map_err(Obstacle::Unfit)?;
        }
        let lines = names
            .into_iter()
            .map(|name| (name, credential.config_value()));
        Ok(Grant {
            lines: lines.collect(),
            arguments: flags,
            emptied,
            hiding,
        })
    }

    fn deliver(&self, all: &Grant, env: &Env) -> std::result::Result<Delivery, Undelivered> {
        self.place()
            .deliver(self.context(), all, self.words.npm, env)
    }

    fn can_deliver(&self, all: &Grant, env: &Env) -> std::result::Result<(), Undelivered> {
        let place = self.place();
        place
            .text(self.context(), all, self.words.npm, env)
            .map(drop)
    }

    fn outline(&self) -> Outline {
        let place = self.place();
        Outline {
            stands_in_for: place.channel.name(),
            merged_with: Some(place.real_path),
            holds_publish_config: place.held.is_some(),
        }
    }

    fn saves(&self, handed: Option<CredentialKind>) -> bool {
        commands::enables_2fa(self.words.name(), &self.words.texts())
            && handed.is_none_or(CredentialKind::is_basic)
    }

    fn why_kept_back(&self) -> Vec<Remark> {
        remarks::why_kept_back()
    }

    fn has_reader(&self) -> bool {
        self.is_set("json")
    }

    fn is_long(&self) -> bool {
        commands::is_long(self.words.name())
    }

    fn remarks(&self, resolved: &Resolved<'_>) -> Vec<Remark> {
        let (context, config) = (self.context(), &self.config);
        let published = self.published();
        let mut all: Vec<Remark> = published
            .into_iter()
            .map(|one| Remark::Note(one.text))
            .collect();
        if context.is_attended() {
            all.extend(remarks::typed(config));
        }
        all.extend(remarks::files_not_read(config));
        all.extend(other_tools::started_by_npx(context, self.words, resolved));
        all.extend(other_tools::from_cache(
            context, self.words, config, resolved,
        ));
        all
    }

    fn login(&self) -> Option<Box<dyn Login + '_>> {
        Some(Box::new(self))
    }

    fn can_ask(&self) -> bool {
        true
    }

    fn accepted(&self, credentials: &[&Credential]) -> Vec<Option<bool>> {
        let files = NpmUserConfig::new(self.context(), &self.config, self.words.npm).silent();
        login::accepted(self.context(), &files, credentials)
    }

    fn package_of(&self, target: &Target) -> Option<String> {
        self.known_scopes().package_of(target)
    }

    fn answers_strangers(&self, packages: &[(Registry, String)]) -> Vec<Option<bool>> {
        let files = NpmUserConfig::new(self.context(), &self.config, self.words.npm).silent();
        login::answers_strangers(self.context(), &files, packages)
    }

    fn layers(&self) -> Vec<LayerSummary> {
        self.config.layers.iter().map(config::summary).collect()
    }

    fn aside(&self, handed: bool) -> Aside {
        let (context, config) = (self.context(), &self.config);
        let refused = || {
            let command = self.words.command?;
            let text = allow_remote::refused_by(context, config, self.words.npm, command)?;
            Some((text, allow_remote::allowing()))
        };
        Aside {
            published: self.published(),
            past_us: if handed {
                let found = past_us(context, &config.local_prefix).into_iter();
                found.map(|one| (one.id(), one.text())).collect()
            } else {
                Vec::new()
            },
            refused: refused(),
        }
    }
}

impl Login for &NpmSettings<'_> {
    fn is_named_by_project_only(&self, registry: &Registry) -> bool {
        registries::is_named_by_project_only(&self.config, registry)
    }

    fn renew(&self, request: &RenewalRequest<'_>) -> Result<Renewed> {
        let files = NpmUserConfig::new(self.context(), &self.config, self.words.npm);
        login::renew(self.context(), &files, request)
    }
}

#[cfg(test)]
#[path = "settings_testing.rs"]
pub(crate) mod testing;
