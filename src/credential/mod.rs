//! Credentials: what is stored for a registry, what it may be used for, and which of several is
//! used.
//!
//! Each credential names its registry in its payload. The store's attributes only help to find it:
//! an item whose payload names another realm is never used for this one.

mod choice;
mod contents;
mod existing;
mod expiry;
mod fit;
mod grant;
mod keyed;
pub mod literal;
mod minted;
mod payload;
mod profile;
mod store;

pub use choice::{Choice, choose};
pub use contents::contents;
pub use existing::{Certificate, Existing, Place, Placeholder, Vacancy, existing, is_classic};
pub use expiry::{Expiry, expiry_for, parse_lifetime, token_expiry};
pub use fit::{Unfit, check_key, check_registry, check_value};
pub use grant::Grant;
pub use keyed::{registry_among, registry_of};
pub use minted::{Mint, mint};
pub use payload::PayloadError;
pub use profile::{NotAProfile, Profile};
pub use store::{CredentialStore, Found, Holder, Stored};

use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::{Secret, StoreKey};
use std::fmt;

/// The longest life of a credential that a memory-only store may hold, in seconds: the longest
/// session that a registry is known to give (AWS CodeArtifact, twelve hours). npm's own session
/// lives two hours.
pub const LONGEST_SESSION: u64 = 12 * 60 * 60;

/// The kind of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A bearer token that expires within hours, as `npm login` gives since December 2025.
    Session,
    /// A bearer token made on a site or by a token API: days to months.
    Granular,
    /// A user name and a password, sent as HTTP Basic (RFC 7617).
    Basic,
    /// The text of an `_auth`, which npm sends unchanged after `Basic`, whether or not it is a name
    /// and a password.
    Auth,
}

/// The commands that a credential may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    /// Commands that only read from the registry.
    Read,
    /// Commands that change something in the registry.
    Write,
    /// Both.
    Any,
}

/// A credential with everything that is known about it.
#[derive(Debug)]
pub struct Credential {
    /// The profile that it belongs to.
    pub profile: Profile,
    /// The registry that it was stored for.
    pub registry: Registry,
    /// The kind of its secret.
    pub kind: CredentialKind,
    /// The commands that it may be used for.
    pub purpose: Use,
    /// The account that it belongs to; for a basic credential, the user name.
    pub owner: Option<String>,
    /// When it was stored, in seconds since 1970.
    pub issued: u64,
    /// When it expires.
    pub expires: Expiry,
    /// What the registry's token API says about it.
    pub grant: Option<Grant>,
    /// The token; the password of a basic credential; the text of an `_auth`.
    pub secret: Secret,
}

impl CredentialKind {
    /// The word used in payloads and in `--json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Granular => "granular",
            Self::Basic => "basic",
            Self::Auth => "auth",
        }
    }

    /// Whether it is sent as HTTP Basic, not as a bearer token.
    #[must_use]
    pub fn is_basic(self) -> bool {
        matches!(self, Self::Basic | Self::Auth)
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Session, Self::Granular, Self::Basic, Self::Auth]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

impl Use {
    /// All uses, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Any];

    /// The word used on the command line, in payloads and in the store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Any => "any",
        }
    }

    /// The use that this word names.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
    }

    /// Whether a credential of this use may serve a command that wants `wanted`.
    #[must_use]
    pub fn serves(self, wanted: Self) -> bool {
        self == Self::Any || self == wanted
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Credential {
    /// Its key in the store.
    #[must_use]
    pub fn store_key(&self) -> StoreKey {
        store_key(&self.profile, &self.registry, self.purpose)
    }

    /// The label that the system's own key manager shows.
    #[must_use]
    pub fn label(&self) -> String {
        format!(
            "npm registry {} ({}{})",
            self.registry,
            self.purpose,
            self.profile.aside()
        )
    }

    /// Whether it is a password without its user name, for which npm would send nothing yet.
    #[must_use]
    pub fn awaits_user(&self) -> bool {
        self.kind == CredentialKind::Basic && self.owner.as_deref().is_none_or(str::is_empty)
    }

    /// npm's name for the form of the hand-over: `_authToken` or `_auth`.
    #[must_use]
    pub fn config_name(&self) -> &'static str {
        match self.kind {
            CredentialKind::Session | CredentialKind::Granular => "_authToken",
            CredentialKind::Basic | CredentialKind::Auth => "_auth",
        }
    }

    /// Checks that it can be handed over. Everything that enters or leaves the store is checked.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check(&self) -> Result<(), Unfit> {
        if self.secret.expose().is_empty() {
            return Err(Unfit::Empty);
        }
        self.secret.expose_str().ok_or(Unfit::NotText)?;
        check_value(self.config_value().expose())?;
        check_registry(&self.registry)
    }

    /// The value for [`Self::config_name`]: the token, or user and password as HTTP Basic encodes
    /// them.
    #[must_use]
    pub fn config_value(&self) -> Secret {
        match self.kind {
            CredentialKind::Session | CredentialKind::Granular | CredentialKind::Auth => {
                Secret::new(self.secret.expose().to_vec())
            }
            CredentialKind::Basic => {
                let owner = self.owner.as_deref().unwrap_or_default();
                let mut pair = Vec::with_capacity(owner.len() + 1 + self.secret.expose().len());
                pair.extend_from_slice(owner.as_bytes());
                pair.push(b':');
                pair.extend_from_slice(self.secret.expose());
                let pair = Secret::new(pair);
                Secret::from(STANDARD.encode(pair.expose()))
            }
        }
    }
}

/// The key of this profile's credential for this registry and this use.
#[must_use]
pub fn store_key(profile: &Profile, registry: &Registry, purpose: Use) -> StoreKey {
    StoreKey {
        realm: registry.realm().as_str().to_owned(),
        path: registry.path().to_owned(),
        purpose: purpose.as_str().to_owned(),
        profile: profile.name().unwrap_or_default().to_owned(),
    }
}
