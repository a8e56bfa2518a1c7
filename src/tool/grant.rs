//! What a tool is given for one registry, in its own keys.

use crate::credential::{Placeholder, Unfit};
use crate::registry::Registry;
use npmcred_platform::Secret;

/// A credential in the tool's own configuration keys.
#[derive(Default)]
pub struct Grant {
    /// The keys with their values.
    pub lines: Vec<(String, Secret)>,
    /// Arguments to put before the user's own. They hold no secret.
    pub arguments: Vec<String>,
    /// Variables to set empty, because a placeholder names them.
    pub emptied: Vec<String>,
    /// Settings that look like a credential and are stepped around.
    pub hiding: Vec<Placeholder>,
}

impl Grant {
    /// Takes the other one in. What that one steps around stays behind.
    pub fn absorb(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.arguments.extend(other.arguments);
        self.emptied.extend(other.emptied);
    }

    /// The keys alone.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.lines.iter().map(|(key, _)| key.clone()).collect()
    }
}

/// Why a credential cannot be given to the tool.
pub enum Obstacle {
    /// Something in a file hides every key that could be used.
    Hidden(Placeholder),
    /// The tool would not read back what was meant.
    Unfit(Unfit),
}

/// Where a command may be led, beside its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// It fetches tarballs, whose addresses metadata tell.
    pub anywhere: bool,
    /// Addresses that its words name.
    pub named: Vec<Registry>,
}

impl Reach {
    /// Whether nothing but the targets can be asked.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        !self.anywhere && self.named.is_empty()
    }
}
