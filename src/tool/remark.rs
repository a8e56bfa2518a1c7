//! A note or hint for a command that goes on.

use crate::report::{Hint, Report};

/// A remark.
pub enum Remark {
    /// What is the case.
    Note(String),
    /// What to type, and what for.
    Cure(Hint),
    /// The same, without anything that varies.
    Hint(&'static str),
}

impl Remark {
    /// Says it.
    pub fn say(&self, report: Report) {
        match self {
            Self::Note(text) => report.note(text),
            Self::Cure(hint) => report.cure(hint),
            Self::Hint(text) => report.hint(text),
        }
    }
}
