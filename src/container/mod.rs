//! Tokens in container builds: how a build client is given a secret.
//!
//! A secret that a client is given by a file is opened anew for each step of the build that mounts
//! it, so it lies in memory for as long as the client runs; a pipe would serve the first step only.

mod client;
mod lines;

pub use client::{SecretFlag, Unplaced, place};
pub use lines::{Line, lines};
