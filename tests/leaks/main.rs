//! The leak lab: what can code that npm runs learn of the credential that npm was given?
//!
//! The promise is: nothing. But a broken search finds nothing too, so the same search first proves
//! itself on runs without the shim. There the token is in a file, in a variable, in an argument,
//! and in an inherited descriptor.
//!
//! One way is left open, and said to be so: code of the same user that opens npm's descriptor
//! before npm itself has read it. Scripts and imported modules start after that, so they are what
//! is tested.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod apart;
mod build_server;
mod controls;
mod family;
mod job;
mod logins;
mod packages;
mod readable;
mod reports;
mod scene;
mod shim;
mod steps;
mod watch;
