//! Everything that is decided before the tool starts, as a value: `npmcred explain` shows it, the
//! shim carries it out.

use crate::credential::{
    Credential, CredentialKind, Expiry, Place, Placeholder, Profile, Unfit, Use,
};
use crate::error::Error;
use crate::registry::Registry;
use crate::tool::{Access, Grant, Phrases, Settings, Target, Unseen};
use crate::trust::Finding;

/// What a command that talks to a registry is given.
pub(super) struct Plan<'a> {
    /// The command's canonical name, where the tool knows it.
    pub command: Option<&'static str>,
    /// The tool's own words.
    pub phrases: &'static Phrases,
    /// Its configuration.
    pub settings: Box<dyn Settings + 'a>,
    /// How the command uses its registries.
    pub access: Access,
    /// The registries of the command.
    pub decisions: Vec<Decision>,
    /// What the tool will be given, for all of them and for the extras.
    pub grant: Grant,
    /// The credentials in it that are for registries of the command, for a question about them.
    pub handed: Vec<(Target, Credential)>,
    /// What is at hand beside the registries of the command.
    pub extras: Vec<Extra>,
    /// The registries to which the person did not want to log in. The question has said why.
    pub declined: Vec<Registry>,
}

impl Plan<'_> {
    /// Whether anything is handed over.
    #[must_use]
    pub(super) fn hands_over(&self) -> bool {
        !self.grant.lines.is_empty()
    }

    /// The kind of the first credential that is handed over.
    #[must_use]
    pub(super) fn handed_kind(&self) -> Option<CredentialKind> {
        self.decisions.iter().find_map(|one| match &one.outcome {
            Outcome::Handed { credential, .. } => Some(credential.kind),
            _ => None,
        })
    }
}

/// What was decided for one registry.
pub(super) struct Decision {
    /// The registry, and how the configuration leads to it.
    pub target: Target,
    /// Whose credentials the outcome is about; the default profile also where no store was asked.
    pub profile: Profile,
    /// Whether that profile stands in for the active one (see [`crate::profile`]).
    pub stands_in: bool,
    /// A credential of the user's own that the tool does not see where it looks first.
    pub unseen: Option<Unseen>,
    /// The outcome.
    pub outcome: Outcome,
}

impl Decision {
    /// What `--profile` has to say for it; nothing where it is what is used without the flag.
    #[must_use]
    pub(super) fn flag(&self) -> Option<String> {
        let is_needed = self.stands_in || !self.profile.is_default();
        is_needed.then(|| self.profile.to_string())
    }
}

/// Whether there is a credential for none of these, ours or the user's own.
#[must_use]
pub(super) fn has_nothing(decisions: &[Decision]) -> bool {
    !decisions
        .iter()
        .any(|one| matches!(one.outcome, Outcome::Handed { .. } | Outcome::Existing(_)))
}

/// Which credential wins for a registry, or why none does.
pub(super) enum Outcome {
    /// The stored one is handed over under these keys.
    Handed {
        /// What is known of it; never the secret.
        credential: Summary,
        /// The tool's configuration keys.
        keys: Vec<String>,
        /// Settings that look like a credential and are stepped around.
        hiding: Vec<Placeholder>,
    },
    /// The user's own configuration has one.
    Existing(Place),
    /// The project stands in the way.
    Refused(Vec<Finding>),
    /// The command also talks to this registry of another realm, which the tool would send the same
    /// credential to.
    Twin(Registry),
    /// Something in a file hides every key that we could use.
    Hidden(Placeholder),
    /// The tool would not read back what had to be handed over.
    Unfit(Unfit),
    /// The stored one is dead.
    Expired(Summary),
    /// The registry no longer accepts the stored one.
    Rejected(Summary),
    /// There is one, but only for this use.
    OtherUse(Use),
    /// The profile has none for any use, and these others have one that would do. Theirs is another
    /// account, so it is named and not used.
    OtherProfile(Vec<Profile>),
    /// There is none.
    NotStored,
    /// There is none, and the registry is known to answer nobody without one.
    Demanded,
    /// There is none, and the user's file has a placeholder whose variable is not set.
    Unset(Placeholder),
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
    /// When it was stored, in seconds since 1970.
    pub issued: u64,
    /// Its end.
    pub expires: Expiry,
}

impl Summary {
    /// What may be told of a credential.
    #[must_use]
    pub(super) fn of(credential: &Credential) -> Self {
        Self {
            registry: credential.registry.clone(),
            kind: credential.kind,
            purpose: credential.purpose,
            owner: credential.owner.clone(),
            issued: credential.issued,
            expires: credential.expires,
        }
    }

    /// What people call it.
    #[must_use]
    pub(super) fn word(&self) -> &'static str {
        self.kind.word()
    }
}

/// A credential that is at hand for an address that the tool may be led to.
pub(super) struct Extra {
    /// What is known of it.
    pub credential: Summary,
    /// The tool's configuration keys.
    pub keys: Vec<String>,
}
