//! What the doctor found: a finding, and the group of those that belong together.
//!
//! A finding is a problem where npm would work otherwise than the user was promised. It is a note
//! where it is only worth knowing: a session that has run out, because `npm login` is a part of
//! daily life.

use crate::error::Error;
use crate::report::{Command, Hint};
use serde_json::Value;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; all is well.
    Note,
    /// Not as it should be.
    Problem,
}

/// Something that is not as it should be, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A word that stays the same from version to version.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, in one line.
    pub what: String,
    /// The command that cures it, where one would work when typed here and now.
    pub cure: Option<Command>,
}

/// The findings of one subject.
#[derive(Clone, Debug)]
pub struct Group {
    /// A word that stays the same from version to version.
    pub name: &'static str,
    /// The state of the subject, in one line.
    pub state: String,
    /// What is not as it should be, or worth knowing.
    pub findings: Vec<Finding>,
    /// More, for programs.
    pub details: Value,
}

impl Severity {
    /// The word that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

impl Finding {
    pub(super) fn new(
        id: &'static str,
        severity: Severity,
        what: impl Into<String>,
        cure: Option<Command>,
    ) -> Self {
        Self {
            id,
            severity,
            what: what.into(),
            cure,
        }
    }

    pub(super) fn note(id: &'static str, what: impl Into<String>, cure: Option<Command>) -> Self {
        Self::new(id, Severity::Note, what, cure)
    }

    pub(super) fn problem(
        id: &'static str,
        what: impl Into<String>,
        cure: Option<Command>,
    ) -> Self {
        Self::new(id, Severity::Problem, what, cure)
    }

    /// A problem that an error tells: its message, its notes, and the command of its first hint.
    pub(super) fn of_error(id: &'static str, error: &Error) -> Self {
        let cure = error.hints.first().and_then(Hint::command);
        let notes: String = error.notes.iter().map(|note| format!("; {note}")).collect();
        Self::problem(id, format!("{}{notes}", error.message), cure)
    }
}

impl Group {
    pub(super) fn new(
        name: &'static str,
        state: impl Into<String>,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            name,
            state: state.into(),
            findings,
            details: Value::Null,
        }
    }

    /// The worst of its findings; nothing where there is none.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// How many problems there are.
#[must_use]
pub fn problems(groups: &[Group]) -> usize {
    let findings = groups.iter().flat_map(|group| &group.findings);
    findings
        .filter(|finding| finding.severity == Severity::Problem)
        .count()
}
