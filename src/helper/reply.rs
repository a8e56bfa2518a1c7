//! What is asked for, and what is replied, whatever the protocol.

use crate::credential::{Credential, CredentialKind, Use, wipe};
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::Secret;
use serde_json::Value;
use zeroize::Zeroizing;

/// Bytes reserved for an answer: far more than a header may have.
const ROOM: usize = 128 << 10;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The registry; for Bazel, the address of a file.
    pub registry: Registry,
    /// What for.
    pub purpose: Use,
    /// Whose, if that was said.
    pub(super) user: Option<String>,
}

impl Wanted {
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(Self {
            registry: Registry::parse_any(text).ok()?,
            purpose: Use::Read,
            user: None,
        })
    }
}

/// A question of a program.
pub enum HelperQuestion {
    /// A credential.
    Get(Wanted),
    /// Nothing that a credential is needed for; this is the answer.
    Other(HelperReply),
}

/// What is written to standard output, and whether the program is told that it failed.
pub struct HelperReply {
    /// The text; it may be a secret.
    pub text: Zeroizing<String>,
    /// Whether the status is one of failure.
    pub fails: bool,
}

impl HelperReply {
    pub(super) fn of(text: impl Into<String>) -> Self {
        Self {
            text: Zeroizing::new(text.into()),
            fails: false,
        }
    }

    pub(super) fn failing(text: impl Into<String>) -> Self {
        Self {
            fails: true,
            ..Self::of(text)
        }
    }

    /// The parts are put together at once: a text that grows would leave pieces of a secret behind.
    pub(super) fn joined(parts: &[&str]) -> Self {
        Self::of(parts.concat())
    }

    /// JSON as one line. What it was made of is wiped.
    pub(super) fn json(mut value: Value) -> Self {
        let mut bytes = Vec::with_capacity(ROOM);
        let written = serde_json::to_writer(&mut bytes, &value);
        wipe(&mut value);
        bytes.push(b'\n');
        debug_assert!(written.is_ok(), "memory takes any text");
        Self::of(String::from_utf8(bytes).unwrap_or_default())
    }
}

/// The value of an `Authorization` header.
pub(super) fn header(credential: &Credential) -> Zeroizing<String> {
    let scheme = if credential.kind.is_basic() {
        "Basic"
    } else {
        "Bearer"
    };
    let value = credential.config_value();
    let value = value.expose_str().unwrap_or_default();
    Zeroizing::new([scheme, " ", value].concat())
}

/// A user name and a password. Where a token has no owner, its user is the one that was asked for,
/// or `token`: those who take a token for a password ignore the name.
pub(super) fn pair(wanted: &Wanted, credential: &Credential) -> Option<(String, Secret)> {
    if credential.kind == CredentialKind::Auth {
        let plain = Secret::new(STANDARD.decode(credential.secret.expose()).ok()?);
        let (user, password) = plain.expose_str()?.split_once(':')?;
        return Some((user.to_owned(), Secret::from(password.to_owned())));
    }
    let asked = wanted.user.clone().unwrap_or_else(|| "token".to_owned());
    let user = credential.owner.clone().unwrap_or(asked);
    Some((user, Secret::new(credential.secret.expose().to_vec())))
}
