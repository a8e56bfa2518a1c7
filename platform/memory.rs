//! Keeps the memory of this process out of core dumps and debuggers while it holds a secret.
//!
//! The limit on core files is inherited across `exec`, so it must be restored first; dropping does
//! so.

/// While this lives, the process leaves no core file and (on Linux) other processes of the user
/// cannot read its memory.
#[derive(Debug)]
pub struct CoreDumpsOff(imp::CoreDumpsOff);

impl CoreDumpsOff {
    /// Turns dumps off, if the system allows it; otherwise the process goes on unchanged.
    #[must_use]
    pub fn begin() -> Self {
        Self(imp::CoreDumpsOff::begin())
    }
}

/// While this lives, other processes of the user cannot read this process's memory, and it leaves
/// no core file (on Linux). A child keeps its own limit on core files.
#[derive(Debug)]
pub struct Unreadable(imp::Unreadable);

impl Unreadable {
    /// Turns it on, if the system allows it.
    #[must_use]
    pub fn begin() -> Self {
        Self(imp::Unreadable::begin())
    }
}

impl Drop for Unreadable {
    fn drop(&mut self) {
        self.0.restore();
    }
}

impl Drop for CoreDumpsOff {
    fn drop(&mut self) {
        self.0.restore();
    }
}

#[cfg(unix)]
use crate::unix::memory as imp;
#[cfg(windows)]
use crate::windows::memory as imp;
