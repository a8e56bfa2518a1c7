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
    pub from: Origin,
    /// The profile that stands in for it for reading; only where a folder chose.
    pub stand_in: Option<Profile>,
}

/// What chose a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
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
            Origin::Flag => ("flag", None),
            Origin::Variable => ("variable", None),
            Origin::Folder(folder) => ("folder", Some(folder)),
            Origin::User => ("user", None),
            Origin::Nothing => ("nothing", None),
        };
        json!({ "name": self.profile.to_string(), "from": from, "folder": folder })
    }
}

impl fmt::Display for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { profile, from, .. } = self;
        match from {
            Origin::Flag => write!(f, "{profile}, chosen by --profile"),
            Origin::Variable => write!(f, "{profile}, chosen by {}", PROFILE.name),
            Origin::Folder(folder) => write!(f, "{profile}, chosen for {folder} and below"),
            Origin::User => write!(f, "{profile}, chosen for everywhere else"),
            Origin::Nothing => write!(f, "{profile}"),
        }
    }
}
