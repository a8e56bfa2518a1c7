//! Prints everything that npmcred says, in one form. No other module prints.
//!
//! As a shim it must not write to standard output, which belongs to the tool. Each line on standard
//! error then begins with `npmcred:`.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place where output is written"
)]

mod colour;
mod columns;
mod command;
mod fold;
mod hint;
mod moment;
mod own_name;
mod printable;
mod progress;

pub use colour::{Colours, Tone};
pub use command::Command;
pub use hint::Hint;
pub use moment::moment;
pub use own_name::look_up_npmcred_by;
pub use printable::printable;
pub use progress::Progress;

use crate::settings::TRACE;
use columns::columns;
use fold::{fold, fold_with_command};
use npmcred_platform::session::{stderr_columns, stdout_columns};
use printable::spelled_json;
use std::ffi::OsStr;
use std::io::{IsTerminal, Write};

/// The columns beside a question that are left for a blank and a short answer.
const ANSWER: usize = 5;

/// In which role npmcred prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// As the program: results on standard output, the rest on standard error.
    Program,
    /// As a shim: standard error only, each line marked.
    Shim,
}

/// Where and how to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// The role.
    pub speaker: Speaker,
    colours: Colours,
    can_move: bool,
    traces: bool,
    is_serving: bool,
}

