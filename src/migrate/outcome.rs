//! What a migration did with each credential that was found.

use super::found::Found;
use super::sighting::Action;
use crate::error::{Error, Result};

/// What became of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveResult {
    /// In the store, and out of the file.
    Moved,
    /// Out of the file, and nowhere else.
    Removed,
    /// As it was, as planned.
    Left,
    /// It was not there any more.
    Gone,
    /// As it was, because of this.
    Failed(Error),
}

/// What became of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// In the order of [`Found::sightings`].
    pub became: Vec<MoveResult>,
    /// Whether somebody agreed to the plan; otherwise nothing was changed.
    pub agreed: bool,
}

impl Outcome {
    /// Nothing was done.
    #[must_use]
    pub fn nothing(found: &Found) -> Self {
        Self {
            became: vec![MoveResult::Left; found.sightings.len()],
            agreed: false,
        }
    }

    /// The first failure; else that something stays that should not.
    ///
    /// # Errors
    /// These.
    pub fn verdict(&self, found: &Found) -> Result<()> {
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
                    "one credential stays".to_owned()
                } else {
                    format!("{number} credentials stay")
                };
                Err(Error::new(
                    kind,
                    format!("{what} in plain text where npm reads them"),
                ))
            }
            None => Ok(()),
        }
    }
}
