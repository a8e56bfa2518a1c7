//! Catches signals that would end the process, while it has to clean up first or wait for a child.
//!
//! The former dispositions are restored afterwards. The `signal-hook` crate cannot do that: with
//! it, Ctrl-C would have no effect for the rest of the run.

use rustix::io::FdFlags;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicI32, Ordering};

const CAUGHT: [libc::c_int; 4] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP, libc::SIGQUIT];

/// The write end of the pipe, or -1: a signal handler can know nothing else.
static WRITER: AtomicI32 = AtomicI32::new(-1);

/// While this lives, a caught signal makes its descriptor readable instead of ending us: one byte
/// for each, its number.
pub(super) struct Caught {
    reader: OwnedFd,
    _writer: OwnedFd,
    before: Vec<(libc::c_int, libc::sigaction)>,
}

impl Caught {
    /// Catches [`CAUGHT`]. For one caller at a time.
    pub(super) fn begin() -> io::Result<Self> {
        Self::of(&CAUGHT)
    }

    /// Catches these, except signals that were ignored when we started: a child has to inherit
    /// that.
    pub(super) fn begin_unless_ignored(signals: &[libc::c_int]) -> io::Result<Self> {
        let mut caught = Self::of(signals)?;
        caught.before.retain(|(signal, former)| {
            let ignored = former.sa_sigaction == libc::SIG_IGN && *signal != libc::SIGCHLD;
            if ignored {
                exchange(*signal, former);
            }
            !ignored
        });
        Ok(caught)
    }

    /// Waits for the next signals; returns their numbers.
    pub(super) fn wait(&self) -> io::Result<Vec<u8>> {
        let mut bytes = [0_u8; 64];
        loop {
            match rustix::io::read(&self.reader, &mut bytes) {
                Ok(count) => return Ok(bytes.into_iter().take(count).collect()),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn of(signals: &[libc::c_int]) -> io::Result<Self> {
        let (reader, writer) = rustix::pipe::pipe()?;
        rustix::io::fcntl_setfd(&reader, FdFlags::CLOEXEC)?;
        rustix::io::fcntl_setfd(&writer, FdFlags::CLOEXEC)?;
        rustix::fs::fcntl_setfl(&writer, rustix::fs::OFlags::NONBLOCK)?;
        WRITER.store(writer.as_raw_fd(), Ordering::SeqCst);
        // SAFETY: all-zero bytes are a valid `sigaction`: no flags, an empty mask.
        let mut ours: libc::sigaction = unsafe { std::mem::zeroed() };
        ours.sa_sigaction = note as extern "C" fn(libc::c_int) as libc::sighandler_t;
        let before = signals
            .iter()
            .filter_map(|signal| exchange(*signal, &ours))
            .collect();
        Ok(Self {
            reader,
            _writer: writer,
            before,
        })
    }
}

impl Drop for Caught {
    fn drop(&mut self) {
        for (signal, former) in &self.before {
            exchange(*signal, former);
        }
        WRITER.store(-1, Ordering::SeqCst);
    }
}

impl AsFd for Caught {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }
}

/// See [`crate::signal_guard::SignalGuard`].
pub(crate) struct SignalGuard(Caught);

impl SignalGuard {
    pub(crate) fn begin() -> io::Result<Self> {
        Caught::begin_unless_ignored(&CAUGHT).map(Self)
    }

    pub(crate) fn was_asked_to_end(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let at_once = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&at_once))
            .is_ok_and(|ready| ready > 0)
    }
}

fn exchange(signal: libc::c_int, new: &libc::sigaction) -> Option<(libc::c_int, libc::sigaction)> {
    // SAFETY: all-zero bytes are a valid `sigaction`.
    let mut former: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: both point to a `sigaction`, and the handler in `new` is `note` or one that was
    // installed before.
    let done = unsafe { libc::sigaction(signal, new, &raw mut former) };
    (done == 0).then_some((signal, former))
}

extern "C" fn note(signal: libc::c_int) {
    let writer = WRITER.load(Ordering::SeqCst);
    if writer >= 0 {
        let number = [signal.to_le_bytes()[0]];
        // SAFETY: `write` may be called in a signal handler; one byte is read from a live array. A
        // full pipe does not matter, and errno is the interrupted code's own concern only after
        // EINTR, which it retries.
        unsafe { libc::write(writer, number.as_ptr().cast(), 1) };
    }
}
