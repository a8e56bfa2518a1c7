//! A finding of the doctor, and the group of findings that belong together.
//!
//! A finding is a problem if npm works differently from what the user was promised. It is a note if
//! it is only worth knowing, such as a session that has ended: `npm login` is part of daily life.

use crate::error::Error;
use crate::report::{Command, Hint};
use npmcred_platform::kept_path::PathOwner;
use serde_json::Value;

/// What to do with a command that changes what all users use.
pub(super) const AS_ADMINISTRATOR: &str = "type it in a terminal of an administrator";

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing, but not a problem.
    Note,
    /// A problem.
    Problem,
}

/// A problem, or something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A fixed identifier.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The description, in one line.
    pub what: String,
    /// The command that fixes it, if one would work when typed here and now.
    pub cure: Option<Command>,
    /// What no command does: instead of the cure, or after it.
    pub by_hand: Option<String>,
}

/// The findings of one subject.
#[derive(Clone, Debug)]
pub struct Group {
    /// A fixed identifier.
    pub name: &'static str,
    /// The state of the subject, in one line.
    pub state: String,
    /// The problems and notes.
    pub findings: Vec<Diagnosis>,
    /// More details, for programs.
    pub details: Value,
}

impl Severity {
    /// The word for a person.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

impl Diagnosis {
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
            by_hand: None,
        }
    }

    /// The same, with what a person has to do.
    pub(super) fn by_hand(mut self, text: impl Into<String>) -> Self {
        self.by_hand = Some(text.into());
        self
    }

    /// The same, where the cure changes the installation of this owner.
    pub(super) fn of_installation(self, owner: PathOwner) -> Self {
        match owner {
            PathOwner::Machine if self.cure.is_some() => self.by_hand(AS_ADMINISTRATOR),
            PathOwner::User | PathOwner::Machine => self,
        }
    }

    /// The same, with what a hint says: its command, or what to do by hand.
    pub(super) fn hinted(mut self, hint: Option<&Hint>) -> Self {
        self.cure = hint.and_then(Hint::command);
        self.by_hand = hint
            .filter(|_| self.cure.is_none())
            .map(ToString::to_string);
        self
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

    /// An error as a problem: its message, its notes, and its first hint.
    pub(super) fn of_error(id: &'static str, error: &Error) -> Self {
        let notes: String = error.notes.iter().map(|note| format!("; {note}")).collect();
        let what = format!("{}{notes}", error.message);
        Self::problem(id, what, None).hinted(error.hints.first())
    }
}

impl Group {
    pub(super) fn new(
        name: &'static str,
        state: impl Into<String>,
        findings: Vec<Diagnosis>,
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
