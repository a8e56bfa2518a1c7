//! The active profile, and what chose it.

use crate::credential::Profile;
use crate::settings::PROFILE;
use serde_json::{Value, json};
use std::fmt;

/// The active profile, and what chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// The profile.
    pub profile: Profile,
    /// What chose it.
    pub from: ProfileOrigin,
    /// The profile that stands in for it for reading; only where a folder chose.
    pub stand_in: Option<Profile>,
}

/// What chose a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileOrigin {
    /// `--profile`.
    Flag,
    /// `NPMCRED_PROFILE`.
    Variable,
    /// `npmcred use` for this folder and the folders below it.
    Folder(String),
    /// `npmcred use --user`.
    User,
    /// Nothing: it is the default one.
    Nothing,
}

impl Active {
    /// The profile and its origin as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        let (from, folder) = match &self.from {
            ProfileOrigin::Flag => ("flag", None),
            ProfileOrigin::Variable => ("variable", None),
            ProfileOrigin::Folder(folder) => ("folder", Some(folder)),
            ProfileOrigin::User => ("user", None),
            ProfileOrigin::Nothing => ("nothing", None),
        };
        json!({ "name": self.profile.to_string(), "from": from, "folder": folder })
    }
}

impl fmt::Display for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { profile, from, .. } = self;
        match from {
            ProfileOrigin::Flag => write!(f, "{profile}, chosen by --profile"),
            ProfileOrigin::Variable => write!(f, "{profile}, chosen by {}", PROFILE.name),
            ProfileOrigin::Folder(folder) => write!(f, "{profile}, chosen for {folder} and below"),
            ProfileOrigin::User => write!(f, "{profile}, chosen for everywhere else"),
            ProfileOrigin::Nothing => write!(f, "{profile}"),
        }
    }
}