impl Report {
    /// A report for an environment with these variables.
    #[must_use]
    pub fn new<'a>(speaker: Speaker, variable: impl Fn(&str) -> Option<&'a OsStr>) -> Self {
        Self {
            speaker,
            can_move: colour::can_move(variable("TERM")),
            traces: variable(TRACE.name).is_some_and(|value| value == "1"),
            is_serving: false,
            colours: Colours::of(variable),
        }
    }

    /// The same, while a shim serves a command itself: no tool runs that the terminal belongs to,
    /// so it may show that it waits.
    #[must_use]
    pub fn serving(self) -> Self {
        Self {
            is_serving: true,
            ..self
        }
    }

    /// Prints an error.
    pub fn failure(self, message: &str) {
        self.line(Tone::Bad, "error", message);
    }

    /// Prints a note; the work goes on.
    pub fn note(self, text: &str) {
        self.line(Tone::Plain, "note", text);
    }

    /// Prints what was decided, one line for each of the text, where the user asked for it
    /// ([`TRACE`]). Otherwise the text is not even made.
    pub fn trace(self, text: impl FnOnce() -> String) {
        if self.traces {
            for line in text().lines() {
                self.line(Tone::Plain, "trace", line);
            }
        }
    }

    /// Prints a hint that is the same for everybody.
    pub fn hint(self, text: &'static str) {
        self.cure(&Hint::fixed(text));
    }

    /// Prints a hint.
    pub fn cure(self, hint: &Hint) {
        self.hint_line(hint.says(), hint);
    }

    /// Prints a note with a hint for it: where a person reads it, on a line of its own.
    pub fn note_with(self, text: &str, hint: Option<&Hint>) {
        match hint {
            Some(hint) if stderr_columns().is_some() => {
                self.note(text);
                self.cure(hint);
            }
            Some(hint) => self.note(&format!("{text} ({hint})")),
            None => self.note(text),
        }
    }

    /// The text for standard output, behind so many columns: broken between words where a terminal
    /// is too narrow for it.
    #[must_use]
    pub fn fitted(self, columns: usize, text: &str) -> String {
        fold(text, stdout_columns(), columns, columns)
    }

    /// Prints a sentence on standard output, broken between words as [`fitted`](Self::fitted) is.
    pub fn tell(self, text: &str) {
        let text = fold(&printable(text), stdout_columns(), 0, 2);
        self.print(&format!("{text}\n"));
    }

    /// Rows as aligned columns for standard output, as wide as its terminal.
    #[must_use]
    pub fn columns<const N: usize>(self, rows: &[[String; N]]) -> String {
        columns(rows, stdout_columns())
    }

    /// A question to the person, as it is shown: behind the mark of a shim. The choices stay beside
    /// its last word.
    #[must_use]
    pub fn question(self, text: &str, choices: &str) -> String {
        // No text has it any more once it is printable.
        const TIE: char = '\u{1f}';
        let mark = self.mark();
        let text = format!("{}{TIE}{choices}", printable(text));
        let width = stderr_columns().map(|columns| columns.saturating_sub(ANSWER));
        let folded = fold(&text, width, mark.len(), mark.len());
        self.marked(&folded.replace(TIE, " "))
    }

    /// Prints a hint about a place, such as a line of a file.
    pub fn hint_about(self, place: &str, hint: &Hint) {
        // The place is part of text that may be copied, so it is quoted as a word too.
        let (home, rest) = place
            .strip_prefix("~/")
            .map_or(("", place), |rest| ("~/", rest));
        let word = Command::default()
            .word(rest)
            .shown()
            .unwrap_or_else(|| rest.to_owned());
        self.hint_line(&format!("{home}{word}: {}", hint.says()), hint);
    }

    fn hint_line(self, says: &str, hint: &Hint) {
        let Some(command) = hint.command().and_then(|command| command.shown()) else {
            return self.line(Tone::Typed, "hint", says);
        };
        let text = |lead| {
            let (says, command) = (printable(says), printable(&command));
            fold_with_command(&says, &command, stderr_columns(), lead)
        };
        self.lines(Tone::Typed, "hint", text);
    }

    /// Prints a result on standard output; as a shim, nothing.
    pub fn print(self, text: &str) {
        match self.speaker {
            Speaker::Program => self.answer(text),
            Speaker::Shim => {}
        }
    }

    /// Prints help on standard output.
    pub fn help(self, text: &str) {
        let painted = self
            .colours
            .on(|| std::io::stdout().is_terminal())
            .then(|| colour::paint_help(text));
        self.print(painted.as_deref().unwrap_or(text));
    }

    /// Prints a result for programs on standard output. Invisible characters are escaped, so that
    /// it cannot drive a terminal either.
    pub fn json(self, value: &serde_json::Value) {
        self.print(&format!("{}\n", spelled_json(&format!("{value:#}"))));
    }

    /// Prints JSON on one line; as a shim too, where it replaces the tool's own output.
    pub fn json_line(self, value: &serde_json::Value) {
        self.answer(&format!("{}\n", spelled_json(&value.to_string())));
    }

    /// Prints on standard output in place of the tool, for a command that npmcred serves itself.
    pub fn answer(self, text: &str) {
        let _room = progress::make_room();
        // A reader that went away (`npmcred list | head -1`) is no failure of ours.
        drop(std::io::stdout().lock().write_all(text.as_bytes()));
    }

    /// The text in the colour of its tone, for [`print`](Self::print); unchanged if standard output
    /// has no colours.
    #[must_use]
    pub fn toned(self, tone: Tone, text: &str) -> String {
        if self.colours.on(|| std::io::stdout().is_terminal()) {
            tone.paint(text)
        } else {
            text.to_owned()
        }
    }

    /// Shows in a few words what the user waits for (`asking the registry`). The line appears on a
    /// terminal after one second. It goes away when the result is dropped or anything is printed. A
    /// shim shows none unless it is [serving](Self::serving), because its terminal is another
    /// tool's. Ask no question at the terminal while the result lives.
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
        let is_ours = self.speaker == Speaker::Program || self.is_serving;
        is_ours && self.can_move && std::io::stderr().is_terminal()
    }

    fn line(self, tone: Tone, label: &str, text: &str) {
        let text = |lead| fold(&printable(text), stderr_columns(), lead, lead);
        self.lines(tone, label, text);
    }

    /// Prints what `text` makes of the columns that are in front of it.
    fn lines(self, tone: Tone, label: &str, text: impl FnOnce(usize) -> String) {
        let label = format!("{label}:");
        let text = text(self.mark().len() + label.len() + 1);
        let label = if self.colours.on(|| std::io::stderr().is_terminal()) {
            tone.paint(&label)
        } else {
            label
        };
        let lines = self.marked(&format!("{label} {text}"));
        let _room = progress::make_room();
        // One write, so that lines of parallel processes do not mix. A closed standard error is no
        // failure of ours.
        drop(
            std::io::stderr()
                .lock()
                .write_all(format!("{lines}\n").as_bytes()),
        );
    }

    /// What stands in front of each line.
    fn mark(self) -> &'static str {
        match self.speaker {
            Speaker::Program => "",
            Speaker::Shim => "npmcred: ",
        }
    }

    /// The lines behind their marks. The lines but the first have room for it.
    fn marked(self, lines: &str) -> String {
        let mark = self.mark();
        let lines = lines.split('\n').enumerate().map(|(at, line)| match at {
            0 => format!("{mark}{line}"),
            _ => format!("{mark}{}", line.get(mark.len()..).unwrap_or(line)),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
