//! Hands contents to the program that we become, readable once, under a path.
//!
//! The number of the descriptor matters: below 64 it may collide with those that node opens for itself, and a node
//! that is told of such a path but did not inherit it hangs. So 200 where it is free, else the next free one from 64.

use crate::Secret;
use std::io;
use std::path::Path;

/// Contents that wait for their reader. Dropping it takes them back, as far as nobody has read them.
#[derive(Debug)]
pub struct Handover(pub(crate) imp::Offer);

impl Handover {
    /// Readies `contents` to be read once; later openers see `afterwards`, which must hold no secret.
    ///
    /// Nothing waits: neither here nor in [`crate::process::become_tool`], however large `contents` is.
    ///
    /// # Errors
    /// Those of the system's pipes and memory files; `Unsupported` where this system has no such means yet.
    pub fn offer(contents: &Secret, afterwards: &[u8]) -> io::Result<Self> {
        imp::Offer::new(contents, afterwards).map(Self)
    }

    /// Where the reader finds the contents, for example `/dev/fd/200`.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

#[cfg(unix)]
use crate::unix::handover as imp;
#[cfg(windows)]
use crate::windows::handover as imp;
