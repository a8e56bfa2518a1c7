//! Whether all is well on this machine, and what cures it where it is not.
//!
//! A finding is a problem where npm would work otherwise than the user was promised, and a note
//! where it is only worth knowing: a session that has run out is a note, because the next `npm
//! login` is a part of daily life. Notes alone are well. A cure is shown only where it would work
//! when typed here and now; it is a whole command, so that a fleet may run it.

mod clashes;
mod entry;
mod expiry;
mod home;
mod plaintext;
mod project;
mod prove;
mod show;
mod store;
mod tools;

pub use prove::prove;
pub use show::{json, lines};

use crate::context::Context;
use crate::report::Command;
use npmcred_platform::process::{self, FileId};
use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

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
    /// What to type.
    pub cure: Option<Command>,
}

/// What was looked at together.
#[derive(Clone, Debug)]
pub struct Group {
    /// A word that stays the same from version to version.
    pub name: &'static str,
    /// What is the case, in one line.
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
    fn new(
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

    fn note(id: &'static str, what: impl Into<String>, cure: Option<Command>) -> Self {
        Self::new(id, Severity::Note, what, cure)
    }

    fn problem(id: &'static str, what: impl Into<String>, cure: Option<Command>) -> Self {
        Self::new(id, Severity::Problem, what, cure)
    }
}

impl Group {
    fn new(name: &'static str, state: impl Into<String>, findings: Vec<Finding>) -> Self {
        Self {
            name,
            state: state.into(),
            findings,
            details: Value::Null,
        }
    }

    /// The worst of its findings; nothing where all is well and nothing is worth knowing.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Looks at everything, a group at a time.
#[must_use]
pub fn look(context: &Context) -> Vec<Group> {
    let ourselves = Ourselves::find(context);
    let looks: [(&str, &dyn Fn() -> Group); 8] = [
        // Before any shell is started: its start file may make a shim that was missing.
        ("looking at our own files", &|| {
            home::look(context, &ourselves)
        }),
        ("asking each shell which npm it finds", &|| {
            entry::look(context, &ourselves)
        }),
        ("looking for other programs in the way", &|| {
            clashes::look(context, &ourselves)
        }),
        ("trying the credential store", &|| store::look(context)),
        ("looking at what is kept", &|| expiry::look(context)),
        ("looking for plaintext credentials", &|| {
            plaintext::look(context)
        }),
        ("looking at the project here", &|| project::look(context)),
        ("asking node and npm for their versions", &|| {
            tools::look(context)
        }),
    ];
    let mut groups: Vec<Group> = Vec::new();
    for (what, look) in looks {
        let _waiting = context.report.progress(what);
        groups.push(look());
    }
    ourselves.spell(&mut groups);
    groups
}

/// How many problems there are.
#[must_use]
pub fn problems(groups: &[Group]) -> usize {
    let findings = groups.iter().flat_map(|group| &group.findings);
    findings
        .filter(|finding| finding.severity == Severity::Problem)
        .count()
}

/// This very program: how it is told from others, and how it is typed.
struct Ourselves {
    id: Option<FileId>,
    /// The folder of the shims, where the user has a home.
    folder: Option<PathBuf>,
    /// What to type in the place of `npmcred`, where PATH does not lead to us.
    spelling: Option<PathBuf>,
}

impl Ourselves {
    fn find(context: &Context) -> Self {
        let own = process::own_file().ok();
        let path_variable = context.env.get("PATH").unwrap_or_default();
        let cwd = context.cwd.as_deref().unwrap_or(Path::new("/"));
        let typed = process::find_on_path(OsStr::new("npmcred"), path_variable, cwd, &|_| false);
        let spelling = own.as_ref().and_then(|(path, id)| {
            let leads_here =
                typed.is_some_and(|typed| process::file_id(&typed).is_ok_and(|typed| typed == *id));
            (!leads_here).then(|| path.clone())
        });
        Self {
            id: own.map(|(_, id)| id),
            folder: crate::setup::folder(context).ok(),
            spelling,
        }
    }

    /// Spells every cure so that it works here.
    fn spell(&self, groups: &mut [Group]) {
        let Some(spelling) = &self.spelling else {
            return;
        };
        for finding in groups.iter_mut().flat_map(|group| &mut group.findings) {
            finding.cure = finding
                .cure
                .take()
                .map(|cure| cure.spelled("npmcred", &[spelling.into()]));
        }
    }

    /// Whether the file is a shim: this program, or another copy of it in our own folder.
    fn is_shim(&self, file: &Path) -> bool {
        let same = process::file_id(file).is_ok_and(|id| self.id.as_ref() == Some(&id));
        same || (self.folder.is_some() && file.parent() == self.folder.as_deref())
    }
}
