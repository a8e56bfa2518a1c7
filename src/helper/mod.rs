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
mod reply;

use crate::credential::Credential;
pub use reply::{HelperQuestion, HelperReply, Wanted};

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelperProtocol {
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

impl HelperProtocol {
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
    pub fn request(self, words: &[String], input: &str) -> Option<HelperQuestion> {
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
    pub fn answer(self, wanted: &Wanted, credential: Option<&Credential>) -> HelperReply {
        match self {
            Self::Bazel => bazel::answer(credential),
            Self::Cargo => cargo::answer(credential),
            Self::Docker => docker::answer(wanted, credential),
            Self::Git => git::answer(wanted, credential),
            Self::Pnpm => pnpm::answer(credential),
        }
    }
}

#[cfg(test)]
mod testing;
