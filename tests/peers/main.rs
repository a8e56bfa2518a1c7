//! The other package managers: does the credential that was stored once reach them, and nobody
//! else?
//!
//! Each is the real one, of a pinned version, against a real registry and against recorders on
//! loopback. The public registry is a proxy that opens no connection and keeps what it was asked:
//! a private name must never get there.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../wire/answers.rs"]
mod answers;
#[allow(dead_code, reason = "shared with tests/leaks, which has more to ask")]
#[path = "../leaks/reports.rs"]
mod reports;
#[allow(dead_code, reason = "shared with tests/wire, which has more to ask")]
#[path = "../wire/stub.rs"]
mod stub;
#[path = "../support/mod.rs"]
mod support;

mod berry;
mod berry_wire;
mod bun;
mod bun_wire;
mod corepack;
mod corepack_world;
mod helpers;
mod hostile;
mod leaks;
mod matrix;
mod nested;
mod older;
mod packages;
mod releasers;
mod settings;
mod switch;
mod transparency;
mod wire;
mod world;
mod yarn;
mod yarn_wire;
