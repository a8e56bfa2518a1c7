//! Tokens that a registry makes for us: created, listed, replaced and revoked, and never shown.
//!
//! The registry shows a new token once, in its answer, and from there it goes into the store. In
//! between it exists only in our memory, so its name is written down first ([`crate::journal`]).

mod api;
mod flags;
mod listed;
mod make;
mod revoke;
mod rights;
mod rotate;

pub use api::{NewToken, TokenApi};
pub use flags::{Flags, OrgsPermission, Permission};
pub use listed::{Listed, find};
pub use make::{Order, create, default_name};
pub use revoke::{Ended, revoke};
pub use rights::Rights;
pub use rotate::{Recovery, Rotated, chosen, recover_interrupted, rotate};
