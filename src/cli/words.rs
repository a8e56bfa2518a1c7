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
