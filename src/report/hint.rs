//! What to do about something: why, in our own words, and a command to type.

use super::Command;
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
    /// One that is the same for everybody: `see what is kept: npmcred list`.
    #[must_use]
    pub const fn fixed(text: &'static str) -> Self {
        Self {
            says: Cow::Borrowed(text),
            command: None,
        }
    }

    /// An explanation, which may be empty, and a command with words from elsewhere.
    #[must_use]
    pub const fn new(says: &'static str, command: Command) -> Self {
        Self {
            says: Cow::Borrowed(says),
            command: Some(command),
        }
    }

    /// A line for a start file, which is in the language of its reader.
    #[must_use]
    pub fn for_reader(reader: &'static str, says: &'static str, line: Command) -> Self {
        Self {
            says: format!("for {reader}, {says}").into(),
            command: Some(line),
        }
    }

    /// A choice of `platform`, made of its own fixed texts.
    #[must_use]
    pub(crate) const fn choice(text: String) -> Self {
        Self {
            says: Cow::Owned(text),
            command: None,
        }
    }

    /// The command, also that of a text that is the same for everybody: it stands behind the colon.
    #[must_use]
    pub fn command(&self) -> Option<Command> {
        let behind_colon = || match &self.says {
            Cow::Borrowed(text) => text
                .split_once(": ")
                .map(|(_, command)| Command::new(command)),
            Cow::Owned(text) => text
                .split_once(": ")
                .map(|(_, command)| Command::line(command)),
        };
        self.command.clone().or_else(behind_colon)
    }

    /// The same, its command spelled with other words in a program's place.
    #[must_use]
    pub fn spelled(self, program: &str, words: &[OsString]) -> Self {
        let command = self.command.map(|command| command.spelled(program, words));
        Self { command, ..self }
    }
}

/// Without the command where that cannot be shown.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.command.as_ref().map(Command::shown) {
            None | Some(None) => f.write_str(&self.says),
            Some(Some(command)) if self.says.is_empty() => f.write_str(&command),
            Some(Some(command)) => write!(f, "{}: {command}", self.says),
        }
    }
}
