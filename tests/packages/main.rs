//! Do the packages install, update and leave as a person expects, with a set-up home around them?
//!
//! All of them are made by `install/release`, once for a version and once for the next. Each is
//! installed by its own tool below a root of its own. The user, the keyring, npm and the registry
//! are those of a `Lab`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program, and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod arch;
mod archive;
mod arm64;
mod debian;
mod download;
mod installer;
mod journey;
mod launcher;
mod npm;
mod picture;
mod redhat;
mod release;
mod release_script;
mod server;
mod told;
mod user;
