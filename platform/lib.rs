//! What an operating system does for npmcred: keep a secret, hand it over once, become another program.
//!
//! Knows nothing of npm. Everything that differs between systems, and every unsafe block, lives here.
#![allow(clippy::disallowed_methods, reason = "this crate is the door that the bans of .clippy.toml point to")]

mod secret;
mod secret_store;

pub use secret::Secret;
pub use secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, SecretStore, StoreError, StoreKey,
};
