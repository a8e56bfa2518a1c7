//! Contents in a memory file, for what a pipe cannot do: be larger than the system lets a pipe be, or leave something
//! for later readers.
//!
//! Unlike a pipe a memory file can be read again and again, so a watcher rewrites it as soon as the first reader is
//! done. A FIFO in a private folder, served twice, lost: it needs a name on disk and hangs a reader that comes third.

use super::watcher;
use crate::Secret;
use rustix::fs::{CWD, MemfdFlags, Mode, OFlags, fchmod, inotify, memfd_create, openat};
use rustix::io::{Errno, write};
use rustix::process::{PidfdFlags, getpid, pidfd_open};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};

/// A read-only descriptor of a memory file that holds `contents` until it was read once, or until this process (also as
/// the program that it becomes) ends; then `afterwards`.
pub(crate) fn lasting(contents: &Secret, afterwards: &[u8]) -> io::Result<OwnedFd> {
    let memory = memfd_create(c"npmcred", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    fill(&memory, contents.expose())?;
    // Not writable for whoever opens it by its path: what later readers see must not be theirs to choose.
    fchmod(&memory, Mode::RUSR)?;
    let by_path = format!("/proc/self/fd/{}", memory.as_raw_fd());
    let reader = openat(CWD, &by_path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    // Watched before anybody else can open it, and only for readers: our own descriptor may write.
    let closes = inotify::init(inotify::CreateFlags::CLOEXEC)?;
    inotify::add_watch(&closes, &by_path, inotify::WatchFlags::CLOSE_NOWRITE)?;
    let tool = pidfd_open(getpid(), PidfdFlags::empty())?;
    watcher::start(&memory, &closes, &tool, afterwards)?;
    Ok(reader)
}

fn fill(memory: &OwnedFd, mut left: &[u8]) -> io::Result<()> {
    while !left.is_empty() {
        match write(memory, left) {
            Ok(written) => left = left.get(written..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
