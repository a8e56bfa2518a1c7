//! A short-lived process that takes back contents handed over: after they were read, at a deadline,
//! or when the tool ends.
//!
//! It cannot be a thread, because threads end when we become the tool. It is forked. A second start
//! of our own program lost. It would need an argument of its own, a file that an upgrade may have
//! replaced, and four times the time. The price: other threads may hold locks at the moment of the
//! fork. So the child makes system calls only, and above all never allocates. It also keeps a copy
//! of our memory until it ends, which is when the secret leaves the hand-over as well. Other
//! processes of the same user can read neither from it, since it is not dumpable.
//!
//! It reports that it watches before anything is handed over. A status of the child in between
//! would not do: if our parent ignores SIGCHLD, it cannot be collected.
//!
//! There are two of it, each with the other's end in sight: where one is killed, the other acts at
//! once. What remains is a program that kills or stops both in the same moment. It could have read
//! the contents itself. A signal of the parent's death would not do: the parent is gone from the
//! beginning.

use super::short_turns;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::inotify::{self, ReadFlags};
use rustix::io::{Errno, read, write};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{
    DumpableBehavior, Pid, PidfdFlags, WaitOptions, chdir, getpid, pidfd_open,
    set_dumpable_behavior, setsid, waitpid,
};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

/// How long a start of the watcher may take: far longer than a fork does on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(5);

/// How much later than the watcher its guard acts by itself.
const GRACE: Duration = Duration::from_secs(1);

/// The most descriptors that a watcher keeps: two of its task, the tool, and the pipe on which it
/// says that it watches.
const KEPT: usize = 4;

/// What a watcher waits for, and what it then does.
pub(super) struct WatchTask<'a, F: FnMut()> {
    /// What tells of opening and closing the file, and after how many closes to act.
    pub(super) closes: Option<(&'a OwnedFd, u8)>,
    /// The descriptors that it needs; two at most.
    pub(super) kept: &'a [RawFd],
    /// How long it waits at most, also where the tool goes on.
    pub(super) patience: Duration,
    /// Its action: system calls only. It may be taken twice.
    pub(super) act: F,
}

/// Starts the watcher of this process, also as the program that it becomes. When this returns, it
/// is watching.
pub(super) fn start<F: FnMut()>(task: WatchTask<'_, F>) -> io::Result<()> {
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
            let _ = waitpid(Pid::from_raw(child), WaitOptions::empty());
            has_begun(&told)
        }
    }
}

/// Waits for the watcher's report. If the pipe ends without it, nobody watches.
fn has_begun(told: &OwnedFd) -> io::Result<()> {
    let mut word = [0];
    if wait(&mut [PollFd::new(told, PollFlags::IN)], START_LIMIT).is_ok()
        && read(told, &mut word) == Ok(1)
    {
        return Ok(());
    }
    Err(io::Error::other(
        "the process that takes it back did not start",
    ))
}

fn watch<F: FnMut()>(mut task: WatchTask<'_, F>, tool: &OwnedFd, tell: BorrowedFd<'_>) {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // Leaves the terminal's signals, and the folder that we were started in.
    let _ = setsid();
    let _ = chdir(c"/");
    // It works without, later.
    let _ = short_turns::ask_for();
    // SAFETY: the name is a C string; only the name that process lists show changes.
    unsafe { libc::prctl(libc::PR_SET_NAME, c"npmcred-wiper".as_ptr()) };
    keep_only(task.kept, &[tool.as_raw_fd(), tell.as_raw_fd()]);
    let Ok(guard) = start_guard(&mut task) else {
        return;
    };
    let tool = PollFd::new(tool, PollFlags::IN);
    let closes = task.closes.map_or_else(
        || tool.clone(),
        |(events, _)| PollFd::new(events, PollFlags::IN),
    );
    let mut any = [tool, PollFd::new(&guard, PollFlags::IN), closes];
    // If waiting is not possible, there is no watcher.
    if wait(&mut any, Duration::ZERO).is_err_and(|error| error != Errno::TIMEDOUT)
        || write(tell, b"!") != Ok(1)
    {
        return;
    }
    close_range(tell.as_raw_fd(), tell.as_raw_fd());
    wait_for_readers(&mut any, task.closes, task.patience);
    (task.act)();
}

/// Starts a second process that acts when this one has ended, in whatever way. Returns what tells
/// of its own end.
fn start_guard<F: FnMut()>(task: &mut WatchTask<'_, F>) -> io::Result<OwnedFd> {
    let watcher = pidfd_open(getpid(), PidfdFlags::empty())?;
    // SAFETY: as for the first fork.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            keep_only(task.kept, &[watcher.as_raw_fd()]);
            let ended = PollFd::new(&watcher, PollFlags::IN);
            let _ = wait(&mut [ended], task.patience + GRACE);
            (task.act)();
            end()
        }
        child => {
            let child = Pid::from_raw(child).ok_or(Errno::SRCH)?;
            Ok(pidfd_open(child, PidfdFlags::empty())?)
        }
    }
}

/// Waits until so many readers have closed the file, until the tool or the guard has ended (the
/// first two), or until `patience` is over.
fn wait_for_readers(any: &mut [PollFd<'_>; 3], closes: Option<(&OwnedFd, u8)>, patience: Duration) {
    let begun = Instant::now();
    let mut closed: u8 = 0;
    while wait(any, patience.saturating_sub(begun.elapsed())).is_ok() {
        let has_ended = any[..2].iter().any(|one| !one.revents().is_empty());
        let Some((events, wanted)) = closes.filter(|_| !has_ended) else {
            return;
        };
        closed = closed.saturating_add(closes_among(events));
        if closed >= wanted {
            return;
        }
    }
}

/// How many closes these events tell of. What cannot be counted counts as all.
fn closes_among(events: &OwnedFd) -> u8 {
    let mut space = [MaybeUninit::uninit(); 1024];
    let mut reader = inotify::Reader::new(events, &mut space);
    let mut count: u8 = 0;
    while count < u8::MAX {
        match reader.next() {
            Ok(event) if event.events().contains(ReadFlags::CLOSE_NOWRITE) => count += 1,
            Ok(event) if event.events().contains(ReadFlags::OPEN) => {}
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => break,
            Ok(_) | Err(_) => return u8::MAX,
        }
    }
    count
}

/// Waits until one of them is ready; `TIMEDOUT` if none was.
fn wait(these: &mut [PollFd<'_>], patience: Duration) -> Result<(), Errno> {
    let begun = Instant::now();
    loop {
        let left = Timespec::try_from(patience.saturating_sub(begun.elapsed())).ok();
        match poll(these, left.as_ref()) {
            Ok(0) => return Err(Errno::TIMEDOUT),
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Closes every pipe end, terminal and socket of ours but these: another process that waits for one
/// to close must not wait for the watcher.
fn keep_only(of_task: &[RawFd], besides: &[RawFd]) {
    let mut kept = [RawFd::MAX; KEPT];
    let wanted = of_task.iter().chain(besides);
    kept.iter_mut()
        .zip(wanted)
        .for_each(|(place, fd)| *place = *fd);
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
