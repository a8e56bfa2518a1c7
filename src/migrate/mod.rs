//! Plaintext credentials out of npm's files and into the store.
//!
//! What is found is a value without secrets; they are read again when they are moved, so that
//! nothing holds one for longer than it takes. [`find()`] opens no store and asks nobody;
//! [`preflight()`] asks the store (and on demand the registries) what is to become of each; [`apply()`]
//! does it, one entry at a time, so that it may be interrupted anywhere and run again.

mod apply;
mod check;
mod companions;
mod config_file;
mod copies;
mod decide;
mod doubt;
mod find;
mod history;
mod lines;
mod offer;
mod places;
mod preflight;
mod readers;
mod rotation;
mod scripts;
mod shape;
mod show;
mod sighting;

pub use apply::{MoveResult, Outcome, apply};
pub use doubt::decline;
pub use find::find;
pub use offer::{Manner, named, offer_in, tell};
pub use preflight::preflight;
pub use rotation::replaceable;
pub use scripts::{Script, Way};
pub use show::json;
pub use sighting::{Action, Aside, Doubt, Found, Kind, Place, Sighting};

use std::path::Path;

/// What the name of a file under way begins with. Nobody else makes such files, and a killed
/// migration leaves one.
const UNDER_WAY: &str = ".npmcred-migrate-";

/// Whether the file is one that npm itself reads.
#[must_use]
pub fn is_npms(file: &Path) -> bool {
    file.ends_with(".npmrc") || file.ends_with("npmrc")
}
