//! Moves plaintext credentials out of npm's files and into the store.
//!
//! The results of a search hold no secrets. Each secret is read again when it is moved, so that
//! nothing holds it longer than necessary. [`find()`] opens no store and asks nobody.
//! [`preflight()`] asks the store, and the registries if wanted, what will happen to each.
//! [`apply()`] moves one entry at a time, so that it may be interrupted anywhere and run again.

mod apply;
mod by_hand;
mod check;
mod config_file;
mod consequences;
mod copies;
mod decide;
mod doubt;
mod environment;
mod find;
mod found;
mod history;
mod lines;
mod location;
mod manifests;
mod obstacle;
mod offer;
mod other_files;
mod outcome;
mod places;
mod preflight;
mod readers;
mod reread;
mod rotation;
mod scanner;
mod scripts;
mod shape;
mod show;
mod sighting;
mod warning;

pub use apply::apply;
pub use doubt::decline;
pub use find::find;
pub use found::{LeftOut, Mention, Sightings};
pub use offer::{Manner, named, offer_in, tell};
pub use outcome::{MoveResult, MoveResults};
pub use preflight::preflight;
pub use rotation::replaceable;
pub use scripts::{FileUse, ScriptLine};
pub use show::json;
pub use sighting::{Action, Doubt, PlaceKind, Sighting, SightingForm};
pub use warning::Warning;
