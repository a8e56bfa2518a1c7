//! The profiles that the user chose with `npmcred use`: `profiles.json` in our configuration
//! folder.
//!
//! Folders are recorded by their canonical path, so a link to one makes no difference. A folder
//! that was moved or deleted matches nothing. It stays in the record until it is forgotten, because
//! it may be on a disk that is not mounted.

use super::active::{Active, ProfileOrigin};
use crate::context::{Context, record_name};
use crate::credential::Profile;
use crate::error::Result;
use crate::record::{self, Owner};
use npmcred_platform::files;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The recorded choices.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ProfileRecord {
    /// The user's own default.
    pub user: Option<Profile>,
    /// The profile of a folder and of the folders below it, by its canonical path.
    pub folders: BTreeMap<String, Profile>,
}

impl ProfileRecord {
    /// Reads the record; an absent one is empty.
    ///
    /// # Errors
    /// `File` if it cannot be read or npmcred did not write it.
    pub fn read(context: &Context) -> Result<Self> {
        // If the user has no home, nothing was ever recorded.
        let Ok(path) = path(context) else {
            return Ok(Self::default());
        };
        Ok(record::read(
            context,
            &path,
            "record of profiles",
            Owner::Person,
            Self::parse,
        )?
        .unwrap_or_default())
    }

    /// The record's choice for this folder.
    #[must_use]
    pub fn choose(&self, cwd: Option<&Path>) -> Active {
        // The folder's path is asked for only if some folder is recorded.
        let cwd = cwd
            .filter(|_| !self.folders.is_empty())
            .and_then(|cwd| files::canonical(cwd).ok());
        let near = cwd.iter().flat_map(|cwd| cwd.ancestors()).map(record_name);
        let (elsewhere, from) = match &self.user {
            Some(profile) => (profile.clone(), ProfileOrigin::User),
            None => (Profile::DEFAULT, ProfileOrigin::Nothing),
        };
        for folder in near {
            if let Some(profile) = self.folders.get(&folder) {
                return Active {
                    profile: profile.clone(),
                    from: ProfileOrigin::Folder(folder),
                    stand_in: Some(elsewhere).filter(|other| other != profile),
                };
            }
        }
        Active {
            profile: elsewhere,
            from,
            stand_in: None,
        }
    }

    /// Records the choice for a folder (a canonical path; `None` is the user's default), or forgets
    /// it, while no other process does. Returns the earlier choice.
    ///
    /// # Errors
    /// `File` if the record cannot be read or written.
    pub fn set(
        context: &Context,
        folder: Option<&Path>,
        profile: Option<&Profile>,
    ) -> Result<Option<Profile>> {
        let path = path(context)?;
        record::while_locked(&path, || {
            let mut record = Self::read(context)?;
            let before = match (folder.map(record_name), profile.cloned()) {
                (None, profile) => std::mem::replace(&mut record.user, profile),
                (Some(folder), Some(profile)) => record.folders.insert(folder, profile),
                (Some(folder), None) => record.folders.remove(&folder),
            };
            if before.as_ref() != profile {
                record::write(&path, &record.json())?;
            }
            Ok(before)
        })
    }

    fn parse(record: &Map<String, Value>) -> Option<Self> {
        let profile = |value: &Value| value.as_str()?.parse().ok();
        let user = match record.get("user") {
            None | Some(Value::Null) => None,
            Some(name) => Some(profile(name)?),
        };
        let folders = record.get("folders")?.as_object()?.iter();
        let folders = folders
            .map(|(folder, name)| Some((folder.clone(), profile(name)?)))
            .collect::<Option<_>>()?;
        Some(Self { user, folders })
    }

    /// The record as it is written; `user` is null if nothing was chosen.
    #[must_use]
    pub fn json(&self) -> Value {
        let folders: Map<String, Value> = self
            .folders
            .iter()
            .map(|(folder, profile)| (folder.clone(), json!(profile.to_string())))
            .collect();
        json!({ "v": 1, "user": self.user.as_ref().map(ToString::to_string), "folders": folders })
    }
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.config_folder()?.join("profiles.json"))
}
