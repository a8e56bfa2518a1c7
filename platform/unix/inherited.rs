//! Records what this process inherited before the runtime changed it, and restores it before
//! `exec`.
//!
//! Rust's runtime ignores SIGPIPE and opens `/dev/null` on closed standard descriptors before
//! `main`, so recording in `main` is too late. And `Command::exec` would set SIGPIPE to its default
//! even if the parent ignored it (`trap '' PIPE`). So the loader calls a function before the
//! runtime. The unstable `-Zon-broken-pipe` lost.

use rustix::io::{FdFlags, fcntl_getfd, fcntl_setfd};
use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

static SIGPIPE_IGNORED: AtomicBool = AtomicBool::new(false);
/// One bit for each standard descriptor that was closed.
static CLOSED: AtomicU8 = AtomicU8::new(0);

// SAFETY: the section holds functions that the loader calls before `main`; `record` has the
// signature of one, and calls only what needs no runtime.
#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
static RECORD: extern "C" fn() = record;

extern "C" fn record() {
    SIGPIPE_IGNORED.store(sigpipe() == libc::SIG_IGN, Ordering::Relaxed);
    let closed = (0..3)
        .filter(|&fd| fcntl_getfd(standard(fd)).is_err())
        .fold(0, |bits, fd| bits | 1 << fd);
    CLOSED.store(closed, Ordering::Relaxed);
}

fn sigpipe() -> libc::sighandler_t {
    // SAFETY: all-zero bytes are a valid `sigaction`.
    let mut now: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: no new action is given, and `now` is a place for the present one.
    unsafe { libc::sigaction(libc::SIGPIPE, std::ptr::null(), &raw mut now) };
    now.sa_sigaction
}

fn set_sigpipe(handler: libc::sighandler_t) {
    // SAFETY: both values that are passed here, SIG_DFL and SIG_IGN, are dispositions, not
    // functions.
    unsafe { libc::signal(libc::SIGPIPE, handler) };
}

fn standard(fd: i32) -> BorrowedFd<'static> {
    // SAFETY: numbers 0 to 2 are only asked about or marked; a closed one gives EBADF.
    unsafe { BorrowedFd::borrow_raw(fd) }
}

/// The state that the next program will find; dropping it (if `exec` failed) restores the runtime's
/// own state.
pub(super) struct Restored(());

impl Restored {
    pub(super) fn apply() -> Self {
        if !SIGPIPE_IGNORED.load(Ordering::Relaxed) {
            set_sigpipe(libc::SIG_DFL);
        }
        mark_closed(FdFlags::CLOEXEC);
        Self(())
    }
}

impl Drop for Restored {
    fn drop(&mut self) {
        set_sigpipe(libc::SIG_IGN);
        mark_closed(FdFlags::empty());
    }
}

fn mark_closed(flags: FdFlags) {
    let closed = CLOSED.load(Ordering::Relaxed);
    for fd in (0..3).filter(|fd| closed & 1 << fd != 0) {
        // The descriptor is the runtime's /dev/null, unless it was closed since, which does no
        // harm.
        let _ = fcntl_setfd(standard(fd), flags);
    }
}
