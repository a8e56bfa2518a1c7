//! What a credential may be used for.

use std::fmt;

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
