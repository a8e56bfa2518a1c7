//! npmcred's error: what happened, a note, a hint, and a kind for each thing the user would do
//! differently.
//!
//! `platform` has errors of its own; [`Error::from_store`] is the one place that translates them.
//! An error keeps its cause, for [`source`](std::error::Error::source); the user sees the message
//! alone.

use crate::report::{Command, Hint, Report};
use npmcred_platform::{Advice, StoreError};
use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};

/// A kind for each thing the user would do differently; the exit status follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Anything without a better name.
    Other,
    /// The command line was not understood.
    Usage,
    /// No credential, or an expired one, where one is needed.
    NotLoggedIn,
    /// The store is there, but locked.
    StoreLocked,
    /// This machine has no store.
    StoreMissing,
    /// The store is there and failed.
    StoreFailed,
    /// The registry cannot be reached, or its answer cannot be used.
    Network,
    /// A file could not be read or written.
    File,
    /// Refused, because it would put a secret at risk.
    Refused,
    /// The tool was found but did not start.
    ToolNotStarted,
    /// The tool was not found.
    ToolNotFound,
    /// The user interrupted npmcred.
    Interrupted,
}

impl ErrorKind {
    /// The process's exit status for this kind.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Other => 1,
            Self::Usage => 2,
            Self::NotLoggedIn => 3,
            Self::StoreLocked | Self::StoreMissing | Self::StoreFailed => 4,
            Self::Network => 5,
            Self::File => 6,
            Self::Refused => 7,
            Self::ToolNotStarted => 126,
            Self::ToolNotFound => 127,
            Self::Interrupted => 130,
        }
    }
}

/// A failure: the message, its notes and its hints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Decides the exit code.
    pub kind: ErrorKind,
    /// What happened: lower case, no full stop, no secret.
    pub message: String,
    /// Facts worth knowing.
    pub notes: Vec<String>,
    /// Things to do, each ending with something to type.
    pub hints: Vec<Hint>,
    /// The error that this one came from.
    cause: Option<Cause>,
}

/// The cause of an error. Like every message, it holds no secret.
#[derive(Clone, Debug)]
struct Cause(Arc<dyn StdError + Send + Sync>);

