//! What a person types to start this program: its name, or its path where PATH does not lead to it.
//!
//! It is looked up only when a command is shown, so that nothing is paid where nothing is said.
//! Asking the context of each message lost: a hint is made in a hundred places that have none.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The name of the program, which begins its commands.
pub(super) const NAME: &str = "npmcred";

static LOOKUP: OnceLock<fn() -> Option<PathBuf>> = OnceLock::new();
static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();

/// From now on this says which path stands for `npmcred` in every command that is shown; `None`
/// where its name alone is found.
pub fn look_up_npmcred_by(lookup: fn() -> Option<PathBuf>) {
    LOOKUP.get_or_init(|| lookup);
}

/// The path to type for this program, where its name does not do.
pub(super) fn own_path() -> Option<&'static Path> {
    let lookup = LOOKUP.get()?;
    FOUND.get_or_init(lookup).as_deref()
}
