//! The voice: everything that npmcred says, in one form. The only module that prints.
//!
//! Under another tool's name nothing may reach standard output, because it belongs to that tool, and every line on
//! standard error says who is speaking.
#![allow(clippy::disallowed_methods, reason = "the one place where output is written")]

use crate::error::Error;
use std::io::Write;

/// Where and how to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// As ourselves: results on standard output, the rest on standard error.
    Program,
    /// In front of another tool: standard error only, each line marked.
    Shim,
}

impl Report {
    /// An error with its notes and hints.
    pub fn error(self, error: &Error) {
        self.line("error", &error.message);
        for note in &error.notes {
            self.line("note", note);
        }
        for hint in &error.hints {
            self.line("hint", hint);
        }
    }

    /// Something to know; the work goes on.
    pub fn note(self, text: &str) {
        self.line("note", text);
    }

    /// Something to type.
    pub fn hint(self, text: &str) {
        self.line("hint", text);
    }

    /// A result, on standard output. Says nothing as a shim.
    pub fn print(self, text: &str) {
        match self {
            // A reader that went away (`npmcred list | head -1`) is no failure of ours.
            Self::Program => drop(std::io::stdout().lock().write_all(text.as_bytes())),
            Self::Shim => {}
        }
    }

    /// An answer on standard output that stands in the place of the tool's own, where a command was served here.
    pub fn answer(self, text: &str) {
        // A reader that went away is no failure of ours.
        drop(std::io::stdout().lock().write_all(text.as_bytes()));
    }

    fn line(self, label: &str, text: &str) {
        let line = match self {
            Self::Program => format!("{label}: {}\n", printable(text)),
            Self::Shim => format!("npmcred: {label}: {}\n", printable(text)),
        };
        // One write, so that lines of parallel processes do not mix. A closed standard error is no failure of ours.
        drop(std::io::stderr().lock().write_all(line.as_bytes()));
    }
}

/// The text without control characters: a file, a variable or a registry must not drive the user's terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The text as one word of a command to type, as a shell reads it back.
#[must_use]
pub fn as_word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._@/:,+%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{as_word, printable};

    #[test]
    fn a_word_stays_one_word() {
        for (text, want) in
            [("a-b.c@d/e", "a-b.c@d/e"), ("", "''"), ("a b", "'a b'"), ("it's", r"'it'\''s'"), ("$x", "'$x'")]
        {
            assert_eq!(as_word(text), want);
        }
    }

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
    }
}
