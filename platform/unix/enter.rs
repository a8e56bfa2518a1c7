//! A thread that polls the terminal and a pipe, whose closing ends it.

use super::session::write_all;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{Errno, read};
use rustix::pipe::{PipeFlags, pipe_with};
use std::io;
use std::os::fd::OwnedFd;
use std::thread::{Builder, JoinHandle};

/// A terminal in line mode gives no longer line.
const LONGEST_LINE: usize = 4096;

pub(crate) struct EnterWatch {
    stop: Option<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl EnterWatch {
    pub(crate) fn begin(prompt: &str, then: Box<dyn FnOnce() + Send>) -> io::Result<Self> {
        let terminal = open("/dev/tty", OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOCTTY, Mode::empty())?;
        let (stopped, stop) = pipe_with(PipeFlags::CLOEXEC)?;
        write_all(&terminal, prompt.as_bytes())?;
        let thread = Builder::new().name("enter".to_owned()).spawn(move || {
            if has_line(&terminal, &stopped) {
                then();
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
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

/// Whether a line came before the stop. In the latter case the cursor leaves the prompt's line.
fn has_line(terminal: &OwnedFd, stopped: &OwnedFd) -> bool {
    loop {
        let mut both = [PollFd::new(terminal, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        match poll(&mut both, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return false,
        }
        let [line, stop] = both;
        if !stop.revents().is_empty() {
            // A terminal that went away needs no line end.
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
