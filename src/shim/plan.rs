//! Everything that is decided before the tool starts, as a value: `npmcred explain` shows it, the
//! shim carries it out.

use super::enclosing::Channel;
use super::in_play::InPlay;
use super::intent::{Access, Intent};
use super::mid_publish::Held;
use super::tool::RealTool;
use crate::credential::{CredentialKind, Expiry, Place, Placeholder, Profile, Unfit, Use};
use crate::error::Error;
use crate::npmrc::Config;
use crate::registry::Registry;
use crate::trust::Finding;
use npmcred_platform::Secret;
use std::path::PathBuf;

/// A command line, understood.
pub(super) struct Plan {
    /// The real tool.
    pub real: RealTool,
    /// The command's canonical name, where npm knows it.
    pub command: Option<&'static str>,
    /// What it wants.
    pub intent: Intent,
    /// npm's configuration, where it had to be read.
    pub config: Option<Config>,
    /// The registries of the command.
    pub decisions: Vec<Decision>,
    /// What the tool will be given.
    pub provision: Provision,
    /// Credentials that a package publishes, and npm sends in place of others: manifest and key.
    pub published: Vec<(PathBuf, String)>,
}

impl Plan {
    /// The tool alone; what it would have been given is wiped.
    #[must_use]
    pub(super) fn into_real(self) -> RealTool {
        self.real
    }

    /// How the command uses the registry; of one that does not, that it needs nothing.
    #[must_use]
    pub(super) fn access(&self) -> Access {
        match self.intent {
            Intent::Registry(access) => access,
            Intent::Login
            | Intent::Logout
            | Intent::WriteConfig
            | Intent::PrintToken
            | Intent::Local => Access {
                wanted: Use::Read,
                needs_credential: false,
                checks_first: false,
            },
        }
    }
}

/// What was decided for one registry.
pub(super) struct Decision {
    /// The registry, and how the configuration leads to it.
    pub in_play: InPlay,
    /// Whose credentials were looked for; the default profile also where no store was asked.
    pub profile: Profile,
    /// A credential of the user's own that npm does not see where it looks first.
    pub unseen: Option<Place>,
    /// The outcome.
    pub outcome: Outcome,
}

/// Which credential wins for a registry, or why none does.
pub(super) enum Outcome {
    /// The stored one is handed over under these keys.
    Handed {
        /// What is known of it; never the secret.
        credential: Summary,
        /// npm's configuration keys.
        keys: Vec<String>,
        /// Settings that look like a credential and are stepped around.
        hiding: Vec<Placeholder>,
    },
    /// The user's own configuration has one.
    Existing(Place),
    /// The project stands in the way.
    Refused(Vec<Finding>),
    /// The command also talks to this registry of another realm, which npm would send the same
    /// credential to.
    Twin(Registry),
    /// Something in a file hides every key that we could use.
    Hidden(Placeholder),
    /// npm would not read back what had to be handed over.
    Unfit(Unfit),
    /// The stored one is dead.
    Expired(Summary),
    /// There is one, but only for this use.
    OtherUse(Use),
    /// The profile has none for any use, and these others have one that would do. Theirs is another
    /// account, so it is named and not used.
    OtherProfile(Vec<Profile>),
    /// There is none.
    NotStored,
    /// The store that was asked has none, and another that may have it could not be asked.
    Elsewhere(Error),
    /// The store did not say.
    Unknown(Error),
}

/// A credential without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Summary {
    /// The registry that it was stored for.
    pub registry: Registry,
    /// Its kind.
    pub kind: CredentialKind,
    /// Its use.
    pub purpose: Use,
    /// Its owner.
    pub owner: Option<String>,
    /// Its end.
    pub expires: Expiry,
}

impl Summary {
    /// What people call it.
    #[must_use]
    pub(super) fn word(&self) -> &'static str {
        match self.kind {
            CredentialKind::Session => "session",
            CredentialKind::Granular => "token",
            CredentialKind::Basic | CredentialKind::Auth => "credential",
        }
    }
}

/// A credential that is at hand for an address that npm may be led to.
pub(super) struct Extra {
    /// What is known of it.
    pub credential: Summary,
    /// npm's configuration keys.
    pub keys: Vec<String>,
}

/// Exactly what the tool will be given.
#[derive(Default)]
pub(super) struct Provision {
    /// npm's configuration keys with their secrets, for the descriptor.
    pub lines: Vec<(String, Secret)>,
    /// Arguments put before the user's own; they hold no secret.
    pub arguments: Vec<String>,
    /// Variables set empty, because a placeholder names them.
    pub emptied: Vec<String>,
    /// Which of npm's files the descriptor stands in for.
    pub channel: Channel,
    /// That file, whose bytes the descriptor repeats.
    pub real_path: PathBuf,
    /// Whether a config file names it: npm would then follow that file rather than our variable.
    pub named_in_file: bool,
    /// Keys dropped from that copy, because they only hide ours.
    pub dropped: Vec<String>,
    /// What a publish is held to.
    pub held: Option<Held>,
    /// What is at hand beside the registries of the command; its keys are among the lines.
    pub extras: Vec<Extra>,
}

impl Provision {
    /// The same in the place of the user's file.
    #[must_use]
    pub(super) fn in_the_users_place(self, config: &Config) -> Self {
        let real_path = config.own().user_path().to_owned();
        Self {
            channel: Channel::User,
            real_path,
            named_in_file: false,
            ..self
        }
    }

    /// Whether nothing is handed over.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}
