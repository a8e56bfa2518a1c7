//! Starts a program that is independent of this process.
//!
//! It is forked twice, and the process in between ends at once. So the program is not a child that
//! the tool would have to wait for.

use crate::launch::Launch;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

pub(crate) fn start_apart(launch: &Launch) -> io::Result<()> {
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.args)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // SAFETY: between fork and exec only `apart` runs, which makes only system calls.
    unsafe { command.pre_exec(apart) };
    command.spawn()?.wait().map(drop)
}

fn apart() -> io::Result<()> {
    rustix::process::setsid()?;
    // SAFETY: the child goes on with nothing but `exec`, the parent ends at once.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(()),
        // SAFETY: ends this process without running anything of the program that it is a copy of.
        _ => unsafe { libc::_exit(0) },
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn it_has_neither_our_terminal_nor_us_as_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let script = "read -r _ _ _ parent _ session rest </proc/$$/stat; echo $parent $session $(readlink /proc/$$/fd/[012]) $MARK >$0";
        let launch = Launch {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into(), fifo.clone().into()],
            env: vec![
                ("PATH".into(), "/usr/bin:/bin".into()),
                ("MARK".into(), "mark".into()),
            ],
        };
        start_apart(&launch).unwrap();
        // Opening it waits for the writer.
        let told = std::fs::read_to_string(&fifo).unwrap();
        let words: Vec<&str> = told.split_whitespace().collect();
        let own = std::process::id().to_string();
        // Not `getsid`: its wrapper panics on 0, the session of a process whose leader is outside
        // of its container.
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let session = stat
            .rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .nth(3)
            .unwrap();
        assert!(words[0] != own && words[1] != session, "{told}");
        assert_eq!(words[2..], ["/dev/null", "/dev/null", "/dev/null", "mark"]);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let launch = Launch {
            program: "/nowhere/browser".into(),
            args: Vec::new(),
            env: Vec::new(),
        };
        assert_eq!(
            start_apart(&launch).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }
}
