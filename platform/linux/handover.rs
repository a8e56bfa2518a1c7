//! Contents in a memory file, for the three cases that a pipe cannot serve. They are too large for
//! a pipe, leave something for later readers, or have several readers.
//!
//! A memory file, unlike a pipe, can be read again and again. So a watcher rewrites it as soon as
//! the intended readers are done. A FIFO in a private folder, served twice, lost: it needs a name
//! on disk, and a third reader hangs.
//!
//! Only the watcher can write to it, through a mapping made before the file was sealed. An open
//! descriptor would not do, because the seal stops every writer. The file keeps its length, because
//! a seal on that stops the watcher too.

use super::mapping::Mapping;
use super::watcher::{self, WatchTask};
use crate::secret::Secret;
use rustix::fs::{
    CWD, MemfdFlags, Mode, OFlags, SealFlags, fchmod, fcntl_add_seals, inotify, memfd_create,
    openat,
};
use rustix::io::{Errno, write};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const IN_MEMORY_IS_POSSIBLE: bool = true;
pub(crate) const IS_INHERITED_FURTHER: bool = true;

/// The folder that shows the descriptors of other processes, each under the number of its process.
const PROCESSES: &str = "/proc/";

/// Where programs find this descriptor that do not inherit it.
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
pub(crate) fn path_for_all(descriptor: &OwnedFd) -> Option<PathBuf> {
    let (process, number) = (std::process::id(), descriptor.as_raw_fd());
    Some(format!("{PROCESSES}{process}/fd/{number}").into())
}

/// Whether such a path has this form.
pub(crate) fn may_be_path_for_all(path: &str) -> bool {
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    path.strip_prefix(PROCESSES)
        .and_then(|rest| rest.split_once("/fd/"))
        .is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// The file's name in `/proc/<pid>/fd`.
pub(crate) const NAME: &std::ffi::CStr = c"npmcred";

/// Pads the shorter of the two contents: line ends, which mean nothing in any config file.
const PADDING: u8 = b'\n';

/// The longest that contents are in memory, whoever reads them. A program that is known to read at
/// once has done so long before; it is the time in which pnpm fetches another pnpm that reads too.
const LONGEST: Duration = Duration::from_secs(120);

/// A read-only descriptor of a memory file. It holds `contents` until `closes` readers have closed
/// it, until `patience` is over, or until this process (also as the program that it becomes) ends;
/// then `afterwards`.
pub(crate) fn lasting(
    contents: &Secret,
    afterwards: &[u8],
    closes: u8,
    patience: Option<Duration>,
) -> io::Result<OwnedFd> {
    let memory = memory_file()?;
    let size = contents.expose().len().max(afterwards.len()).max(1);
    fill(&memory, contents.expose())?;
    fill(&memory, &vec![PADDING; size - contents.expose().len()])?;
    let mut mapping = Mapping::of(&memory, size)?;
    seal(&memory)?;
    let (reader, by_path) = read_only(&memory)?;
    // Watched before anyone else can open it, and only for readers.
    let events = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)?;
    // Opening is watched as well: the kernel merges equal events that follow each other.
    let flags = inotify::WatchFlags::CLOSE_NOWRITE | inotify::WatchFlags::OPEN;
    inotify::add_watch(&events, &by_path, flags)?;
    let rewrite = || {
        mapping.replace(afterwards, PADDING);
        // Shows that it is done, and is the only seal on systems without the other one.
        let _ = fcntl_add_seals(&memory, SealFlags::WRITE | SealFlags::SEAL);
    };
    let kept = [memory.as_raw_fd(), events.as_raw_fd()];
    watcher::start(WatchTask {
        closes: Some((&events, closes)),
        kept: &kept,
        patience: patience.unwrap_or(LONGEST).min(LONGEST),
        act: rewrite,
    })?;
    Ok(reader)
}

/// A read-only descriptor of a memory file that holds `contents` for as long as anybody has it
/// open.
pub(crate) fn serving(contents: &Secret) -> io::Result<OwnedFd> {
    let memory = memory_file()?;
    fill(&memory, contents.expose())?;
    seal(&memory)?;
    Ok(read_only(&memory)?.0)
}

/// Another descriptor of the file, for reading only, and the path by which it was opened. The file
/// is not writable by its path either, even if the system has no such seal.
fn read_only(memory: &OwnedFd) -> io::Result<(OwnedFd, String)> {
    fchmod(memory, Mode::RUSR)?;
    let by_path = format!("/proc/self/fd/{}", memory.as_raw_fd());
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    let reader = openat(CWD, &by_path, flags, Mode::empty())?;
    Ok((reader, by_path))
}

/// Empties `pipe` when `patience` is over, or this process (also as the program that it becomes)
/// ends.
pub(crate) fn drain_later(pipe: &OwnedFd, patience: Duration) -> io::Result<()> {
    let drain = || crate::unix::leftover::drain_pipe(pipe);
    watcher::start(WatchTask {
        closes: None,
        kept: &[pipe.as_raw_fd()],
        patience,
        act: drain,
    })
}

/// Systems may demand that no memory file can ever be executed (`vm.memfd_noexec`); those before
/// 6.3 do not know the flag. No test sets that to 2: it is one setting of the whole kernel, or of a
/// name space that only root may make.
fn memory_file() -> io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    match memfd_create(NAME, flags | MemfdFlags::NOEXEC_SEAL) {
        Err(Errno::INVAL) => Ok(memfd_create(NAME, flags)?),
        made => Ok(made?),
    }
}

/// Forbids writing of any kind; Linux before 5.1 only has the seals against a change of length. The
/// older seal against writing is not used: where huge pages are on for shared memory, and now and
/// then on a busy machine, the kernel refuses it (EBUSY) although nobody can write.
fn seal(memory: &OwnedFd) -> io::Result<()> {
    let length = SealFlags::GROW | SealFlags::SHRINK;
    match fcntl_add_seals(memory, length | SealFlags::FUTURE_WRITE) {
        Err(Errno::INVAL) => Ok(fcntl_add_seals(memory, length)?),
        done => Ok(done?),
    }
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

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
