//! A hint: an explanation in our own words, and mostly a command to type.

use super::command::Command;
use npmcred_platform::Advice;
use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;

/// An explanation and, mostly, a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    says: Cow<'static, str>,
    command: Option<Command>,
}

impl Hint {
    /// Fixed text, the same for everybody. A command in it is for the reader only; use
    /// [`new`](Self::new) where the program has to find the command.
    #[must_use]
    pub const fn fixed(text: &'static str) -> Self {
        Self {
            says: Cow::Borrowed(text),
            command: None,
        }
    }

    /// An explanation, which may be empty, and a command that may hold words from outside.
    #[must_use]
    pub const fn new(says: &'static str, command: Command) -> Self {
        Self {
            says: Cow::Borrowed(says),
            command: Some(command),
        }
    }

    /// A line for a start file, in the language of its shell.
    #[must_use]
    pub fn for_reader(reader: &'static str, says: &'static str, line: Command) -> Self {
        Self {
            says: format!("for {reader}, {says}").into(),
            command: Some(line),
        }
    }

    /// Advice of `platform`, which quotes its own commands.
    #[must_use]
    pub(crate) fn advice(advice: Advice) -> Self {
        Self {
            says: advice.says.into(),
            command: advice.command.map(|command| match command {
                // Its first word may be npmcred, which another word may stand for.
                Cow::Borrowed(fixed) => Command::new(fixed),
                Cow::Owned(line) => Command::line(line),
            }),
        }
    }

    /// The explanation.
    #[must_use]
    pub(super) fn says(&self) -> &str {
        &self.says
    }

    /// The command, where there is one.
    #[must_use]
    pub fn command(&self) -> Option<Command> {
        self.command.clone()
    }

    /// The same hint, with other words in place of a program in its command.
    #[must_use]
    pub fn spelled(self, program: &str, words: &[OsString]) -> Self {
        let command = self.command.map(|command| command.spelled(program, words));
        Self { command, ..self }
    }
}

/// Leaves out a command that cannot be shown.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.command.as_ref().map(Command::shown) {
            None | Some(None) => f.write_str(&self.says),
            Some(Some(command)) if self.says.is_empty() => f.write_str(&command),
            Some(Some(command)) => write!(f, "{}: {command}", self.says),
        }
    }
}
