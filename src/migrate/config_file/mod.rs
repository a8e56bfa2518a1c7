//! Finds the plaintext credentials in one of npm's config files, entry by entry. Pure.
//!
//! A file may have several entries for one registry, and npm uses one of them. A key with a last
//! slash comes before one without. A token comes before a password, and a later line before an
//! earlier one. As long as the first is there, npm never uses the others. Once it is gone, npm
//! would begin to.

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
