//! A short-lived process that takes back contents handed over: after they were read, at a deadline,
//! or when the tool ends.
//!
//! It cannot be a thread, because threads end when we become the tool. It is forked. A second start
//! of our own program would need an argument of its own, a file that an upgrade may have replaced,
//! and four times the time. The price: other threads may hold locks at the moment of the fork, so
//! the child makes system calls only, and above all never allocates. It also keeps a copy of our
//! memory until it ends, which is when the secret leaves the hand-over as well. Other processes of
//! the same user can read neither from it, since it is not dumpable.
//!
//! It reports that it watches before anything is handed over. A status of the child in between
//! would not do: if our parent ignores SIGCHLD, it cannot be collected.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read, write};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    DumpableBehavior, PidfdFlags, WaitOptions, chdir, getpid, pidfd_open, set_dumpable_behavior,
    setsid, waitpid,
};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

/// How long a start of the watcher may take: far longer than a fork does on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(5);

/// The most descriptors that a watcher keeps: two of its task, the tool, and the pipe on which it
/// says that it watches.
const KEPT: usize = 4;

/// What a watcher waits for, and what it then does.
pub(super) struct Task<'a, F: FnMut()> {
    /// Readable as soon as a reader has closed the file.
    pub(super) closes: Option<&'a OwnedFd>,
    /// The descriptors that it needs; two at most.
    pub(super) kept: &'a [RawFd],
    /// How long it waits at most; without it, until the tool ends.
    pub(super) patience: Option<Duration>,
    /// Its action: system calls only.
    pub(super) act: F,
}

/// Starts the watcher of this process, also as the program that it becomes. When this returns, it
/// is watching.
pub(super) fn start<F: FnMut()>(task: Task<'_, F>) -> io::Result<()> {
    let tool = pidfd_open(getpid(), PidfdFlags::empty())?;
    let (told, tell) = pipe_with(PipeFlags::CLOEXEC)?;
    // SAFETY: the child only makes system calls before it ends by `_exit`; see the head of this
    // file.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        // The first child only orphans the second: its parent is then the system's reaper, not the
        // tool, which does not know it and would never collect it.
        0 => {
            // SAFETY: as above.
            if unsafe { libc::fork() } == 0 {
                watch(task, &tool, tell.as_fd());
            }
            end()
        }
        child => {
            drop(tell);
            // It fails only if our parent ignores SIGCHLD; the kernel then collects the child
            // itself.
            let _ = waitpid(rustix::process::Pid::from_raw(child), WaitOptions::empty());
            has_begun(&told)
        }
    }
}

/// Waits for the watcher's report. If the pipe ends without it, nobody watches.
fn has_begun(told: &OwnedFd) -> io::Result<()> {
    let mut word = [0];
    if wait(&mut [PollFd::new(told, PollFlags::IN)], Some(START_LIMIT)).is_ok()
        && read(told, &mut word) == Ok(1)
    {
        return Ok(());
    }
    Err(io::Error::other(
        "the process that takes it back did not start",
    ))
}

fn watch<F: FnMut()>(mut task: Task<'_, F>, tool: &OwnedFd, tell: BorrowedFd<'_>) {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // Leaves the terminal's signals, and the folder that we were started in.
    let _ = setsid();
    let _ = chdir(c"/");
    // SAFETY: the name is a C string; only the name that process lists show changes.
    unsafe { libc::prctl(libc::PR_SET_NAME, c"npmcred-wiper".as_ptr()) };
    let mut kept = [RawFd::MAX; KEPT];
    let wanted = task
        .kept
        .iter()
        .copied()
        .chain([tool.as_raw_fd(), tell.as_raw_fd()]);
    kept.iter_mut()
        .zip(wanted)
        .for_each(|(place, fd)| *place = fd);
    close_all_but(kept);
    let tool = PollFd::new(tool, PollFlags::IN);
    let mut either = [
        tool.clone(),
        task.closes
            .map_or(tool, |closes| PollFd::new(closes, PollFlags::IN)),
    ];
    // If waiting is not possible, there is no watcher.
    if wait(&mut either, Some(Duration::ZERO)).is_err_and(|error| error != Errno::TIMEDOUT)
        || write(tell, b"!") != Ok(1)
    {
        return;
    }
    close_range(tell.as_raw_fd(), tell.as_raw_fd());
    let _ = wait(&mut either, task.patience);
    (task.act)();
}

/// Waits until one of them is ready; `TIMEDOUT` if none was.
fn wait(these: &mut [PollFd<'_>], patience: Option<Duration>) -> Result<(), Errno> {
    let begun = Instant::now();
    loop {
        let left = patience.map(|patience| patience.saturating_sub(begun.elapsed()));
        let left = left.and_then(|left| Timespec::try_from(left).ok());
        match poll(these, left.as_ref()) {
            Ok(0) => return Err(Errno::TIMEDOUT),
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Closes every pipe end, terminal and socket of ours: another process that waits for one to close
/// must not wait for the watcher.
fn close_all_but(mut kept: [RawFd; KEPT]) {
    kept.sort_unstable();
    let mut from = 0;
    for fd in kept {
        if from < fd {
            close_range(from, fd - 1);
        }
        from = fd.saturating_add(1);
    }
    if from < RawFd::MAX {
        close_range(from, RawFd::MAX);
    }
}

fn close_range(first: RawFd, last: RawFd) {
    // SAFETY: this process, a fork that will not return to any owner of these descriptors, uses
    // none of them again.
    let done = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
    if done == 0 {
        return;
    }
    // Linux before 5.9 has no such call; a program that just started has no more than this many
    // open.
    for fd in first..=last.min(1024) {
        // SAFETY: as above.
        unsafe { libc::close(fd) };
    }
}

fn end() -> ! {
    // SAFETY: ends the forked child without running anything that the parent left to run at its
    // end.
    unsafe { libc::_exit(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens if the second fork fails, or the watcher ends before it watches.
    #[test]
    fn a_watcher_that_says_nothing_has_not_begun() {
        let (told, tell) = pipe_with(PipeFlags::CLOEXEC).unwrap();
        write(&tell, b"!").unwrap();
        drop(tell);
        assert!(has_begun(&told).is_ok());
        assert!(has_begun(&told).is_err(), "its end closed without a word");
    }
}
