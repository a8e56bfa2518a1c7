//! The result of a migration for each credential.

use super::found::Sightings;
use super::sighting::Action;
use crate::credential::Credential;
use crate::error::{Error, Result};

/// The result for one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveResult {
    /// Stored, and removed from the file.
    Moved,
    /// Removed from the file, and not stored.
    Removed,
    /// Left unchanged, as planned.
    Left,
    /// It was no longer there.
    Gone,
    /// Left unchanged, because of this error.
    Failed(Error),
}

/// The results for all credentials.
#[derive(Debug, Default)]
pub struct MoveResults {
    /// In the order of [`Sightings::sightings`].
    pub became: Vec<MoveResult>,
    /// Whether the user agreed to the plan; otherwise nothing was changed.
    pub agreed: bool,
    /// The stored credentials that others replaced, each with the one that is stored now.
    pub replaced: Vec<(Credential, Credential)>,
}

impl MoveResults {
    /// The outcome of doing nothing.
    #[must_use]
    pub fn nothing(found: &Sightings) -> Self {
        Self {
            became: vec![MoveResult::Left; found.sightings.len()],
            agreed: false,
            replaced: Vec::new(),
        }
    }

    /// The first failure; otherwise an error if a credential stays that should have moved.
    ///
    /// # Errors
    /// These.
    pub fn verdict(&self, found: &Sightings) -> Result<()> {
        let failed = self.became.iter().filter_map(|one| {
            if let MoveResult::Failed(error) = one {
                Some(error)
            } else {
                None
            }
        });
        if let Some(error) = failed.clone().next() {
            let others = failed.count() - 1;
            let error = error.clone();
            return Err(if others > 0 {
                error.note(format!("{others} more could not be moved"))
            } else {
                error
            });
        }
        let kept = found.sightings.iter().filter_map(|one| {
            if let Action::Keep(kind) = one.action {
                Some(kind)
            } else {
                None
            }
        });
        match kept.clone().next() {
            Some(kind) => {
                let number = kept.count();
                let what = if number == 1 {
                    "one credential stays in plain text where npm reads it".to_owned()
                } else {
                    format!("{number} credentials stay in plain text where npm reads them")
                };
                Err(Error::new(kind, what))
            }
            None => Ok(()),
        }
    }
}
