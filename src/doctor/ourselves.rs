//! The running npmcred: how to recognise it, and what a user types to start it.

use super::finding::Group;
use crate::context::Context;
use crate::setup;
use npmcred_platform::process::{self, FileId};
use std::path::{Path, PathBuf};

/// The program that is running.
pub(super) struct Ourselves {
    pub id: Option<FileId>,
    /// The folder of the shims, if the user has a home.
    pub folder: Option<PathBuf>,
    /// The path to type instead of `npmcred`, if PATH does not lead to us.
    spelling: Option<PathBuf>,
}

impl Ourselves {
    pub(super) fn find(context: &Context) -> Self {
        Self {
            id: process::own_file().ok().map(|(_, id)| id),
            folder: setup::folder(context).ok(),
            spelling: setup::spelling(context),
        }
    }

    /// Writes our path into every fix, if `npmcred` alone would not start us.
    pub(super) fn spell(&self, groups: &mut [Group]) {
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
    pub(super) fn is_shim(&self, file: &Path) -> bool {
        let same = process::file_id(file).is_ok_and(|id| self.id.as_ref() == Some(&id));
        same || (self.folder.is_some() && file.parent() == self.folder.as_deref())
    }
}
