//! Keeps the memory of this process out of core dumps and debuggers while it holds a secret.
//!
//! The limit on core files is inherited across `exec` and must therefore be given back first; dropping does so.

/// While this lives, the process leaves no core file and (on Linux) other processes of the user cannot read its memory.
#[derive(Debug)]
pub struct CoreDumpsOff {
    /// Restores when dropped.
    _held: imp::CoreDumpsOff,
}

impl CoreDumpsOff {
    /// Turns dumps off. Best effort: where the system refuses, the process goes on as it was.
    #[must_use]
    pub fn begin() -> Self {
        Self { _held: imp::CoreDumpsOff::begin() }
    }
}

#[cfg(unix)]
use crate::unix::memory as imp;
#[cfg(windows)]
use crate::windows::memory as imp;
