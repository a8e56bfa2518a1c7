//! Hands contents to the program that we become, readable once, under a path.
//!
//! The number of the descriptor matters: a low one may collide with those that node opens for
//! itself, and a node that is told of such a path but did not inherit it hangs. Seen were 4 to 8,
//! 11 to 16, 18 and 19 (node 20 and 22). So 200 where it is free, else the next free one from 64;
//! and only where the limit on open files leaves none, one from 23.

use crate::Secret;
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::Duration;

/// Contents that wait for their reader. Dropping it takes them back, as far as nobody has read
/// them.
#[derive(Debug)]
pub struct Handover(pub(crate) imp::Offer);

impl Handover {
    /// Readies `contents` to be read once; later openers see `afterwards`, which must hold no
    /// secret, and behind it as many ends of lines as make it as long. With `patience`, what nobody
    /// has read by then is taken back. Without, a small one waits for its reader for ever, at no
    /// cost: for a tool that is known to read at once.
    ///
    /// Nothing waits: neither here nor in [`crate::process::become_tool`], however large `contents`
    /// is.
    ///
    /// # Errors
    /// Those of the system's pipes, memory files and processes; `Unsupported` where this system has
    /// no such means yet.
    pub fn offer(
        contents: &Secret,
        afterwards: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        imp::Offer::new(contents, afterwards, patience).map(Self)
    }

    /// Where the reader finds the contents, for example `/dev/fd/200`.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What tells this hand-over from everything else that may have its number in another program:
    /// for [`take_back`]. It holds no `/`, no blank, and no secret.
    #[must_use]
    pub fn mark(&self) -> &str {
        self.0.mark()
    }
}

/// Whether a path may be that of a hand-over of ours. It may also be somebody else's descriptor;
/// only the [`Handover::mark`] beside it tells them apart.
#[must_use]
pub fn may_be_path(path: &OsStr) -> bool {
    imp::may_be_path(path)
}

/// Takes back what another start of ours has handed over, if nobody has read it, and closes the
/// descriptor that this process inherited with it. Where it inherited none, whichever of its
/// ancestors still holds it is asked.
///
/// A descriptor that is not the one of `mark` is left alone: neither read nor closed. Nothing waits
/// longer than a second.
pub fn take_back(mark: &str) {
    imp::take_back(mark);
}

#[cfg(unix)]
use crate::unix::handover as imp;
#[cfg(windows)]
use crate::windows::handover as imp;
