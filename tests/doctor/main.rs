//! Is every ill found, and its cure a cure?
//!
//! Each test plants one ill in the home of a user who has set npmcred up, and sees it found. It
//! types the cure as it is shown, and sees the ill gone.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

mod credentials;
mod files;
mod headless;
mod manager;
mod managers;
mod mirror;
mod paths;
mod prove;
mod rebuilt_managers;
#[path = "../support/mod.rs"]
mod support;
mod typed;
mod world;
mod wsl;
