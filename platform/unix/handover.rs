//! An anonymous pipe, filled and closed before its reader starts.
//!
//! Opening `/dev/fd/N` of a pipe reads the pipe itself, so bytes that one reader took are gone for
//! all others. No process has to stay behind. A pipe is not enough for contents that leave
//! something for later readers, or that are too large for it. Nor is it for a reader who may never
//! come. Not every system has more than a pipe.

use super::descriptor::{LOWEST, identity};
use crate::secret::Secret;
use crate::system::handover as system;
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{Errno, FdFlags, fcntl_dupfd_cloexec, fcntl_setfd, write};
use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The lowest number to use, in order of preference; see the head of [`crate::handover`].
const NUMBERS: [RawFd; 3] = [200, 64, LOWEST];
/// The folder in which a process finds its descriptors by number.
const DESCRIPTORS: &str = "/dev/fd/";

pub(crate) const IS_POSSIBLE: bool = true;
pub(crate) const ANY_READER_IS_POSSIBLE: bool = true;
pub(crate) const IN_MEMORY_IS_POSSIBLE: bool = system::IN_MEMORY_IS_POSSIBLE;

pub(crate) fn may_be_path(path: &OsStr) -> bool {
    path.to_str()
        .is_some_and(|text| text.starts_with(DESCRIPTORS) || system::may_be_path_for_all(text))
}

#[derive(Debug)]
pub(crate) struct Offer {
    reader: OwnedFd,
    path: PathBuf,
    mark: String,
}

impl Offer {
    pub(crate) fn new(
        contents: &Secret,
        afterwards: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        // Where descriptors are not inherited further, there is nobody who could read later.
        if (afterwards.is_empty() || !system::IS_INHERITED_FURTHER)
            && let Some(reader) = filled_pipe(contents.expose())?
        {
            if let Some(patience) = patience {
                system::drain_later(&reader, patience)?;
            }
            return Self::at_high_number(&reader);
        }
        Self::in_memory(contents, afterwards, 1, patience)
    }

    pub(crate) fn in_memory(
        contents: &Secret,
        afterwards: &[u8],
        closes: u8,
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        Self::at_high_number(&system::lasting(contents, afterwards, closes, patience)?)
    }

    /// Whoever comes first reads, and a launcher is watched by its patience alone.
    pub(crate) fn for_scripts(self, _names: &'static [&'static str]) -> Self {
        self
    }

    pub(crate) fn serving(contents: &Secret) -> io::Result<Self> {
        Self::at_high_number(&system::serving(contents)?)
    }

    fn at_high_number(reader: &OwnedFd) -> io::Result<Self> {
        let reader = high_number(reader)?;
        let number = reader.as_raw_fd();
        let path = PathBuf::from(format!("{DESCRIPTORS}{number}"));
        let mark = format!("{number}:{}", identity(&reader)?);
        Ok(Self { reader, path, mark })
    }

    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn path_for_all(&self) -> PathBuf {
        system::path_for_all(&self.reader).unwrap_or_else(|| self.path.clone())
    }

    /// Until now the descriptor was closed on `exec`, so that a process started by another thread
    /// does not inherit it.
    pub(crate) fn let_through_exec(&self) -> io::Result<()> {
        Ok(fcntl_setfd(&self.reader, FdFlags::empty())?)
    }
}

fn high_number(low: &OwnedFd) -> io::Result<OwnedFd> {
    for from in NUMBERS {
        match fcntl_dupfd_cloexec(low, from) {
            // Only the first one must be exactly that number.
            Ok(high) if from != NUMBERS[0] || high.as_raw_fd() == from => return Ok(high),
            // INVAL: the limit on open files is below the number. MFILE: none between it and the
            // limit is free.
            Ok(_) | Err(Errno::INVAL | Errno::MFILE) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::Error::other(format!(
        "no descriptor from {LOWEST} up is free below the limit on open files (ulimit -n)"
    )))
}

/// The read end of a pipe that holds `contents` and has no writer any more; `None` if a pipe cannot
/// hold them.
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

pub(crate) use super::leftover::take_back;

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