impl PartialEq for Cause {
    /// Causes with the same text are equal.
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Cause {}

/// The result of every function that can fail with an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of this kind.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            notes: Vec::new(),
            hints: Vec::new(),
            cause: None,
        }
    }

    /// A failure of this kind, with the message of its cause.
    #[must_use]
    pub fn from_cause(kind: ErrorKind, cause: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(kind, cause.to_string()).caused_by(cause)
    }

    /// Keeps the cause of this error.
    #[must_use]
    pub fn caused_by(mut self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.cause = Some(Cause(Arc::new(cause)));
        self
    }

    /// Keeps the error of the system that caused this one.
    #[must_use]
    pub fn caused_by_io(self, cause: &io::Error) -> Self {
        // It cannot be cloned, but made again: by its number, or by its kind and its text.
        self.caused_by(match cause.raw_os_error() {
            Some(number) => io::Error::from_raw_os_error(number),
            None => io::Error::new(cause.kind(), cause.to_string()),
        })
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a hint that is the same for everybody.
    #[must_use]
    pub fn hint(self, text: &'static str) -> Self {
        self.hinted(Hint::fixed(text))
    }

    /// Adds a hint: what the command is for, and the command, which may hold words from outside.
    #[must_use]
    pub fn cure(self, says: &'static str, command: Command) -> Self {
        self.hinted(Hint::new(says, command))
    }

    /// Adds a hint.
    #[must_use]
    pub fn hinted(mut self, hint: Hint) -> Self {
        self.hints.push(hint);
        self
    }

    /// The hints as text.
    #[must_use]
    pub fn hint_lines(&self) -> Vec<String> {
        self.hints.iter().map(Hint::to_string).collect()
    }

    /// The same error, with text in front of its message.
    #[must_use]
    pub fn after(mut self, what: &str) -> Self {
        self.message = format!("{what}, and {}", self.message);
        self
    }

    /// The error for a file that could not be read or written.
    #[must_use]
    pub fn file(doing: &str, path: &std::path::Path, cause: &io::Error) -> Self {
        Self::new(
            ErrorKind::File,
            format!("cannot {doing} {}: {cause}", path.display()),
        )
        .caused_by_io(cause)
    }

    /// What can be done about a stored item that cannot be used.
    #[must_use]
    pub fn about_item(self) -> Self {
        self.cure("see which item it is", Command::new("npmcred list"))
            .cure(
                "store the credential again",
                Command::new("npmcred store --registry URL"),
            )
            .cure(
                "or remove all of them, at a terminal",
                Command::new("npmcred remove --registry URL"),
            )
    }

    /// A store's failure in the user's terms. `choices` says what can be done about it on this
    /// machine.
    #[must_use]
    pub fn from_store(error: &StoreError, choices: impl FnOnce() -> Vec<Advice>) -> Self {
        let kind = match error.bare() {
            StoreError::Locked | StoreError::Guarded | StoreError::Unshown | StoreError::Denied => {
                ErrorKind::StoreLocked
            }
            StoreError::Unavailable(_) | StoreError::Unreachable(_) => ErrorKind::StoreMissing,
            StoreError::TooLarge { .. }
            | StoreError::TimedOut
            | StoreError::Ambiguous
            | StoreError::Corrupt
            | StoreError::Other(_)
            | StoreError::Of(..) => ErrorKind::StoreFailed,
        };
        let list = || Command::new("npmcred list");
        let plain = Self::from_cause(kind, error.clone());
        let plain = choices()
            .into_iter()
            .map(Hint::advice)
            .fold(plain, Self::hinted);
        match error.bare() {
            StoreError::Locked | StoreError::Unshown if plain.hints.is_empty() => {
                plain.cure("unlock it, from a terminal of your desktop session", list())
            }
            StoreError::Guarded if plain.hints.is_empty() => {
                plain.cure("allow it, from a terminal of your desktop session", list())
            }
            StoreError::Denied => plain.cure("try again and allow the access", list()),
            StoreError::TimedOut if plain.hints.is_empty() => {
                plain.hint("restart the program that keeps the secrets, and try again")
            }
            StoreError::Ambiguous | StoreError::Corrupt => plain.about_item(),
            StoreError::Locked
            | StoreError::Guarded
            | StoreError::Unshown
            | StoreError::TimedOut
            | StoreError::Unavailable(_)
            | StoreError::Unreachable(_)
            | StoreError::TooLarge { .. }
            | StoreError::Other(_)
            | StoreError::Of(..) => plain,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let Cause(cause) = self.cause.as_ref()?;
        Some(cause.as_ref())
    }
}

impl Report {
    /// Prints an error with its notes and hints. It is defined here because `report` does not
    /// import errors.
    pub fn error(self, error: &Error) {
        self.failure(&error.message);
        for note in &error.notes {
            self.note(note);
        }
        for hint in &error.hints {
            self.cure(hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_documented_status() {
        let documented = [
            (ErrorKind::Other, 1),
            (ErrorKind::Usage, 2),
            (ErrorKind::NotLoggedIn, 3),
            (ErrorKind::StoreLocked, 4),
            (ErrorKind::StoreMissing, 4),
            (ErrorKind::StoreFailed, 4),
            (ErrorKind::Network, 5),
            (ErrorKind::File, 6),
            (ErrorKind::Refused, 7),
            (ErrorKind::ToolNotStarted, 126),
            (ErrorKind::ToolNotFound, 127),
            (ErrorKind::Interrupted, 130),
        ];
        for (kind, code) in documented {
            assert_eq!(kind.exit_code(), code, "{kind:?}");
        }
    }

    #[test]
    fn an_error_keeps_its_cause_and_says_nothing_more() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let file = Error::file("read", std::path::Path::new("/a"), &denied);
        assert_eq!(file.to_string(), format!("cannot read /a: {denied}"));
        let cause = file.source().unwrap().downcast_ref::<io::Error>().unwrap();
        assert_eq!(cause.kind(), io::ErrorKind::PermissionDenied);
        let numbered =
            Error::new(ErrorKind::Other, "x").caused_by_io(&io::Error::from_raw_os_error(2));
        let cause = numbered.source().unwrap().downcast_ref::<io::Error>();
        assert_eq!(cause.unwrap().raw_os_error(), Some(2));
        let store = Error::from_store(&StoreError::Locked, Vec::new).note("and more");
        let cause = store.source().unwrap().downcast_ref::<StoreError>();
        assert_eq!(cause, Some(&StoreError::Locked));
        assert!(Error::new(ErrorKind::Other, "x").source().is_none());
    }

    #[test]
    fn a_missing_store_names_the_choices_of_the_machine() {
        let error = Error::from_store(&StoreError::Unavailable("no bus".into()), || {
            vec![Advice::typed("start one", "x")]
        });
        assert_eq!(
            (error.kind, error.hint_lines()),
            (ErrorKind::StoreMissing, vec!["start one: x".to_owned()])
        );
    }

    #[test]
    fn the_store_that_failed_is_named() {
        let store = npmcred_platform::StoreName::new("Secret Service", Some("KeePassXC".into()));
        let error = Error::from_store(&StoreError::Locked.of(store), || {
            vec![Advice::typed("unlock KeePassXC", "keepassxc")]
        });
        assert_eq!(error.message, "the Secret Service (KeePassXC) is locked");
        assert_eq!(
            (error.kind, error.hint_lines()),
            (
                ErrorKind::StoreLocked,
                vec!["unlock KeePassXC: keepassxc".to_owned()]
            )
        );
    }
}
