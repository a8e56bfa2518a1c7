//! Through the shim, npm must be npm: the same bytes on both streams, the same end, for words good
//! and bad.
//!
//! Each case runs twice in the same world, with the same environment to the letter: only what the
//! name `npm` finds on PATH differs. A credential is in the store throughout, so that nothing is
//! equal merely because the shim had nothing to do.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod cases;
mod compare;
mod fixture;
mod process;
mod terminal;
