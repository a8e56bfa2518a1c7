//! The voice: everything that npmcred says, in one form. The only module that prints.
//!
//! Under another tool's name nothing may reach standard output, because it belongs to that tool,
//! and every line on standard error says who is speaking.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place where output is written"
)]

mod colour;
mod columns;
mod command;
mod hint;
mod moment;
mod printable;
mod progress;

pub use colour::{Colours, Tone};
pub use columns::columns;
pub use command::Command;
pub use hint::Hint;
pub use moment::moment;
pub use printable::printable;
pub use progress::Progress;

use printable::spelled_json;
use std::ffi::OsStr;
use std::io::{IsTerminal, Write};

/// In whose name we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// As ourselves: results on standard output, the rest on standard error.
    Program,
    /// In front of another tool: standard error only, each line marked.
    Shim,
}

/// Where and how to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// In whose name.
    pub speaker: Speaker,
    colours: Colours,
    can_move: bool,
}

impl Report {
    /// A voice in an environment with these variables.
    #[must_use]
    pub fn new<'a>(speaker: Speaker, variable: impl Fn(&str) -> Option<&'a OsStr>) -> Self {
        Self {
            speaker,
            can_move: colour::can_move(variable("TERM")),
            colours: Colours::of(variable),
        }
    }

    /// What went wrong.
    pub fn failure(self, message: &str) {
        self.line(Tone::Bad, "error", message);
    }

    /// Something to know; the work goes on.
    pub fn note(self, text: &str) {
        self.line(Tone::Plain, "note", text);
    }

    /// Something to type that is the same for everybody.
    pub fn hint(self, text: &'static str) {
        self.cure(&Hint::fixed(text));
    }

    /// Something to type.
    pub fn cure(self, hint: &Hint) {
        self.line(Tone::Typed, "hint", &hint.to_string());
    }

    /// Something to type about a place, such as a line of a file.
    pub fn hint_about(self, place: &str, hint: &Hint) {
        // It stands in what may be copied, so it is a word as well.
        let (home, rest) = place
            .strip_prefix("~/")
            .map_or(("", place), |rest| ("~/", rest));
        let word = Command::default()
            .word(rest)
            .shown()
            .unwrap_or_else(|| rest.to_owned());
        self.line(Tone::Typed, "hint", &format!("{home}{word}: {hint}"));
    }

    /// A result, on standard output. Says nothing as a shim.
    pub fn print(self, text: &str) {
        match self.speaker {
            Speaker::Program => self.answer(text),
            Speaker::Shim => {}
        }
    }

    /// Help, on standard output.
    pub fn help(self, text: &str) {
        let painted = self
            .colours
            .on(|| std::io::stdout().is_terminal())
            .then(|| colour::paint_help(text));
        self.print(painted.as_deref().unwrap_or(text));
    }

    /// A result for programs, on standard output. What is not seen is spelled in it, so that it
    /// does not drive a terminal either.
    pub fn json(self, value: &serde_json::Value) {
        self.print(&format!("{}\n", spelled_json(&format!("{value:#}"))));
    }

    /// The same on one line, also where a tool's own answer would stand.
    pub fn json_line(self, value: &serde_json::Value) {
        self.answer(&format!("{}\n", spelled_json(&value.to_string())));
    }

    /// An answer on standard output that stands in the place of the tool's own, where a command was
    /// served here.
    pub fn answer(self, text: &str) {
        let _room = progress::make_room();
        // A reader that went away (`npmcred list | head -1`) is no failure of ours.
        drop(std::io::stdout().lock().write_all(text.as_bytes()));
    }

    /// The text in its tone, for [`print`](Self::print): as it is where standard output has no
    /// colours.
    #[must_use]
    pub fn toned(self, tone: Tone, text: &str) -> String {
        if self.colours.on(|| std::io::stdout().is_terminal()) {
            tone.paint(text)
        } else {
            text.to_owned()
        }
    }

    /// What is being waited for, in a few words (`asking the registry`). It is shown only where the
    /// wait takes more than a second, on a terminal, and goes away when the result is dropped or
    /// anything is printed. Not as a shim: its terminal is another tool's. No question may be asked
    /// at the terminal while the result lives.
    pub fn progress(self, text: &str) -> Progress {
        if self.shows_progress() {
            Progress::begin(printable(text))
        } else {
            Progress::silent()
        }
    }

    /// Whether there is a terminal for [`progress`](Self::progress).
    #[must_use]
    pub fn shows_progress(self) -> bool {
        self.speaker == Speaker::Program && self.can_move && std::io::stderr().is_terminal()
    }

    fn line(self, tone: Tone, label: &str, text: &str) {
        let label = format!("{label}:");
        let label = if self.colours.on(|| std::io::stderr().is_terminal()) {
            tone.paint(&label)
        } else {
            label
        };
        let line = match self.speaker {
            Speaker::Program => format!("{label} {}\n", printable(text)),
            Speaker::Shim => format!("npmcred: {label} {}\n", printable(text)),
        };
        let _room = progress::make_room();
        // One write, so that lines of parallel processes do not mix. A closed standard error is no
        // failure of ours.
        drop(std::io::stderr().lock().write_all(line.as_bytes()));
    }
}
