//! Notes of a shim. The setting `quiet` turns them off, and so does a quiet log level of the tool.
//! Errors are always shown.

use crate::report::Hint;
use crate::settings::QUIET;
use crate::settings_file;
use crate::tool::{Call, Line, Remark};
use std::cell::OnceCell;

/// Says notes.
pub(super) struct Notes<'a> {
    call: &'a Call<'a>,
    line: &'a dyn Line,
    /// Looked at only where there is something to say.
    is_quiet: OnceCell<bool>,
}

impl<'a> Notes<'a> {
    /// The notes of this command.
    #[must_use]
    pub(super) fn of(call: &'a Call<'a>, line: &'a dyn Line) -> Self {
        Self {
            call,
            line,
            is_quiet: OnceCell::new(),
        }
    }

    /// Says a note.
    pub(super) fn note(&self, text: &str) {
        self.say(&Remark::Note(text.to_owned()));
    }

    /// Says a note with the hint for it.
    pub(super) fn note_with(&self, text: &str, hint: Option<&Hint>) {
        if self.are_wanted() {
            self.call.context.report.note_with(text, hint);
        }
    }

    /// Says a remark.
    pub(super) fn say(&self, remark: &Remark) {
        if self.are_wanted() {
            remark.say(self.call.context.report);
        }
    }

    /// Whether anybody wants them.
    pub(super) fn are_wanted(&self) -> bool {
        !*self.is_quiet.get_or_init(|| {
            // A setting that cannot be read is told where it matters.
            let chosen = settings_file::chosen(self.call.context, &QUIET);
            chosen.is_ok_and(|(word, _)| word == "on") || self.line.load(self.call).wants_quiet()
        })
    }
}
