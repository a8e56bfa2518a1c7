//! The running npmcred: how to recognise it.

use crate::context::Context;
use crate::setup::{self, again};
use npmcred_platform::kept_path::PathOwner;
use npmcred_platform::process::{self, FileId};
use std::path::{Path, PathBuf};

/// The program that is running.
pub(super) struct Ourselves {
    pub id: Option<FileId>,
    /// The folder of the shims, if the user has a home; that for all users where there is one.
    pub folder: Option<PathBuf>,
    /// The folder of the user's own shims, which may be behind that.
    pub users: Option<PathBuf>,
    /// Whose setup puts the shims first.
    pub owner: PathOwner,
}

impl Ourselves {
    pub(super) fn find(context: &Context) -> Self {
        Self {
            id: process::own_file().ok().map(|(_, id)| id),
            folder: setup::folder_in_use(context).ok(),
            users: setup::folder(context).ok(),
            owner: again::owner_needed(context),
        }
    }

    /// Whether the file is a shim: this program, or another copy of it in our own folder.
    pub(super) fn is_shim(&self, file: &Path) -> bool {
        let same = process::file_id(file).is_ok_and(|id| self.id.as_ref() == Some(&id));
        same || (self.folder.is_some() && file.parent() == self.folder.as_deref())
    }
}
