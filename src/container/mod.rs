//! Tokens in container builds: how a build client is given a secret.
//!
//! A client that is given a secret by a file opens it again for each step of the build that mounts
//! it. So the secret lies in memory for as long as the client runs. A pipe would serve the first
//! step only.

pub mod check;
mod client;
mod forms;
mod lines;
mod mounted;

pub use client::{SecretFlag, Unplaced, place};
pub use forms::forms;
pub use lines::{RegistryLine, lines};
pub use mounted::{Mounted, MountedStore};
