//! What do real shells make of `npmcred env`, and of the start files that evaluate it?
//!
//! Every shell is the real one, but for PowerShell, which is checked by its grammar and not run.
//! The table of start files and the completions come from the library, so that what is tested here
//! does not wait for a whole `npmcred setup`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod completions;
mod env;
mod forms;
mod hints;
mod hooks;
mod linters;
mod pages;
mod posix;
mod prompt;
mod screen;
mod start;
mod start_files;
mod world;
