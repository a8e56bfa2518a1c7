//! Polls the terminal and a pipe in a thread; closing the pipe ends it.

use super::session::write_all;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, read};
use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::OwnedFd;
use std::thread::{Builder, JoinHandle};

/// A terminal in line mode gives no longer line.
const LONGEST_LINE: usize = 4096;

pub(crate) struct EnterWatch {
    stop: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl EnterWatch {
    pub(crate) fn begin(prompt: &str, then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
        let terminal = open(
            "/dev/tty",
            OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOCTTY,
            Mode::empty(),
        )?;
        let (stopped, stop) = io::pipe()?;
        write_all(&terminal, prompt.as_bytes())?;
        let thread = Builder::new().name("enter".to_owned()).spawn(move || {
            if has_line(&terminal, &stopped) {
                then();
            }
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for EnterWatch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It only fails by a panic in `then`, which has been reported by then.
            let _ = thread.join();
        }
    }
}

/// Whether a line came before the stop. After a stop the cursor leaves the prompt's line.
fn has_line(terminal: &OwnedFd, stopped: &PipeReader) -> bool {
    loop {
        let mut both = [
            PollFd::new(terminal, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut both, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return false,
        }
        let [line, stop] = both;
        if !stop.revents().is_empty() {
            // A terminal that has gone away needs no line end.
            let _ = write_all(terminal, b"\n");
            return false;
        }
        if !line.revents().is_empty() {
            match read(terminal, &mut [0; LONGEST_LINE]) {
                Ok(1..) => return true,
                Err(Errno::INTR) => {}
                Ok(0) | Err(_) => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    use std::sync::mpsc::channel;

    const WAIT: &str = "NPMCRED_TEST_WAIT";

    /// The half of [`typed`] that runs on a terminal of its own; by itself it does nothing.
    #[test]
    fn waits() {
        let Some(out) = std::env::var_os(WAIT) else {
            return;
        };
        let (sender, receiver) = channel();
        let watch =
            EnterWatch::begin("ENTER? ", Box::new(move || sender.send("opened").unwrap())).unwrap();
        if std::env::var_os("NPMCRED_TEST_STOP").is_none() {
            std::fs::write(out, receiver.recv().unwrap()).unwrap();
            return;
        }
        drop(watch);
        assert!(receiver.recv().is_err(), "nothing was set off");
        io::stdout().write_all(b"stopped\n").unwrap();
        let mut line = String::new();
        io::stdin().read_line(&mut line).unwrap();
        std::fs::write(out, line).unwrap();
    }

    /// Waits for `until` on the screen, then types; returns the report of the restarted test.
    fn typed(stop: bool, until: &[u8], keys: &[u8]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let own = std::env::current_exe().unwrap();
        let line = format!(
            "{} --exact unix::enter::tests::waits --nocapture",
            own.display()
        );
        let mut command = Command::new("script");
        command
            .args(["-qec", &line, "/dev/null"])
            .env(WAIT, &out)
            .env("SHELL", "/bin/sh");
        if stop {
            command.env("NPMCRED_TEST_STOP", "1");
        }
        let mut script = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut input, mut output) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
        let (mut shown, mut byte) = (Vec::new(), [0]);
        while !shown.ends_with(until) {
            output.read_exact(&mut byte).unwrap();
            shown.push(byte[0]);
        }
        input.write_all(keys).unwrap();
        output.read_to_end(&mut shown).unwrap();
        script.wait().unwrap();
        std::fs::read_to_string(out).unwrap()
    }

    #[test]
    fn enter_sets_it_off() {
        assert_eq!(typed(false, b"ENTER? ", b"\r"), "opened");
    }

    #[test]
    fn what_is_typed_after_the_stop_is_for_others() {
        assert_eq!(typed(true, b"stopped", b"later\r"), "later\n");
    }
}
