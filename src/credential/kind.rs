//! The kinds of secrets.

use super::expiry::Expiry;

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

impl CredentialKind {
    /// The kind of a bearer token: a session if it expires like one.
    #[must_use]
    pub fn of_token(expires: Expiry, now: u64) -> Self {
        if expires.is_session(now) {
            Self::Session
        } else {
            Self::Granular
        }
    }

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

    /// What people call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Granular => "token",
            Self::Basic | Self::Auth => "credential",
        }
    }

    /// Whether it is sent as HTTP Basic, not as a bearer token.
    #[must_use]
    pub fn is_basic(self) -> bool {
        matches!(self, Self::Basic | Self::Auth)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Session, Self::Granular, Self::Basic, Self::Auth]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
