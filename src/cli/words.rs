//! Values of flags that several commands have.

use clap::ValueEnum;

/// What a credential may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UseWord {
    /// Commands that only read
    Read,
    /// Commands that change something in the registry
    Write,
    /// Both
    Any,
}

/// In which protocol a program asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProtocolWord {
    /// Bazel's credential helper
    Bazel,
    /// cargo's credential provider
    Cargo,
    /// Docker's credential helper
    Docker,
    /// git's credential helper
    Git,
    /// pnpm's token helper, from pnpm 11 on
    Pnpm,
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuthTypeWord {
    /// In the browser; by password where the registry has no such login
    Web,
    /// By user name and password
    Legacy,
}

impl AuthTypeWord {
    /// npm's word for this kind of login.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Legacy => "legacy",
        }
    }
}
