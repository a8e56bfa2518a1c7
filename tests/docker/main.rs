//! Docker itself: a daemon of the test's own on a socket of its own, with BuildKit and runc.
//!
//! The recipe that everybody copies proves each search. What it leaves is found in the image, its
//! history, the output, the client's arguments, and the daemon's own files.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[allow(dead_code, reason = "shared with tests/containers, which has Buildah")]
#[path = "../containers/engine.rs"]
mod engine;
#[path = "../support/mod.rs"]
mod support;

mod build;
mod daemon;
