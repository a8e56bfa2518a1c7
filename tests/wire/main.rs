//! Which registry does a command ask, and with which credential?
//!
//! The same credentials lie once in `~/.npmrc` in front of npm alone, and once in the store behind
//! the shim. The registries are recorders on loopback that answer as a registry would, to anybody.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod answers;
mod cases;
mod difference;
mod layout;
mod placeholders;
mod redirects;
mod stub;
mod table;
mod world;
mod worlds;
