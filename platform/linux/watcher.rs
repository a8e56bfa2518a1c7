//! A short-lived process that replaces the contents of a memory file once they were read.
//!
//! It cannot be a thread: those end when we become the tool. It is forked, not a second start of our own program, which
//! would need an argument of its own, a file that an upgrade may have replaced meanwhile, and four times the time. The
//! price: other threads may hold locks at the moment of the fork, so the child makes system calls and nothing else, no
//! allocation above all. It also keeps a copy of our memory until it ends, which is when the secret leaves the memory
//! file as well; nobody of the same user can read either from it, since it is not dumpable.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{SealFlags, fcntl_add_seals, ftruncate};
use rustix::io::{Errno, pwrite};
use rustix::process::{DumpableBehavior, WaitOptions, chdir, set_dumpable_behavior, setsid, waitpid};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

/// Starts the watcher: it waits until `closes` reports that a reader closed the file, or `tool` that the process ended.
pub(super) fn start(memory: &OwnedFd, closes: &OwnedFd, tool: &OwnedFd, afterwards: &[u8]) -> io::Result<()> {
    // SAFETY: the child only makes system calls before it ends by `_exit`; see the head of this file.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        // The first child only makes the second one nobody's: its parent is then the system's reaper, not the tool,
        // which knows nothing of it and would never collect it.
        0 => {
            // SAFETY: as above.
            if unsafe { libc::fork() } == 0 {
                watch(memory, closes, tool, afterwards);
            }
            end()
        }
        child => {
            // Fails only where our parent has SIGCHLD ignored; the kernel then collects the child itself.
            let _ = waitpid(rustix::process::Pid::from_raw(child), WaitOptions::empty());
            Ok(())
        }
    }
}

fn watch(memory: &OwnedFd, closes: &OwnedFd, tool: &OwnedFd, afterwards: &[u8]) {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // Away from the terminal's signals, and from the folder that we happened to start in.
    let _ = setsid();
    let _ = chdir(c"/");
    // SAFETY: the name is a C string; only the name that process lists show changes.
    unsafe { libc::prctl(libc::PR_SET_NAME, c"npmcred-wiper".as_ptr()) };
    close_all_but([memory.as_raw_fd(), closes.as_raw_fd(), tool.as_raw_fd()]);
    let mut either = [PollFd::new(closes, PollFlags::IN), PollFd::new(tool, PollFlags::IN)];
    while poll(&mut either, None) == Err(Errno::INTR) {}
    // Empty first: a reader in between finds nothing, not a mixture.
    let _ = ftruncate(memory, 0);
    let mut at = 0;
    while let Some(left) = afterwards.get(at..).filter(|left| !left.is_empty()) {
        match pwrite(memory, left, at as u64) {
            Ok(written) => at += written,
            Err(Errno::INTR) => {}
            Err(_) => break,
        }
    }
    let _ = fcntl_add_seals(memory, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL);
}

/// Leaves no pipe end, terminal or socket of ours open: whoever waits for one to close must not wait for the watcher.
fn close_all_but(mut kept: [RawFd; 3]) {
    kept.sort_unstable();
    let [low, middle, high] = kept;
    for (first, last) in [(0, low - 1), (low + 1, middle - 1), (middle + 1, high - 1), (high + 1, RawFd::MAX)] {
        if first <= last {
            close_range(first, last);
        }
    }
}

fn close_range(first: RawFd, last: RawFd) {
    // SAFETY: this process, a fork that will not return to any owner of these descriptors, uses none of them again.
    let done = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
    if done == 0 {
        return;
    }
    // Linux before 5.9 has no such call; more than this many are not open in a program that just started.
    for fd in first..=last.min(1024) {
        // SAFETY: as above.
        unsafe { libc::close(fd) };
    }
}

fn end() -> ! {
    // SAFETY: ends the forked child without running anything that the parent left to be run at its end.
    unsafe { libc::_exit(0) }
}
