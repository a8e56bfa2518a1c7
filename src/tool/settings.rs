//! A tool's configuration for one command line, and what it says about credentials.

use super::delivery::{Delivery, Undelivered};
use super::grant::{Grant, Obstacle, Reach};
use super::intent::Access;
use super::remark::Remark;
use super::target::Target;
use crate::context::Env;
use crate::credential::{Credential, CredentialKind, Existing, Place};
use crate::error::Result;
use crate::login::{RenewalRequest, Renewed};
use crate::registry::Registry;
use crate::report::Command;
use crate::trust::Finding;
use std::path::{Path, PathBuf};

/// The configuration of a tool for one command line.
///
/// What has an answer here is safe for a tool that has nothing of the kind: no credential goes
/// astray because nobody thought of it.
pub trait Settings {
    /// How the command uses its registries, as far as the configuration has a say in it.
    fn access(&self) -> Access;

    /// The registries of the command.
    fn targets(&self) -> Vec<Target>;

    /// Whether the command is known to ask this registry. People hear of no other.
    fn is_in_play(&self, _target: &Target) -> bool {
        true
    }

    /// Whether everybody reads from this registry without a credential, so that none is missed.
    fn is_public(&self, registry: &Registry) -> bool {
        registry.is_public()
    }

    /// Whether the tool itself is to say nothing but errors.
    fn wants_quiet(&self) -> bool {
        false
    }

    /// What the tool's own layers hold for one of them.
    fn existing(&self, target: &Target) -> Seen;

    /// The project's folder, if there is one: what is allowed to it is recorded for this one.
    fn project(&self) -> Option<&Path> {
        None
    }

    /// What of the project would change the way of a credential. A finding that names a file holds
    /// what that file is, so that the user who allows it allows that.
    fn findings(&self, targets: &[Target]) -> Vec<Finding>;

    /// What of the project would change the way to registries that the command may be led to.
    fn findings_besides(&self, targets: &[Target]) -> Vec<Finding> {
        self.findings(targets)
    }

    /// Where the command may be led besides.
    fn reach(&self) -> Reach {
        Reach::default()
    }

    /// The contents of the project's files that name addresses.
    fn address_files(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// Puts a credential into the tool's keys for a target, one of `all`.
    ///
    /// # Errors
    /// What is in the way.
    fn grant(
        &self,
        target: &Target,
        all: &[Target],
        existing: &Existing,
        credential: &Credential,
    ) -> std::result::Result<Grant, Obstacle>;

    /// Makes of all that is granted what the tool is started with. `env` is what it would be
    /// started with otherwise. May write files that hold no secret.
    ///
    /// # Errors
    /// See [`Undelivered`].
    fn deliver(&self, all: &Grant, env: &Env) -> std::result::Result<Delivery, Undelivered>;

    /// Whether [`Settings::deliver`] would succeed. Writes nothing.
    ///
    /// # Errors
    /// See [`Undelivered`].
    fn can_deliver(&self, all: &Grant, env: &Env) -> std::result::Result<(), Undelivered>;

    /// What a delivery would look like, without its secrets.
    fn outline(&self) -> Outline;

    /// Whether the tool would save what it makes of a credential of this kind, none where nothing
    /// is handed over. It is then given nothing, and what it saves is looked at.
    fn saves(&self, handed: Option<CredentialKind>) -> bool;

    /// What to tell where [`Settings::saves`].
    fn why_kept_back(&self) -> Vec<Remark> {
        Vec::new()
    }

    /// Whether the tool itself has to say that nobody is logged in, because a program reads it.
    fn has_reader(&self) -> bool {
        false
    }

    /// Whether the command usually takes minutes.
    fn is_long(&self) -> bool {
        false
    }

    /// What people should know before the command runs.
    fn remarks(&self, _resolved: &Resolved<'_>) -> Vec<Remark> {
        Vec::new()
    }

    /// How npmcred logs in to its registries. Where it cannot, people are told to store a token.
    fn login(&self) -> Option<Box<dyn Login + '_>> {
        None
    }

    /// Whether it knows how to ask a registry, by the questions below.
    fn can_ask(&self) -> bool {
        false
    }

    /// Asks the registries of these credentials, all at the same time, whether they still accept
    /// them; `None` where that is not clear. For ten seconds at most.
    fn accepted(&self, credentials: &[&Credential]) -> Vec<Option<bool>> {
        vec![None; credentials.len()]
    }

    /// A package that the command is known to ask this registry for.
    fn package_of(&self, _target: &Target) -> Option<String> {
        None
    }

    /// Asks these registries, all at the same time, for a package without a credential; whether
    /// they answer, `None` where that is not clear. For ten seconds at most.
    fn answers_strangers(&self, packages: &[(Registry, String)]) -> Vec<Option<bool>> {
        vec![None; packages.len()]
    }

    /// The layers that were read, for `npmcred explain`.
    fn layers(&self) -> Vec<LayerSummary> {
        Vec::new()
    }

    /// What `npmcred explain` says besides. `handed` tells whether anything is handed over.
    fn aside(&self, _handed: bool) -> Aside {
        Aside::default()
    }
}

/// A login in the middle of a command.
pub trait Login {
    /// Whether nobody but the project leads to this registry.
    fn is_named_by_project_only(&self, registry: &Registry) -> bool;

    /// Has the store filled by a login.
    ///
    /// # Errors
    /// Those of [`crate::login::renew`].
    fn renew(&self, request: &RenewalRequest<'_>) -> Result<Renewed>;
}

/// What the tool's layers hold for a registry.
pub struct Seen {
    /// What is there.
    pub existing: Existing,
    /// A credential of the user's own that the tool does not see where it looks first.
    pub unseen: Option<Unseen>,
}

/// A credential that the tool does not see.
pub struct Unseen {
    /// Where it stands.
    pub place: Place,
    /// Why the tool does not see it, and what to do.
    pub text: String,
}

/// What became of the targets of a command.
pub struct Resolved<'a> {
    /// Whether anything is handed over.
    pub is_handed: bool,
    /// All of them.
    pub targets: Vec<&'a Target>,
    /// Those that lack a credential, which is worth a word.
    pub lacking: Vec<&'a Target>,
}

/// A delivery without its secrets.
pub struct Outline {
    /// Which of the tool's files the contents stand in for.
    pub stands_in_for: &'static str,
    /// That file, where the contents repeat its bytes.
    pub merged_with: Option<PathBuf>,
    /// Whether the tool ends where `publishConfig` changes meanwhile.
    pub holds_publish_config: bool,
}

/// A layer of a configuration.
pub struct LayerSummary {
    /// Its name, as the tool's own documentation has it.
    pub name: &'static str,
    /// Its file, if it is one.
    pub path: Option<PathBuf>,
    /// How many settings it has.
    pub settings: usize,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// What is not decided by credentials, but matters to who asks for an explanation.
#[derive(Default)]
pub struct Aside {
    /// Credentials that a package publishes.
    pub published: Vec<Published>,
    /// What will not meet the shim: a word for programs, and a sentence.
    pub past_us: Vec<(&'static str, &'static str)>,
    /// What the tool refuses whoever is logged in, and the command that allows it.
    pub refused: Option<(String, Command)>,
}

/// A credential that a package publishes, and that the tool sends in place of others.
pub struct Published {
    /// The manifest.
    pub file: PathBuf,
    /// The key in its `publishConfig`.
    pub key: String,
    /// What that does, in words.
    pub text: String,
}
