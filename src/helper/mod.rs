//! What programs are answered that ask a helper for a credential, each in a protocol of its own.
//! Pure.
//!
//! An answer is for the registry that was asked about, and for no other: not for one below it, and
//! not for its host. Bazel alone asks about the address of a file.

mod bazel;
mod cargo;
mod docker;
mod git;
mod pnpm;

use crate::credential::{Credential, CredentialKind, Use};
use crate::registry::Registry;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::Secret;
use zeroize::Zeroizing;

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Bazel's credential helper: `get`, and JSON.
    Bazel,
    /// cargo's credential provider: JSON, line by line.
    Cargo,
    /// Docker's credential helper: a word, and JSON.
    Docker,
    /// git's credential helper: a word, and `key=value`.
    Git,
    /// pnpm's token helper: the registry is an argument, the answer a header.
    Pnpm,
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The registry; for Bazel, the address of a file.
    pub registry: Registry,
    /// What for.
    pub purpose: Use,
    /// Whose, if that was said.
    user: Option<String>,
}

impl Wanted {
    fn of(text: &str) -> Option<Self> {
        Some(Self {
            registry: Registry::parse_any(text).ok()?,
            purpose: Use::Read,
            user: None,
        })
    }
}

/// A question of a program.
pub enum Request {
    /// A credential.
    Get(Wanted),
    /// Nothing that a credential is needed for; this is the answer.
    Other(Answer),
}

/// What is written to standard output, and whether the program is told that it failed.
pub struct Answer {
    /// The text; it may be a secret.
    pub text: Zeroizing<String>,
    /// Whether the status is one of failure.
    pub fails: bool,
}

impl Answer {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: Zeroizing::new(text.into()),
            fails: false,
        }
    }

    fn failing(text: impl Into<String>) -> Self {
        Self {
            fails: true,
            ..Self::of(text)
        }
    }

    fn json(value: &serde_json::Value) -> Self {
        Self::of(format!("{value}\n"))
    }
}

impl Protocol {
    /// Its name, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bazel => "bazel",
            Self::Cargo => "cargo",
            Self::Docker => "docker",
            Self::Git => "git",
            Self::Pnpm => "pnpm",
        }
    }

    /// What the program is told before it asks.
    #[must_use]
    pub fn greeting(self) -> &'static str {
        match self {
            Self::Cargo => cargo::GREETING,
            Self::Bazel | Self::Docker | Self::Git | Self::Pnpm => "",
        }
    }

    /// Whether it asks on standard input, and in lines.
    #[must_use]
    pub fn reads(self) -> (bool, bool) {
        (self != Self::Pnpm, self == Self::Cargo)
    }

    /// Understands a question; `None` where it is none of this protocol.
    #[must_use]
    pub fn request(self, words: &[String], input: &str) -> Option<Request> {
        let first = words.first().map(String::as_str).unwrap_or_default();
        match self {
            Self::Bazel => bazel::request(first, input),
            Self::Cargo => cargo::request(input),
            Self::Docker => docker::request(first, input),
            Self::Git => git::request(first, input),
            Self::Pnpm => pnpm::request(words),
        }
    }

    /// Whether a credential is one that such a question may be answered with.
    #[must_use]
    pub fn may_answer(self, wanted: &Wanted, credential: &Credential) -> bool {
        let is_the_one = credential.registry == wanted.registry;
        let is_whose = |user: &String| credential.owner.as_ref().is_none_or(|it| it == user);
        (is_the_one || self == Self::Bazel) && wanted.user.as_ref().is_none_or(is_whose)
    }

    /// The answer, with a credential or without one.
    #[must_use]
    pub fn answer(self, wanted: &Wanted, credential: Option<&Credential>) -> Answer {
        match self {
            Self::Bazel => bazel::answer(credential),
            Self::Cargo => cargo::answer(credential),
            Self::Docker => docker::answer(wanted, credential),
            Self::Git => git::answer(wanted, credential),
            Self::Pnpm => pnpm::answer(credential),
        }
    }
}

/// The value of an `Authorization` header.
fn header(credential: &Credential) -> Zeroizing<String> {
    let scheme = if credential.kind.is_basic() {
        "Basic"
    } else {
        "Bearer"
    };
    let value = credential.config_value();
    let value = value.expose_str().unwrap_or_default();
    Zeroizing::new(format!("{scheme} {value}"))
}

/// A user name and a password. Where a token has no owner, its user is the one that was asked for,
/// or `token`: those who take a token for a password ignore the name.
fn pair(wanted: &Wanted, credential: &Credential) -> Option<(String, Secret)> {
    if credential.kind == CredentialKind::Auth {
        let plain = Secret::new(STANDARD.decode(credential.secret.expose()).ok()?);
        let (user, password) = plain.expose_str()?.split_once(':')?;
        return Some((user.to_owned(), Secret::from(password.to_owned())));
    }
    let asked = wanted.user.clone().unwrap_or_else(|| "token".to_owned());
    let user = credential.owner.clone().unwrap_or(asked);
    Some((user, Secret::new(credential.secret.expose().to_vec())))
}

#[cfg(test)]
mod testing;
