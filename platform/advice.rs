//! Advice about a failure: what to do, and the command that does it.

/// What a user could do on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What to do, in a few words.
    pub says: &'static str,
    /// What to type, quoted for this system's shell; nothing where it is done otherwise.
    pub command: Option<String>,
}

impl Advice {
    /// Advice with a command.
    #[must_use]
    pub fn typed(says: &'static str, command: impl Into<String>) -> Self {
        Self {
            says,
            command: Some(command.into()),
        }
    }

    /// Advice that no command carries out.
    #[must_use]
    pub const fn by_hand(says: &'static str) -> Self {
        Self {
            says,
            command: None,
        }
    }
}
