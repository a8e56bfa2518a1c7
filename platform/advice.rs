//! Advice about a failure: what the user can do, and a command that does it.

use std::borrow::Cow;

/// One thing that the user can do on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The advice in a few words.
    pub says: &'static str,
    /// The command to type, quoted for this system's shell; `None` if no command does it.
    pub command: Option<Cow<'static, str>>,
}

impl Advice {
    /// Advice with a command.
    #[must_use]
    pub fn typed(says: &'static str, command: impl Into<Cow<'static, str>>) -> Self {
        Self {
            says,
            command: Some(command.into()),
        }
    }

    /// Advice without a command.
    #[must_use]
    pub const fn by_hand(says: &'static str) -> Self {
        Self {
            says,
            command: None,
        }
    }
}
