//! Runs a program for its output, and ends it at the deadline.
//!
//! It leads a session of its own, so a shell that starts as interactive finds no terminal to take
//! over. A Ctrl-C at our terminal ends us, and the kernel then ends the program. Its group is ended
//! *before* its number is released, so that no other process is hit.

use super::apart::filled;
use crate::launch::{CAPTURE_LIMIT, Captured, Launch};
use crate::secret::Secret;
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::{Errno, read};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often to check whether the program has ended: its end does not wake a reader of its output.
const TICK: Duration = Duration::from_millis(10);

pub(crate) fn run_captured(
    launch: &Launch,
    folder: Option<&Path>,
    deadline: Duration,
) -> io::Result<Captured> {
    run_with_input(launch, folder, None, deadline)
}

/// The same, with this on its standard input, which has to fit into a pipe.
pub(super) fn run_with_input(
    launch: &Launch,
    folder: Option<&Path>,
    input: Option<&Secret>,
    deadline: Duration,
) -> io::Result<Captured> {
    let end = Instant::now() + deadline;
    let mut running = Running(start(launch, folder, input)?);
    let mut outputs = [
        Output::new(running.0.stdout.take()),
        Output::new(running.0.stderr.take()),
    ];
    let timed_out = loop {
        if running.has_ended()? {
            break false;
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break true;
        }
        wait_for_output(&outputs, left.min(TICK))?;
        outputs.iter_mut().for_each(Output::take);
    };
    // Its output is in the pipes before it has ended; anything written later by others is not part
    // of it.
    outputs.iter_mut().for_each(Output::take);
    running.end_group();
    let status = running.0.wait()?;
    let status = status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    let [stdout, stderr] = outputs.map(|output| output.kept);
    Ok(Captured {
        status: u8::try_from(status).unwrap_or(u8::MAX),
        stdout,
        stderr,
        timed_out,
    })
}

fn start(launch: &Launch, folder: Option<&Path>, input: Option<&Secret>) -> io::Result<Child> {
    let input = input.map(filled).transpose()?;
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.args)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)));
    command
        .stdin(input.map_or_else(Stdio::null, Stdio::from))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    folder.map(|folder| command.current_dir(folder));
    // SAFETY: between fork and exec only `alone` runs, which makes only system calls.
    unsafe { command.pre_exec(alone) };
    command.spawn()
}

fn alone() -> io::Result<()> {
    rustix::process::setsid()?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(())
}

/// A child that does not outlive this value.
struct Running(Child);

impl Running {
    /// Checks without collecting its status: until that is collected, its number belongs to no
    /// other process.
    fn has_ended(&self) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(Pid::from_child(&self.0)), options) {
            Ok(status) => Ok(status.is_some()),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn end_group(&self) {
        // It is fine if nobody is left to end.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After `wait` this does nothing; after an error it ends the program that was started.
        if let Ok(None) = self.0.try_wait() {
            self.end_group();
            let _ = self.0.wait();
        }
    }
}

/// One of its outputs, and the part that is kept.
struct Output {
    pipe: Option<OwnedFd>,
    kept: Vec<u8>,
}

impl Output {
    fn new(pipe: Option<impl Into<OwnedFd>>) -> Self {
        let pipe: Option<OwnedFd> = pipe.map(Into::into);
        // A pipe that stayed blocking could hold us up beyond the deadline, so it is dropped.
        let pipe = pipe.filter(|pipe| {
            fcntl_getfl(pipe)
                .and_then(|flags| fcntl_setfl(pipe, flags | OFlags::NONBLOCK))
                .is_ok()
        });
        // All of it at once: it may be a secret, and a buffer that grows leaves copies behind.
        Self {
            pipe,
            kept: Vec::with_capacity(CAPTURE_LIMIT),
        }
    }

    /// Reads what is there now, and closes the pipe at its end. It reads at most a few mebibytes at
    /// once, so that a program that writes without end cannot keep us from checking the clock.
    fn take(&mut self) {
        let mut dropped = [0_u8; 16 * 1024];
        for _ in 0..256 {
            let Some(pipe) = &self.pipe else { return };
            let got = if self.kept.len() < CAPTURE_LIMIT {
                read(pipe, spare_capacity(&mut self.kept))
            } else {
                read(pipe, &mut dropped)
            };
            match got {
                Ok(0) => self.pipe = None,
                Ok(_) | Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                Err(_) => self.pipe = None,
            }
        }
    }
}

fn wait_for_output(outputs: &[Output], limit: Duration) -> io::Result<()> {
    let open = outputs.iter().filter_map(|output| output.pipe.as_ref());
    let mut open: Vec<PollFd<'_>> = open
        .map(|pipe| PollFd::from_borrowed_fd(pipe.as_fd(), PollFlags::IN))
        .collect();
    let limit = Timespec {
        tv_sec: 0,
        tv_nsec: limit.min(TICK).subsec_nanos().into(),
    };
    match poll(&mut open, Some(&limit)) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn sh(script: &str, deadline: Duration) -> Captured {
        let launch = Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            env: vec![
                ("PATH".into(), "/usr/bin:/bin".into()),
                ("WORD".into(), "word".into()),
            ],
        };
        run_captured(&launch, Some(Path::new("/")), deadline).unwrap()
    }

    #[test]
    fn its_answer_is_there_and_nothing_else_goes_in() {
        let got = sh(
            "echo $WORD; pwd; echo no >&2; cat; env | grep -c HOME; exit 7",
            LONG,
        );
        let want = Captured {
            status: 7,
            stdout: b"word\n/\n0\n".to_vec(),
            stderr: b"no\n".to_vec(),
            timed_out: false,
        };
        assert_eq!(got, want);
        assert_eq!(sh("kill -9 $$", LONG).status, 137);
        let missing = Launch {
            program: "/no/such/program".into(),
            args: Vec::new(),
            env: Vec::new(),
        };
        assert_eq!(
            run_captured(&missing, None, LONG).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[test]
    fn there_is_no_terminal() {
        assert_eq!(
            sh(
                "if (: </dev/tty) 2>/dev/null; then echo yes; else echo no; fi",
                LONG
            )
            .stdout,
            b"no\n"
        );
    }

    #[test]
    fn what_is_not_done_in_time_is_ended_with_all_that_it_started() {
        // Another process that held the fifo open would keep the reader from its end.
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let reader = std::thread::spawn({
            let fifo = fifo.clone();
            move || std::fs::read(fifo).unwrap()
        });
        let script = format!(
            "exec 3>'{}'; sleep 1000 & echo begun; sleep 1000",
            fifo.display()
        );
        let got = sh(&script, Duration::from_secs(2));
        assert!(got.timed_out && got.status == 137, "{got:?}");
        assert_eq!(got.stdout, b"begun\n");
        assert_eq!(reader.join().unwrap(), b"");
    }

    #[test]
    fn one_who_holds_the_output_open_is_not_waited_for() {
        let got = sh("sleep 1000 & echo done", LONG);
        assert_eq!(
            (got.status, got.timed_out, got.stdout),
            (0, false, b"done\n".to_vec())
        );
    }

    #[test]
    fn an_output_without_end_is_cut_and_ended() {
        let got = sh(
            "yes & head -c 1000000 /dev/zero >&2; wait",
            Duration::from_secs(2),
        );
        assert!(got.timed_out);
        assert_eq!(
            (got.stdout.len(), got.stderr.len()),
            (CAPTURE_LIMIT, CAPTURE_LIMIT)
        );
    }
}
