//! Tokens that a registry makes on our word: created, listed, replaced and revoked, and never
//! shown.
//!
//! The registry shows a new token once, in its answer; from there it goes into the store. Between
//! the two lies the only moment in which a token exists that nobody keeps, so its name is written
//! down first ([`crate::journal`]).

mod api;
mod flags;
mod listed;
mod make;
mod revoke;
mod rights;
mod rotate;

pub use api::{Made, TokenApi};
pub use flags::{Flags, OrgsPermission, Permission};
pub use listed::{Listed, find};
pub use make::{Order, create, default_name};
pub use revoke::{Ended, revoke};
pub use rights::Rights;
pub use rotate::{Rotated, Settled, chosen, rotate, settle};
