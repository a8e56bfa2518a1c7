//! A command of a tool's, and the tool's configuration, in the terms of npm.

use super::config;
use super::publish_target::PublishTarget;
use super::questions::{questions, reach};
use super::registries::{AskedAbout, for_reading, for_subject, is_named_by_project_only};
use super::seal::seal;
use super::uses::{has_identity, uses_addresses};
use crate::context::Context;
use crate::credential::{Existing, existing};
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::{self, RenewalRequest, Renewed};
use crate::npmrc::{Config, Layer, LayerKind, NpmVersion};
use crate::registry::Registry;
use crate::tool::grant::Reach;
use crate::tool::intent::{Access, Intent};
use crate::tool::settings::{LayerSummary, Login, Outline, Seen};
use crate::tool::target::Target;
use crate::trust::{Finding, PUBLISHED};

/// A command and its configuration.
pub(in crate::tool) struct AsNpm<'a> {
    /// The process.
    pub context: &'a Context,
    /// The tool's layers.
    pub config: &'a Config,
    /// What the tool calls the files that stand where npm has the user's, the global and the
    /// built-in one.
    pub files: [&'static str; 3],
    /// npm's command that asks the same of registries.
    pub name: &'a str,
    /// The words behind it.
    pub operands: Vec<&'a str>,
    /// How it uses the registries.
    pub access: Access,
}

impl AsNpm<'_> {
    /// The registries of the command, which acts on these packages.
    #[must_use]
    pub(in crate::tool) fn targets(
        &self,
        own: &[String],
        published: &[PublishTarget],
    ) -> Vec<Target> {
        if self.access.only_reads() {
            return for_reading(self.config);
        }
        let asked = AskedAbout {
            questions: &questions(self.name, &self.operands, NpmVersion::Npm12),
            own,
            targets: published,
            looks: false,
        };
        for_subject(self.config, &asked)
    }

    /// Where the command may be led besides.
    #[must_use]
    pub(in crate::tool) fn reach(&self) -> Reach {
        if self.access.only_reads() {
            reach(self.name, &self.operands)
        } else {
            Reach::default()
        }
    }

    /// What the project holds against a hand-over: `find` finds it, told for which of these
    /// registries the addresses of packages matter.
    #[must_use]
    pub(in crate::tool) fn findings(
        &self,
        targets: &[Target],
        find: impl FnOnce(&[&Registry]) -> Vec<Finding>,
    ) -> Vec<Finding> {
        let registries = targets.iter().map(|one| &one.registry);
        let at_risk: Vec<&Registry> = if uses_addresses(self.name, &self.operands) {
            registries.filter(|one| one.is_secure()).collect()
        } else {
            Vec::new()
        };
        let mut findings = find(&at_risk);
        seal(self.context, self.config, &mut findings);
        findings
    }

    /// What the layers hold for a registry.
    #[must_use]
    pub(in crate::tool) fn existing(&self, target: &Target) -> Seen {
        self.named(existing(self.config, &target.registry, &target.nerf))
    }

    /// The same, found by the tool's own rules.
    #[must_use]
    pub(in crate::tool) fn named(&self, mut existing: Existing) -> Seen {
        let places = existing.credential.iter_mut();
        for place in places.chain(&mut existing.at_own_key) {
            place.layer = self.layer_name(place.layer);
        }
        Seen {
            existing,
            unseen: None,
        }
    }

    /// The layers, for `npmcred explain`.
    #[must_use]
    pub(in crate::tool) fn layers(&self) -> Vec<LayerSummary> {
        let summary = |layer: &Layer| LayerSummary {
            name: self.layer_name(layer.kind.as_str()),
            ..config::summary(layer)
        };
        self.config.layers.iter().map(summary).collect()
    }

    /// What a delivery would look like.
    #[must_use]
    pub(in crate::tool) fn outline(&self) -> Outline {
        Outline {
            stands_in_for: "user config",
            merged_with: Some(self.config.user_path.clone()),
            holds_publish_config: false,
        }
    }

    /// The tool's name for what stands in the place of a layer of npm's.
    fn layer_name(&self, name: &'static str) -> &'static str {
        let kinds = [LayerKind::User, LayerKind::Global, LayerKind::Builtin];
        let mut named = kinds.iter().zip(self.files);
        let found = named.find(|(kind, _)| kind.as_str() == name);
        found.map_or(name, |(_, file)| file)
    }
}

/// The login is `npmcred login`'s: the way to the registry is that of npm's own configuration.
impl Login for AsNpm<'_> {
    fn is_named_by_project_only(&self, registry: &Registry) -> bool {
        is_named_by_project_only(self.config, registry)
    }

    fn renew(&self, request: &RenewalRequest<'_>) -> Result<Renewed> {
        let (config, npm) = config::current_or_newest(self.context);
        let files = NpmUserConfig::new(self.context, &config, npm);
        login::renew(self.context, &files, request)
    }
}

/// How a command uses its registries. One that only pretends, or gets itself a token by the
/// identity of its build server, needs no credential.
#[must_use]
pub(in crate::tool) fn access(
    context: &Context,
    intent: Intent,
    pretends: bool,
    (name, operands): (&str, &[&str]),
) -> Access {
    let Intent::Registry(access) = intent else {
        return Access::NONE;
    };
    let is_filled = |name: &str| context.env.filled(name).is_some();
    let does_without = pretends || has_identity(name, operands, &is_filled);
    Access {
        needs_credential: access.needs_credential && !does_without,
        ..access
    }
}

/// What the manifests of packages that are about to be published hold against it, without the
/// settings that only npm takes from there.
pub(in crate::tool) fn of_manifests(published: &[PublishTarget]) -> impl Iterator<Item = Finding> {
    let is_npms = |one: &Finding| {
        let key = one.key.strip_prefix("publishConfig.");
        key.is_some_and(|key| PUBLISHED.contains(&key))
    };
    let all = published.iter().flat_map(PublishTarget::findings);
    all.filter(move |one| !is_npms(one))
}
