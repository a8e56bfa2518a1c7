//! An anonymous pipe, filled and closed before its reader starts.
//!
//! Opening `/dev/fd/N` of a pipe reads the pipe itself, so what one reader took is gone for all others: no process has
//! to stay behind. Only what must leave something for later readers, or is too large for a pipe, needs more than that,
//! and not every system has it.

use crate::Secret;
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{Errno, FdFlags, fcntl_dupfd_cloexec, fcntl_setfd, write};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

const PREFERRED: i32 = 200;
const LOWEST: i32 = 64;

#[derive(Debug)]
pub(crate) struct Offer {
    reader: OwnedFd,
    path: PathBuf,
}

impl Offer {
    pub(crate) fn new(contents: &Secret, afterwards: &[u8]) -> io::Result<Self> {
        if afterwards.is_empty()
            && let Some(reader) = filled_pipe(contents.expose())?
        {
            return Self::at_high_number(&reader);
        }
        Self::at_high_number(&crate::system::handover::lasting(contents, afterwards)?)
    }

    fn at_high_number(reader: &OwnedFd) -> io::Result<Self> {
        let reader = high_number(reader)?;
        let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
        Ok(Self { reader, path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Until now the descriptor was closed on `exec`, lest a process that another thread starts should inherit it.
    pub(crate) fn let_through_exec(&self) -> io::Result<()> {
        Ok(fcntl_setfd(&self.reader, FdFlags::empty())?)
    }
}

fn high_number(low: &OwnedFd) -> io::Result<OwnedFd> {
    // EINVAL: the limit on open files is below the number.
    match fcntl_dupfd_cloexec(low, PREFERRED) {
        Ok(high) if high.as_raw_fd() == PREFERRED => Ok(high),
        Ok(_) | Err(Errno::INVAL) => Ok(fcntl_dupfd_cloexec(low, LOWEST)?),
        Err(error) => Err(error.into()),
    }
}

/// The read end of a pipe that holds `contents` and has no writer any more; `None` where a pipe cannot hold them.
fn filled_pipe(contents: &[u8]) -> io::Result<Option<OwnedFd>> {
    let (reader, writer) = close_on_exec_pipe()?;
    grow(&writer, contents.len());
    fcntl_setfl(&writer, OFlags::NONBLOCK)?;
    let mut left = contents;
    while !left.is_empty() {
        match write(&writer, left) {
            Ok(written) => left = left.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(reader))
}

#[cfg(target_os = "linux")]
fn close_on_exec_pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?)
}

#[cfg(not(target_os = "linux"))]
fn close_on_exec_pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let (reader, writer) = rustix::pipe::pipe()?;
    fcntl_setfd(&reader, FdFlags::CLOEXEC)?;
    fcntl_setfd(&writer, FdFlags::CLOEXEC)?;
    Ok((reader, writer))
}

#[cfg(target_os = "linux")]
fn grow(pipe: &OwnedFd, size: usize) {
    use rustix::pipe::{fcntl_getpipe_size, fcntl_setpipe_size};
    if fcntl_getpipe_size(pipe).is_ok_and(|now| now < size) {
        // Refused above the system's limit: the write then finds the pipe full.
        let _ = fcntl_setpipe_size(pipe, size);
    }
}

#[cfg(not(target_os = "linux"))]
fn grow(_pipe: &OwnedFd, _size: usize) {}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
