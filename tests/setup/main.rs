//! Does moving in and out leave everything else as it was?
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stands outside the program, may touch the system, and says its seed"
)]

#[path = "../support/mod.rs"]
mod support;

mod account;
mod awkward;
mod downloads;
mod generated;
mod homes;
mod install;
mod killed;
mod newcomer;
mod offers;
mod other_users;
mod packages;
mod page;
#[path = "../npmrc/random.rs"]
#[allow(dead_code, reason = "each test program uses its own part of this")]
mod random;
mod receipt;
mod relocation;
mod shims;
mod strangers;
mod sudo;
mod typed;
mod uninstall;
mod veteran;
mod world;
