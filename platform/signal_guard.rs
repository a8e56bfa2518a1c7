//! Delays a Ctrl-C until some work is finished.

use std::io;

/// While this lives, a signal that asks us to end is only recorded. It is for short work, because
/// the person waits for it, and for one caller at a time.
pub struct SignalGuard(imp::SignalGuard);

impl SignalGuard {
    /// Begins to delay signals.
    ///
    /// # Errors
    /// Those of the system's calls.
    pub fn begin() -> io::Result<Self> {
        imp::SignalGuard::begin().map(Self)
    }

    /// Whether such a signal came.
    #[must_use]
    pub fn was_asked_to_end(&self) -> bool {
        self.0.was_asked_to_end()
    }
}

#[cfg(unix)]
use crate::unix::signals as imp;
#[cfg(windows)]
use crate::windows::session as imp;
