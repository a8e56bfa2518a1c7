//! Finds the plaintext credentials in one of npm's config files, entry by entry. Pure.
//!
//! A file may have several entries for one registry, and npm uses one of them. A key with a last
//! slash comes before one without, a token before a password, and a later line before an earlier
//! one. npm never uses the others, but would begin to once the first is gone.

mod classify;
mod comments;
mod companions;
mod entries;
mod placeholders;
mod secret_sighting;
mod view;

pub(super) use entries::see;
pub(super) use secret_sighting::SecretSighting;
pub(super) use view::View;
