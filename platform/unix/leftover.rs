//! Takes back contents that another start of npmcred handed over and nobody read.
//!
//! A launcher that starts the tool by its name comes to us again. Without this, contents meant for
//! the tool would be open to every program below it.

use super::descriptor::{LOWEST, identity};
use rustix::fs::{FileType, Mode, OFlags, fstat, open, openat};
use rustix::io::{Errno, ioctl_fionread, read};
use rustix::path::DecInt;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

pub(crate) fn take_back(mark: &str) {
    let Some((number, wanted)) = mark.split_once(':') else {
        return;
    };
    let Some(number) = number.parse().ok().filter(|number| *number >= LOWEST) else {
        return;
    };
    match inherited(number, wanted) {
        Some(inherited) => empty(&inherited, &format!("/dev/fd/{number}")),
        None => ask_ancestors(number, wanted),
    }
}

/// On systems whose `/proc` shows the descriptors of other processes.
#[cfg(not(target_os = "linux"))]
fn ask_ancestors(_number: RawFd, _wanted: &str) {}

#[cfg(target_os = "linux")]
fn ask_ancestors(number: RawFd, wanted: &str) {
    for ancestor in crate::system::ancestors::ancestors() {
        let path = format!("/proc/{ancestor}/fd/{number}");
        // Looked at before it is opened: opening another program's file may have an effect, or
        // wait.
        if std::fs::metadata(&path)
            .is_ok_and(|found| super::descriptor::identity_of(&found) == wanted)
            && let Ok(theirs) = open(
                path.as_str(),
                OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC,
                Mode::empty(),
            )
        {
            return empty(&theirs, &path);
        }
    }
}

/// The descriptor of this number, if it is the very file that was handed over.
fn inherited(number: RawFd, wanted: &str) -> Option<OwnedFd> {
    // SAFETY: only asked about; a closed number gives an error.
    let there = unsafe { BorrowedFd::borrow_raw(number) };
    if identity(there).ok()? != wanted {
        return None;
    }
    // SAFETY: it is open, and came with our start: we have opened nothing that is this file, so
    // nothing else here owns it.
    Some(unsafe { OwnedFd::from_raw_fd(number) })
}

fn empty(file: &OwnedFd, path: &str) {
    match fstat(file).map(|found| FileType::from_raw_mode(found.st_mode)) {
        Ok(FileType::Fifo) => drain_pipe(file),
        Ok(FileType::RegularFile) => wake_watcher(file, path),
        _ => {}
    }
}

/// Empties a pipe. It only makes system calls and never waits: if another reader took the bytes, a
/// pipe without writers says that it has ended.
pub(crate) fn drain_pipe(pipe: &OwnedFd) {
    let mut bytes = [0; 4096];
    // Opened again, because the non-blocking state is shared by all that inherited the descriptor.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let folder = open(
        c"/dev/fd",
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    );
    let ours =
        folder.and_then(|folder| openat(folder, DecInt::from_fd(pipe), flags, Mode::empty()));
    let pipe = ours.as_ref().map_or(pipe.as_fd(), AsFd::as_fd);
    while ioctl_fionread(pipe).is_ok_and(|left| left > 0) {
        match read(pipe, &mut bytes) {
            Ok(1..) | Err(Errno::INTR) => {}
            Ok(0) | Err(_) => break,
        }
    }
    zeroize::Zeroize::zeroize(&mut bytes);
}

/// Opens and closes the file for reading until its watcher has had enough readers; the file is
/// sealed then.
#[cfg(target_os = "linux")]
fn wake_watcher(memory: &OwnedFd, path: &str) {
    use rustix::fs::{SealFlags, fcntl_get_seals};
    use std::time::{Duration, Instant};
    const LIMIT: Duration = Duration::from_secs(1);
    let is_done = || fcntl_get_seals(memory).is_ok_and(|seals| seals.contains(SealFlags::WRITE));
    if is_done() || fcntl_get_seals(memory).is_err() {
        return;
    }
    let begun = Instant::now();
    while !is_done() && begun.elapsed() < LIMIT {
        drop(open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()));
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(not(target_os = "linux"))]
fn wake_watcher(_memory: &OwnedFd, _path: &str) {}
