//! Something to be put in order before we end: meanwhile a Ctrl-C waits.

use std::io;

/// While this lives, a request to end us is noted instead. For work that is short, because the
/// person waits for it. For one caller at a time.
pub struct SignalGuard(imp::SignalGuard);

impl SignalGuard {
    /// Begins to hold.
    ///
    /// # Errors
    /// Those of the system's calls.
    pub fn begin() -> io::Result<Self> {
        imp::SignalGuard::begin().map(Self)
    }

    /// Whether somebody asked us to end meanwhile.
    #[must_use]
    pub fn was_asked_to_end(&self) -> bool {
        self.0.was_asked_to_end()
    }
}

#[cfg(unix)]
use crate::unix::signals as imp;
#[cfg(windows)]
use crate::windows::session as imp;
