//! A command on a terminal of its own: what it prints, what is typed, Ctrl-C to the whole foreground group.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::run::{Run, end_group, wait};

/// A running command and the other end of its terminal.
pub(crate) struct Session {
    child: Child,
    keyboard: File,
    screen: Arc<Mutex<Vec<u8>>>,
}

impl Session {
    /// Starts it as leader of a new session whose controlling terminal is a fresh one (`setsid --ctty` does that part).
    pub(crate) fn start(run: &Run) -> Session {
        let (terminal, slave) = pair();
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(&run.program).args(&run.args);
        command.env_clear().envs(&run.env).current_dir(&run.cwd);
        let dup = || Stdio::from(slave.try_clone().unwrap());
        let child = command.stdin(dup()).stdout(dup()).stderr(dup()).spawn().unwrap();
        let screen = Arc::new(Mutex::new(Vec::new()));
        let mut output = terminal.try_clone().unwrap();
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // A terminal that nobody holds any more reads as an error.
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Session { child, keyboard: terminal, screen }
    }

    /// Everything shown so far.
    pub(crate) fn shown(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits until `text` is on the screen; panics after 30 seconds.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.shown().contains(text) {
            assert!(Instant::now() < until, "{text:?} did not appear:\n{}", self.shown());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until `text` is on the screen beyond this place, and returns the place behind it; panics after 30 seconds, or when
    /// the command ends without showing it.
    #[track_caller]
    pub(crate) fn wait_for_next(&mut self, from: usize, text: &str) -> usize {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let over = self.child.try_wait().unwrap().is_some();
            if over {
                // What was printed last may still be on its way through the terminal.
                thread::sleep(Duration::from_millis(30));
            }
            let shown = self.shown();
            if let Some(at) = shown.get(from..).and_then(|rest| rest.find(text)) {
                return from + at + text.len();
            }
            assert!(!over && Instant::now() < until, "{text:?} did not appear:\n{shown}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types these bytes; `\x03` is Ctrl-C.
    pub(crate) fn type_in(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// The process id of the command.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end; panics after 30 seconds.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (ExitStatus, String) {
        let status = wait(&mut self.child, Instant::now() + Duration::from_secs(30));
        if status.is_none() {
            end_group(&self.child);
        }
        // What was printed last may still be on its way through the terminal.
        thread::sleep(Duration::from_millis(30));
        let shown = self.shown();
        (status.unwrap_or_else(|| panic!("still running after 30 s:\n{shown}")), shown)
    }
}

fn pair() -> (File, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let slave = open(&name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    (File::from(master), slave)
}
