//! The progress line, which appears when a wait has taken a second.
//!
//! There is one terminal, so there is one line: a shorter wait within a longer one shows nothing of
//! its own. A thread sleeps until the second or the wait is over. Nothing is drawn twice, and
//! nothing moves.

use std::io::Write;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A shorter wait shows nothing.
const QUIET: Duration = Duration::from_secs(1);

/// Goes to the beginning of the line and erases it.
const ERASE: &str = "\r\u{1b}[K";

static LINE: Mutex<ProgressLine> = Mutex::new(ProgressLine {
    wait: None,
    count: 0,
    drawn: false,
    disturbed: false,
});
static CHANGED: Condvar = Condvar::new();

/// The state of the one line.
struct ProgressLine {
    /// The number of the wait that it shows.
    wait: Option<u64>,
    /// How many waits there were.
    count: u64,
    /// It is on the terminal.
    drawn: bool,
    /// Something else was printed, so the second starts again.
    disturbed: bool,
}

/// A wait; dropping it erases its line.
#[must_use]
pub struct Progress(Option<u64>);

impl Progress {
    /// A wait that shows nothing.
    pub(super) fn silent() -> Self {
        Self(None)
    }

    /// Begins a wait.
    pub(super) fn begin(text: String) -> Self {
        let mut line = lock();
        if line.wait.is_some() {
            return Self::silent();
        }
        line.count += 1;
        let own = line.count;
        line.wait = Some(own);
        drop(line);
        // Without a thread there is no line; the wait itself goes on.
        drop(
            thread::Builder::new()
                .name("npmcred-progress".to_owned())
                .spawn(move || show(own, &text)),
        );
        Self(Some(own))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.0.is_some() {
            let mut line = lock();
            erase(&mut line);
            line.wait = None;
            CHANGED.notify_all();
        }
    }
}

fn show(own: u64, text: &str) {
    let mut line = lock();
    while line.wait == Some(own) {
        line.disturbed = false;
        let undisturbed = |line: &mut ProgressLine| line.wait == Some(own) && !line.disturbed;
        let (after, timeout) = CHANGED
            .wait_timeout_while(line, QUIET, undisturbed)
            .unwrap_or_else(PoisonError::into_inner);
        line = after;
        if timeout.timed_out() {
            write(&format!("{ERASE}{text}\u{2026}"));
            line.drawn = true;
            line = CHANGED
                .wait_while(line, undisturbed)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Erases the line before something else is printed. It does not come back as long as the result
/// lives.
pub(super) fn make_room() -> impl Drop {
    let mut line = lock();
    if line.wait.is_some() {
        erase(&mut line);
        line.disturbed = true;
        CHANGED.notify_all();
    }
    line
}

fn erase(line: &mut ProgressLine) {
    if line.drawn {
        write(ERASE);
        line.drawn = false;
    }
}

fn lock() -> MutexGuard<'static, ProgressLine> {
    LINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A terminal that has gone away is not an error.
fn write(text: &str) {
    drop(std::io::stderr().lock().write_all(text.as_bytes()));
}
