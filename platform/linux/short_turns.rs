//! Short turns on the processor, so that the kernel runs a process soon after what it waits for.
//!
//! The watcher of a hand-over has to act before the tool starts its first script. Where that was at
//! once, on two busy cores, it came too late in 20 of 40 rounds. A process that asks for short
//! turns is woken before those with longer ones (Linux 6.12); then it was 14 of 58. This needs no
//! right, and the process waits nearly always.

use std::io;
use std::mem::size_of;

/// The length of a turn, in nanoseconds: the shortest that Linux gives.
const TURN: u64 = 100_000;

/// Asks for short turns for this process; its niceness stays as it is. An older Linux takes no
/// notice.
///
/// # Errors
/// Those of the system's calls.
pub(super) fn ask_for() -> io::Result<()> {
    let mut present = present()?;
    let is_ordinary = matches!(
        i32::try_from(present.sched_policy),
        Ok(libc::SCHED_OTHER | libc::SCHED_BATCH)
    );
    if !is_ordinary {
        return Ok(());
    }
    present.sched_runtime = TURN;
    // SAFETY: it reads a structure that says how large it is.
    let done = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const present, 0) };
    if done == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// How this process is scheduled.
fn present() -> io::Result<libc::sched_attr> {
    // SAFETY: of numbers alone, which may be zero.
    let mut present: libc::sched_attr = unsafe { std::mem::zeroed() };
    let size = size_of::<libc::sched_attr>();
    // SAFETY: it fills a structure of this size.
    let done = unsafe { libc::syscall(libc::SYS_sched_getattr, 0, &raw mut present, size, 0) };
    if done == 0 {
        Ok(present)
    } else {
        Err(io::Error::last_os_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the thread that runs this test alone.
    #[test]
    fn turns_are_short_where_linux_has_them_and_all_else_stays() {
        let before = present().unwrap();
        ask_for().unwrap();
        let after = present().unwrap();
        let release = rustix::system::uname();
        let release = release.release().to_string_lossy().into_owned();
        let mut numbers = release
            .split(|c: char| !c.is_ascii_digit())
            .map(|number| number.parse::<u32>().unwrap());
        let version = (numbers.next().unwrap(), numbers.next().unwrap());
        if version >= (6, 12) {
            assert_eq!(after.sched_runtime, TURN, "Linux {release}");
        }
        assert_eq!(
            (after.sched_policy, after.sched_nice, after.sched_flags),
            (before.sched_policy, before.sched_nice, before.sched_flags)
        );
    }
}
