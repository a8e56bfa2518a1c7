//! Tokens that a registry makes for us: created, listed, replaced and revoked.
//!
//! The registry shows a new token once, in its answer, and from there it goes into the store, or
//! to whom it was made for. In between it exists only in our memory, so its name is written down
//! first ([`crate::journal`]).

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
pub use make::{Order, create, create_for_elsewhere, default_name};
pub use revoke::{Ended, revoke};
pub use rights::Rights;
pub use rotate::{Recovery, Rotated, chosen, recover_interrupted, rotate};
