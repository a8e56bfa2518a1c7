//! What a tool is given for one registry, in its own keys.

use super::delivery::Undelivered;
use crate::credential::{Placeholder, Unfit, contents};
use crate::npmrc::NpmVersion;
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

    /// The text that holds it, above that of the tool's real file, read back as this npm reads it.
    /// `variable` knows what the tool would be started with otherwise.
    ///
    /// # Errors
    /// What the tool would not read back as it is meant.
    pub(super) fn text(
        &self,
        real: &[u8],
        npm: NpmVersion,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Secret, Undelivered> {
        let variable = |name: &str| {
            let is_emptied = self.emptied.iter().any(|emptied| emptied == name);
            if is_emptied {
                Some(String::new())
            } else {
                variable(name)
            }
        };
        // The same keys in the real file would only hide ours.
        contents(&self.lines, &self.keys(), real, npm, &variable).map_err(Undelivered::Unfit)
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
