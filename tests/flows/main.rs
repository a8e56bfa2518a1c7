//! What the program is for, as its user lives it: store once, then npm just works, and where it
//! must not, it says why.
//!
//! The words on the screen are part of the promise, so they are compared where they name what to do
//! next.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test stands outside the program and may touch the system"
)]

#[path = "../support/mod.rs"]
mod support;

mod allow_remote;
mod broken_stores;
mod build_server;
mod config_set;
mod daily;
mod expiry;
mod forbidden;
mod hostile;
mod in_play;
mod journal;
mod kinds;
mod login_files;
mod login_lock;
mod minted;
mod minter;
mod other_tools;
mod packages;
mod pass;
#[path = "../support/pass.rs"]
mod password_store;
mod passwords;
mod placeholders;
mod profiles;
mod quiet;
mod refused;
mod refused_apart;
mod renewal;
mod scrub;
mod sessions;
mod sources;
mod status;
mod tables;
mod tokens;
mod trace;
mod unreached;
mod working_day;
