//! A command on a terminal of its own: what it prints, what is typed, Ctrl-C to the whole
//! foreground group.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

use super::run::{Run, end_group, wait};

/// Longer than anything on a screen takes to appear on two busy cores.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running command and the other end of its terminal.
pub(crate) struct Session {
    child: RefCell<Child>,
    /// The terminal's modes before the command had it.
    modes: Termios,
    keyboard: File,
    screen: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Session {
    /// Starts it as leader of a new session whose controlling terminal is a fresh one (`setsid
    /// --ctty` does that part), with signals as a terminal's shell would give it: a test that runs
    /// in the background has inherited an ignored Ctrl-C.
    pub(crate) fn start(run: &Run) -> Session {
        Session::on(pair(), run)
    }

    /// The same on a terminal of so many columns; otherwise it has no size.
    pub(crate) fn start_in_columns(columns: u16, run: &Run) -> Session {
        let (terminal, slave) = pair();
        let size = Winsize {
            ws_row: 24,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        Session::on((terminal, slave), run)
    }

    fn on((terminal, slave): (File, OwnedFd), run: &Run) -> Session {
        let modes = tcgetattr(&terminal).unwrap();
        let mut command = Command::new("env");
        command
            .args(["--default-signal", "setsid", "--ctty"])
            .arg(&run.program)
            .args(&run.args);
        command.env_clear().envs(&run.env).current_dir(&run.cwd);
        let dup = || Stdio::from(slave.try_clone().unwrap());
        let child = command
            .stdin(dup())
            .stdout(dup())
            .stderr(dup())
            .spawn()
            .unwrap();
        let screen = Arc::new(Mutex::new(Vec::new()));
        let mut output = terminal.try_clone().unwrap();
        let shown = Arc::clone(&screen);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            // A terminal that nobody holds any more reads as an error.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Session {
            child: RefCell::new(child),
            modes,
            keyboard: terminal,
            screen,
            reader,
        }
    }

    /// Everything shown so far; our own labels are without their colours.
    pub(crate) fn shown(&self) -> String {
        with_plain_labels(&self.written())
    }

    /// Every byte that was written to the terminal so far.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits until these bytes were written; panics after a minute.
    #[track_caller]
    pub(crate) fn wait_for_written(&self, bytes: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.written().contains(bytes) {
            assert!(
                Instant::now() < until,
                "{bytes:?} was not written:\n{:?}",
                self.written()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until `text` is on the screen; panics after a minute, or when the command ends without
    /// showing it.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_for_next(0, text);
    }

    /// Waits until one of these is on the screen, and says which; panics after a minute.
    #[track_caller]
    pub(crate) fn wait_for_one(&self, texts: &[&str]) -> usize {
        let until = Instant::now() + PATIENCE;
        loop {
            let shown = self.shown();
            if let Some(at) = texts.iter().position(|text| shown.contains(text)) {
                return at;
            }
            assert!(
                Instant::now() < until,
                "none of {texts:?} appeared:\n{shown}"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until `text` is on the screen beyond this place, and returns the place behind it;
    /// panics after a minute, or when the command ends without showing it.
    #[track_caller]
    pub(crate) fn wait_for_next(&self, from: usize, text: &str) -> usize {
        let until = Instant::now() + PATIENCE;
        loop {
            let over = self.child.borrow_mut().try_wait().unwrap().is_some();
            if over {
                self.drain();
            }
            let shown = self.shown();
            if let Some(at) = shown.get(from..).and_then(|rest| rest.find(text)) {
                return from + at + text.len();
            }
            assert!(
                !over && Instant::now() < until,
                "{text:?} did not appear:\n{shown}"
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for what was printed last, which may still be on its way through the terminal. Another
    /// process that holds the terminal open is not waited for.
    fn drain(&self) {
        let until = Instant::now() + Duration::from_secs(1);
        while !self.reader.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types these bytes; `\x03` is Ctrl-C.
    pub(crate) fn type_in(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Types what belongs to each of these prompts whenever it appears, until the command ends;
    /// panics after a minute.
    #[track_caller]
    pub(crate) fn answering(mut self, answers: &[(&str, &str)]) -> (ExitStatus, String) {
        let (until, mut from) = (Instant::now() + PATIENCE, 0);
        while self.child.get_mut().try_wait().unwrap().is_none() && Instant::now() < until {
            let shown = self.shown();
            let rest = shown.get(from..).unwrap_or_default();
            let asked = answers.iter().filter_map(|(prompt, keys)| {
                let at = rest.find(prompt)?;
                Some((from + at + prompt.len(), *keys))
            });
            match asked.min() {
                Some((behind, keys)) => {
                    from = behind;
                    self.type_in(keys);
                }
                None => thread::sleep(Duration::from_millis(5)),
            }
        }
        self.finish()
    }

    /// Ends it with SIGKILL.
    pub(crate) fn kill(&self) {
        self.child.borrow_mut().kill().unwrap();
    }

    /// The process id of the command.
    pub(crate) fn id(&self) -> u32 {
        self.child.borrow().id()
    }

    /// Waits for the end; panics after a minute, and where the terminal is not left as it was
    /// found.
    #[track_caller]
    pub(crate) fn finish_tidily(self) -> (ExitStatus, String) {
        let (terminal, before) = (self.keyboard.try_clone().unwrap(), self.modes.clone());
        let ended = self.finish();
        let after = tcgetattr(&terminal).unwrap();
        assert_eq!(
            format!("{after:?}"),
            format!("{before:?}"),
            "the terminal was left in another mode"
        );
        ended
    }

    /// Waits for the end and returns every byte that was written to the terminal; panics after a
    /// minute.
    #[track_caller]
    pub(crate) fn finish_written(self) -> String {
        let screen = Arc::clone(&self.screen);
        self.finish();
        let bytes = screen.lock().unwrap().clone();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits for the end; panics after a minute.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (ExitStatus, String) {
        let status = wait(self.child.get_mut(), Instant::now() + PATIENCE);
        if status.is_none() {
            end_group(self.child.get_mut());
        }
        self.drain();
        let shown = self.shown();
        (
            status.unwrap_or_else(|| panic!("still running after {PATIENCE:?}:\n{shown}")),
            shown,
        )
    }
}

/// The text with our own labels as they are without colours; everybody else's escapes stay.
fn with_plain_labels(written: &str) -> String {
    [("1;31", "error:"), ("1;36", "note:"), ("1;32", "hint:")]
        .iter()
        .fold(written.to_owned(), |text, (code, label)| {
            text.replace(&format!("\x1b[{code}m{label}\x1b[0m"), label)
        })
}

fn pair() -> (File, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let slave = open(
        &name,
        OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .unwrap();
    (File::from(master), slave)
}
