//! A command to type, in the words of each system's shell.

use super::quote::Shell;
use std::ffi::OsString;

/// A command as a list of parts. Whoever shows it quotes the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellCommand(Vec<HintPart>);

/// A part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintPart {
    /// A fixed text, as it is typed.
    Text(&'static str),
    /// A word from elsewhere, such as a path.
    Word(OsString),
    /// A variable that is set for the rest of the command.
    Variable(&'static str, OsString),
}

impl ShellCommand {
    /// Begins with one of these texts: that for a Unix, or that for `PowerShell`.
    pub(super) fn new(unix: &'static str, power_shell: &'static str) -> Self {
        Self::default().text(unix, power_shell)
    }

    pub(super) fn text(mut self, unix: &'static str, power_shell: &'static str) -> Self {
        let text = match Shell::HERE {
            Shell::Unix => unix,
            Shell::PowerShell => power_shell,
        };
        self.0
            .extend((!text.is_empty()).then_some(HintPart::Text(text)));
        self
    }

    pub(super) fn word(mut self, word: impl Into<OsString>) -> Self {
        self.0.push(HintPart::Word(word.into()));
        self
    }

    pub(super) fn variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.0.push(HintPart::Variable(name, value.into()));
        self
    }

    /// The parts, in their order. Between two of them stands a blank.
    #[must_use]
    pub fn into_parts(self) -> Vec<HintPart> {
        self.0
    }
}
