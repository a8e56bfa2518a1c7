//! Hands contents to the program that this process becomes, under a path: readable once, or as
//! often as that program wants.
//!
//! The number of the descriptor matters. A low one may collide with those that node opens for
//! itself, and a node that gets such a path without inheriting the descriptor hangs. Collisions
//! were seen at 4 to 8, 11 to 16, 18 and 19 (node 20 and 22). So it is 200 if that is free,
//! otherwise the next free one from 64. Only if the limit on open files leaves none, it is one from
//! 23.

use crate::secret::Secret;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Whether this system can hand anything over. Where it cannot, nothing may take a secret away from
/// the program that it would be handed back to.
pub const IS_POSSIBLE: bool = imp::IS_POSSIBLE;

/// Whether any program may read what is offered. Where not, a reader is known: the process that we
/// become, or what runs a script of [`Handover::for_scripts`].
pub const ANY_READER_IS_POSSIBLE: bool = imp::ANY_READER_IS_POSSIBLE;

/// Whether this system has [`Handover::in_memory`].
pub const IN_MEMORY_IS_POSSIBLE: bool = imp::IN_MEMORY_IS_POSSIBLE;

/// Contents that wait for their readers. Dropping it takes back what nobody has read.
#[derive(Debug)]
pub struct Handover(pub(crate) imp::Offer);

impl Handover {
    /// Prepares `contents` to be read once. Later openers see `afterwards`, which must hold no
    /// secret, padded with line ends to the same length. With `patience`, unread contents are taken
    /// back after that time. Without it, small contents wait for ever, at no cost: for a tool that
    /// is known to read at once. Others wait for two minutes at most.
    ///
    /// This never waits, nor does [`crate::process::become_tool`], however large `contents` is.
    ///
    /// # Errors
    /// Those of the system's pipes, memory files and processes; `Unsupported` on a system without
    /// such means yet.
    pub fn offer(
        contents: &Secret,
        afterwards: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        imp::Offer::new(contents, afterwards, patience).map(Self)
    }

    /// Behind a launcher the reader is a process that nobody knows yet. On a system whose hand-over
    /// minds who reads, it is known by the script that node runs: a file of one of these names.
    #[must_use]
    pub fn for_scripts(self, names: &'static [&'static str]) -> Self {
        Self(self.0.for_scripts(names))
    }

    /// Prepares `contents` in memory, for a program that skips pipes or reads more than once. Each
    /// reader begins at the start. When `closes` readers have closed the path again, later ones
    /// find `afterwards`, as with [`Handover::offer`]; so they do after `patience` (at most two
    /// minutes), and when the program that we become ends. Whoever looks counts as a reader, so
    /// that contents are gone too early rather than too late.
    ///
    /// # Errors
    /// As for [`Handover::offer`].
    pub fn in_memory(
        contents: &Secret,
        afterwards: &[u8],
        closes: u8,
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        imp::Offer::in_memory(contents, afterwards, closes, patience).map(Self)
    }

    /// Prepares `contents` to be read any number of times: for a program that opens the path again
    /// for each of its steps. They are in memory for as long as a process holds the descriptor, and
    /// nobody can change them.
    ///
    /// # Errors
    /// Those of the system's memory files; `Unsupported` on a system without them.
    pub fn serve(contents: &Secret) -> io::Result<Self> {
        imp::Offer::serving(contents).map(Self)
    }

    /// The path at which the reader finds the contents, for example `/dev/fd/200`.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path at which programs find the contents that do not inherit the descriptor, for example
    /// `/proc/4711/fd/200`: for as long as the program that this process becomes is there. The same
    /// as [`Handover::path`] on a system that has no such path.
    #[must_use]
    pub fn path_for_all(&self) -> PathBuf {
        self.0.path_for_all()
    }

    /// Identifies this hand-over, whose number may mean something else in another program; for
    /// [`take_back`]. It contains no `/`, no blank, and no secret.
    #[must_use]
    pub fn mark(&self) -> &str {
        self.0.mark()
    }
}

/// Whether a path may be that of one of our hand-overs. It may also be another program's
/// descriptor; only the [`Handover::mark`] tells them apart.
#[must_use]
pub fn may_be_path(path: &OsStr) -> bool {
    imp::may_be_path(path)
}

/// Takes back unread contents that another start of npmcred handed over, and closes the descriptor
/// that this process inherited. If it inherited none, it looks for an ancestor that still holds it.
///
/// A descriptor other than the one of `mark` is left alone: neither read nor closed. Nothing waits
/// longer than a second.
pub fn take_back(mark: &str) {
    imp::take_back(mark);
}

#[cfg(unix)]
use crate::unix::handover as imp;
#[cfg(windows)]
use crate::windows::handover as imp;
