//! Waiting for ENTER at the terminal while something else goes on.
//!
//! The thread that waits reads nothing before a whole line is there, and ends with its value: what
//! the person types later is for the next program. Reading standard input in a thread of its own
//! lost: nobody can take such a read back.

use std::io;

/// While this lives, the first line typed at the controlling terminal sets something off.
pub struct EnterWatch {
    /// Held for its drop, which ends the wait.
    _held: imp::EnterWatch,
}

impl EnterWatch {
    /// Shows the prompt and begins to wait; `then` runs in the waiting thread, once.
    ///
    /// # Errors
    /// Those of opening the terminal, for example where there is none; `Unsupported` where this
    /// system cannot do it yet.
    pub fn begin(prompt: &str, then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
        imp::EnterWatch::begin(prompt, then).map(|held| Self { _held: held })
    }
}

#[cfg(unix)]
use crate::unix::enter as imp;
#[cfg(windows)]
use crate::windows::enter as imp;
