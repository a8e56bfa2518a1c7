//! Waits for ENTER at the terminal while other work goes on.
//!
//! The waiting thread reads nothing before a whole line is there, and ends when its value is
//! dropped. So the next program gets what the user types later. Reading standard input in a thread
//! of its own lost: such a read cannot be cancelled.

use std::io;

/// While this lives, the first line typed at the controlling terminal calls a function.
pub struct EnterWatch {
    /// Held for its drop, which ends the wait.
    _held: imp::EnterWatch,
}

impl EnterWatch {
    /// Shows the prompt and begins to wait; `then` runs in the waiting thread, once.
    ///
    /// # Errors
    /// Those of opening the terminal, for example if there is none; `Unsupported` on a system
    /// without support for it yet.
    pub fn begin(prompt: &str, then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
        imp::EnterWatch::begin(prompt, then).map(|held| Self { _held: held })
    }
}

#[cfg(unix)]
use crate::unix::enter as imp;
#[cfg(windows)]
use crate::windows::enter as imp;
