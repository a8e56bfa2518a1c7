//! npmcred for Windows, run by Wine with the real node and npm.
//!
//! Wine is not Windows. Six things that it lacks shape these tests:
//! * `test.cjs` is loaded into each node, since Wine 8 has no `TCP_KEEPIDLE`
//! * the standard streams are files, since node takes no pipe of Linux there
//! * no `%` is passed to a batch file, since Wine's interpreter fills in what `%*` brought
//! * what npx runs is a batch file, since Wine does not get past a `goto` that leads nowhere
//! * no Ctrl-C is typed, since Wine leaves the terminal's own to Linux, which ends all of it
//! * a status above 255 is asked of a program inside, since Wine returns eight bits
//!
//! The machine is one for all tests, as a person's is: they take turns.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod batch;
mod beside;
mod choice;
mod handover;
mod machine;
mod package;
mod person;
mod pnpm;
mod polling;
mod setup;
mod start;
