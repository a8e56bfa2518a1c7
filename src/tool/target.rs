//! A registry that a command will talk to.

use super::intent::Access;
use crate::credential::Use;
use crate::registry::{NerfDart, Registry, Scope};

/// A registry of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The registry.
    pub registry: Registry,
    /// The tool's key for it, which for `https://h/a` (no slash behind) is `//h/`.
    pub nerf: NerfDart,
    /// The scopes that it serves.
    pub scopes: Vec<Scope>,
    /// Whether packages without a scope of their own come from it.
    pub is_default: bool,
    /// What it is to the command.
    pub part: Part,
}

/// What a registry is to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The one that it is all about.
    Main,
    /// Asked who is logged in, before the others: read only, and it must know.
    Identity,
    /// Read from on the way; the command goes on without an answer.
    Beside,
}

impl Target {
    /// A registry to which a command may be led although nothing names it.
    #[must_use]
    pub fn beside(registry: Registry) -> Self {
        let nerf = registry.nerf_dart();
        Self {
            registry,
            nerf,
            scopes: Vec::new(),
            is_default: false,
            part: Part::Beside,
        }
    }

    /// How the command uses this registry, of all that it asks.
    #[must_use]
    pub fn access(&self, access: Access) -> Access {
        match self.part {
            Part::Main => access,
            Part::Identity => Access {
                wanted: Use::Read,
                checks_first: true,
                ..access
            },
            Part::Beside => Access {
                wanted: Use::Read,
                needs_credential: false,
                checks_first: false,
            },
        }
    }
}
