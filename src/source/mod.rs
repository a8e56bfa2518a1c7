//! Registries whose tokens a command of the user's makes, and the tokens that it makes.
//!
//! The command is the user's own setting. Nothing in a project can name one or change it.

mod answer;
mod end;
mod model;
mod own_words;
mod preset;
mod record;
mod renew;
mod run;

pub use model::TokenSource;
pub use preset::{Preset, preset};
pub use record::SourceRecord;
pub use renew::{is_due, keep_first, renew};
