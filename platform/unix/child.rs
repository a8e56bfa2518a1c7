//! Runs the tool as a child, if something is left to do after it.
//!
//! The child stays in our process group, so a Ctrl-C at the terminal reaches it directly; we only
//! outlive it, as a shell does. Signals sent to us alone (SIGTERM, SIGHUP) are passed on.
//! `tests/flows` sends both.

use super::signals::Caught;
use crate::launch::Launch;
use crate::secret::Secret;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{self, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};

const OUTLIVED: [libc::c_int; 5] = [
    libc::SIGINT,
    libc::SIGQUIT,
    libc::SIGTERM,
    libc::SIGHUP,
    libc::SIGCHLD,
];

pub(crate) fn run_child(launch: &Launch, input: Option<&Secret>) -> io::Result<u8> {
    let caught = Caught::begin_unless_ignored(&OUTLIVED)?;
    let mut command = Command::new(&launch.program);
    command
        .arg0(&launch.program)
        .args(&launch.args)
        .env_clear()
        .envs(launch.env.iter().cloned());
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn()?;
    give(&mut child, input);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(code(status));
        }
        for signal in caught.wait()? {
            pass_on(&child, signal);
        }
    }
}

/// Writes the input and closes the pipe. A child that ended without reading it is no error of ours.
fn give(child: &mut Child, input: Option<&Secret>) {
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        let _ = pipe.write_all(input.expose());
    }
}

fn pass_on(child: &Child, signal: u8) {
    let signal = match i32::from(signal) {
        libc::SIGTERM => Signal::TERM,
        libc::SIGHUP => Signal::HUP,
        _ => return,
    };
    // It has not been waited for, so the number is still its own; if it has ended, nothing happens.
    let _ = kill_process(Pid::from_child(child), signal);
}

fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    u8::try_from(code).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(script: &str) -> Launch {
        Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            env: vec![
                ("WORD".into(), "7".into()),
                ("PATH".into(), "/usr/bin:/bin".into()),
            ],
        }
    }

    #[test]
    fn the_status_is_what_a_shell_would_say() {
        for (script, want) in [
            ("exit 0", 0),
            ("exit $WORD", 7),
            ("kill -9 $$", 137),
            ("kill -TERM $$", 143),
        ] {
            assert_eq!(run_child(&launch(script), None).unwrap(), want, "{script}");
        }
        let missing = Launch {
            program: "/no/such/program".into(),
            ..launch("")
        };
        assert_eq!(
            run_child(&missing, None).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[test]
    fn the_input_is_all_that_it_reads() {
        let input = Secret::new(b"no newline".to_vec());
        for (script, want) in [
            ("[ \"$(cat; echo .)\" = 'no newline.' ]", 0),
            // It may also look at none of it.
            ("exec <&-; exit 3", 3),
        ] {
            let status = run_child(&launch(script), Some(&input)).unwrap();
            assert_eq!(status, want, "{script}");
        }
    }
}
