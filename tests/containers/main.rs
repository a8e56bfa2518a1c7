//! Container builds: where does a token go that a build needs?
//!
//! Buildah and Podman build for real, from nothing but what lies on this machine: a shell, node
//! and npm with the libraries that they need. They isolate by chroot, which needs no daemon and no
//! network of its own. A search that finds nothing proves itself on the recipe that everybody
//! copies.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod engine;
mod refusals;
mod run;
mod secret;
