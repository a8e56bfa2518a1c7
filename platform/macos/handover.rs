//! The cases that a pipe cannot serve; macOS has no means for them yet.
//!
//! What node starts inherits no descriptor there: libuv asks the system to close them all. So
//! nobody comes to a pipe after its first reader, and what was merged for later ones is left out.

use crate::secret::Secret;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const IN_MEMORY_IS_POSSIBLE: bool = false;
pub(crate) const IS_INHERITED_FURTHER: bool = false;

pub(crate) fn path_for_all(_descriptor: &OwnedFd) -> Option<PathBuf> {
    None
}

pub(crate) fn may_be_path_for_all(_path: &str) -> bool {
    false
}

pub(crate) fn lasting(
    _contents: &Secret,
    afterwards: &[u8],
    _closes: u8,
    _patience: Option<Duration>,
) -> io::Result<OwnedFd> {
    Err(crate::unsupported::not_yet(if afterwards.is_empty() {
        "handing over more than a pipe holds"
    } else {
        "handing over contents that leave something for later readers"
    }))
}

pub(crate) fn serving(_contents: &Secret) -> io::Result<OwnedFd> {
    Err(crate::unsupported::not_yet(
        "handing over to a program that reads several times",
    ))
}

pub(crate) fn drain_later(_pipe: &OwnedFd, _patience: Duration) -> io::Result<()> {
    Err(crate::unsupported::not_yet(
        "handing over to a program that may never read it",
    ))
}
