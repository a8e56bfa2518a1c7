//! The numbers that a descriptor which is handed over may have, what tells its file from all
//! others, and how descriptors are kept from programs.

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

/// Keeps every descriptor beside the standard streams from the programs that this process starts or
/// becomes. It makes one system call, so that it may be called between fork and exec.
///
/// # Errors
/// Those of the call: Linux before 5.11 does not know it.
#[cfg(target_os = "linux")]
pub(crate) fn keep_from_programs() -> io::Result<()> {
    const FIRST: libc::c_uint = 3;
    // SAFETY: with this flag nothing is closed here; the call only marks descriptors.
    let done = unsafe {
        libc::syscall(
            libc::SYS_close_range,
            FIRST,
            libc::c_uint::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The same: no such call is known here.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_from_programs() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
