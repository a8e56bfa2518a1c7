//! A shell at a terminal: lines typed one by one, each answered before the next.

use crate::support::pty::Session;
use crate::support::run::Run;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// What the prompt of every shell in these tests shows.
pub(crate) const READY: &str = "READY>";

/// Longer than a shell takes to answer on two busy cores.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Screen {
    session: Session,
    seen: Cell<usize>,
    asked: Cell<usize>,
}

impl Screen {
    /// Starts the shell and waits for its first prompt.
    #[track_caller]
    pub(crate) fn start(run: &Run) -> Screen {
        let mut screen = Screen {
            session: Session::start(run),
            seen: Cell::new(0),
            asked: Cell::new(0),
        };
        screen.wait_for(READY);
        screen
    }

    /// Types a line and waits for what it prints, and then for the next prompt. Editors show a line
    /// as it is typed, so `answer` must not be in it.
    #[track_caller]
    pub(crate) fn line(&mut self, line: &str, answer: &str) {
        assert!(!line.contains(answer));
        self.session.type_in(&format!("{line}\r"));
        self.wait_for(answer);
        self.wait_for(READY);
    }

    pub(crate) fn type_in(&mut self, keys: &str) {
        self.session.type_in(keys);
    }

    /// Waits until this is on the screen behind what was waited for before. A shell that asks where
    /// its cursor is gets an answer, as from a terminal.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let shown = self.session.shown();
            let asked = shown.matches("\x1b[6n").count();
            for _ in self.asked.get()..asked {
                self.session.type_in("\x1b[1;1R");
            }
            self.asked.set(asked);
            if let Some(at) = shown
                .get(self.seen.get()..)
                .and_then(|rest| rest.find(text))
            {
                self.seen.set(self.seen.get() + at + text.len());
                return;
            }
            let rest = shown.get(self.seen.get()..).unwrap_or_default();
            assert!(
                Instant::now() < until,
                "{text:?} did not appear behind the first {}:\n{rest}",
                self.seen.get()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.session.kill();
    }
}
