//! Logging in: what npm itself asks a registry, and that we ask the same.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod cases;
mod compare;
mod faults;
mod foreign;
mod front;
mod killed;
mod literals;
mod logout;
mod parallel;
mod person;
mod program;
mod renewed;
mod table;
mod tokens;
mod transport;
mod voice;
mod waits;
mod world;
