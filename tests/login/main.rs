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
mod fault_steps;
mod faults;
mod foreign;
mod hints;
mod hostile_registry;
mod interrupted;
mod killed;
mod literals;
mod logout;
mod memory_only;
mod owner;
mod parallel;
mod person;
mod plain_http;
mod program;
mod renewed;
mod replaced;
mod rotation;
mod table;
mod token_create;
mod token_elsewhere;
mod token_list;
mod token_steps;
mod transport;
mod typed;
mod typed_npm;
mod typed_project;
mod voice;
mod waits;
mod world;
