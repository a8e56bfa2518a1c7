//! The numbers that a descriptor which is handed over may have, and what tells its file from all
//! others.

use rustix::fs::fstat;
use std::io;
use std::os::fd::{AsFd, RawFd};

/// The lowest number that node leaves alone.
pub(super) const LOWEST: RawFd = 23;

/// Identifies an open file among all others.
pub(super) fn identity(file: impl AsFd) -> io::Result<String> {
    let found = fstat(file)?;
    Ok(format!("{}:{}", found.st_dev, found.st_ino))
}

/// Identifies a file that was only looked at.
#[cfg(target_os = "linux")]
pub(super) fn identity_of(found: &std::fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{}:{}", found.dev(), found.ino())
}
