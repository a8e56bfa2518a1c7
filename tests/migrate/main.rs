//! Does a credential move without being lost, and nothing else change?
//!
//! Real are the program, the keyring, npm and git; the files are those of users, and of a
//! generator. What is left is compared byte by byte with what the generator says, and npm's own
//! reader is asked about the rest.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test stands outside the program, may touch the system and prints its seed"
)]

#[path = "../support/mod.rs"]
mod support;

#[allow(dead_code, reason = "also a module of tests/npmrc")]
#[path = "../npmrc/oracle.rs"]
mod oracle;
#[allow(dead_code, reason = "also a module of tests/npmrc")]
#[path = "../npmrc/random.rs"]
mod random;

mod bytes;
mod check;
mod elsewhere;
mod files;
mod flow;
mod history;
mod interrupted;
mod person;
mod scripts;
mod sources;
mod stores;
mod typed;
mod world;
