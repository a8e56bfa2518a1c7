//! Starts a program that is independent of this process.
//!
//! It is forked twice, and the process in between ends at once. So the program is not a child that
//! the tool would have to wait for.

use super::descriptor;
use super::process::own_file;
use crate::launch::Launch;
use crate::secret::Secret;
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{FdFlags, fcntl_setfd, write};
use std::ffi::OsString;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The most descriptors of ours that are looked at where the system cannot mark all of them.
const MOST: RawFd = 1024;

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
    start(command)
}

pub(crate) fn start_self_apart(
    name: &str,
    args: &[&str],
    env: &[(OsString, OsString)],
    input: &Secret,
) -> io::Result<()> {
    let mut command = Command::new(own_program()?);
    command
        .arg0(name)
        .args(args)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)));
    command
        .stdin(filled(input)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    start(command)
}

pub(crate) fn end_within(patience: Duration) {
    let seconds = patience.as_secs().try_into().unwrap_or(libc::c_uint::MAX);
    // SAFETY: a disposition, not a function: it is to end the process.
    unsafe { libc::signal(libc::SIGALRM, libc::SIG_DFL) };
    // SAFETY: has the system send that signal, and nothing else.
    unsafe { libc::alarm(seconds) };
}

/// The file that is running, also where its name leads to another by now.
fn own_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(Path::new("/proc/self/exe").to_owned());
    }
    own_file().map(|(path, _)| path)
}

/// A pipe that holds all of this. Nobody waits: what does not fit is an error.
pub(super) fn filled(input: &Secret) -> io::Result<OwnedFd> {
    let (reader, writer) = rustix::pipe::pipe()?;
    fcntl_setfd(&reader, FdFlags::CLOEXEC)?;
    fcntl_setfd(&writer, FdFlags::CLOEXEC)?;
    fcntl_setfl(&writer, OFlags::NONBLOCK)?;
    if write(&writer, input.expose())? < input.expose().len() {
        return Err(io::ErrorKind::WriteZero.into());
    }
    Ok(reader)
}

fn start(mut command: Command) -> io::Result<()> {
    // SAFETY: between fork and exec only `apart` runs, which makes only system calls.
    unsafe { command.pre_exec(apart) };
    command.spawn()?.wait().map(drop)
}

fn apart() -> io::Result<()> {
    rustix::process::setsid()?;
    leave_descriptors();
    // SAFETY: the child goes on with nothing but `exec`, the parent ends at once.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(()),
        // SAFETY: ends this process without running anything of the program that it is a copy of.
        _ => unsafe { libc::_exit(0) },
    }
}

/// Keeps what we inherited from the program: who waits for a pipe to close, or for a lock to be
/// given back, must not wait for it.
fn leave_descriptors() {
    if descriptor::keep_from_programs().is_ok() {
        return;
    }
    for fd in 3..MOST {
        // SAFETY: it is only marked; a number without a descriptor is an error, which changes
        // nothing.
        let _ = fcntl_setfd(unsafe { BorrowedFd::borrow_raw(fd) }, FdFlags::CLOEXEC);
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

    /// Names the fifo that the restarted test writes into, and a descriptor of ours.
    const FIFO: &str = "NPMCRED_TEST_FIFO";
    const HELD: &str = "NPMCRED_TEST_HELD";

    /// The restarted half of the next test; by itself it does nothing.
    #[test]
    fn restarted() {
        let Some(fifo) = std::env::var_os(FIFO) else {
            return;
        };
        let told = io::read_to_string(io::stdin()).unwrap();
        let held = std::env::var(HELD).unwrap();
        let is_held = Path::new("/proc/self/fd").join(held).exists();
        let name = std::env::args().next().unwrap();
        let mut fifo = std::fs::OpenOptions::new().write(true).open(fifo).unwrap();
        io::Write::write_all(&mut fifo, format!("{name} {told} {is_held}").as_bytes()).unwrap();
        end_within(Duration::from_secs(1));
        loop {
            std::thread::park();
        }
    }

    /// The fifo ends when its only writer does, which waits for nothing but its own end.
    #[test]
    fn it_is_this_program_with_an_input_and_an_end() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        let made = Command::new("mkfifo").arg(&fifo).status().unwrap();
        assert!(made.success());
        let null = std::fs::File::open("/dev/null").unwrap();
        // SAFETY: duplicates a descriptor that is open; the copy is not closed by `exec`.
        let held =
            unsafe { libc::fcntl(std::os::fd::AsRawFd::as_raw_fd(&null), libc::F_DUPFD, 150) };
        let env = [
            (FIFO.into(), fifo.clone().into_os_string()),
            (HELD.into(), held.to_string().into()),
        ];
        let args = ["--exact", "unix::apart::tests::restarted", "--nocapture"];
        let input = Secret::from("s3cret".to_owned());
        start_self_apart("another", &args, &env, &input).unwrap();
        let told = std::fs::read_to_string(&fifo).unwrap();
        assert_eq!(told, "another s3cret false");
        let long = Secret::new(vec![b'x'; 1 << 21]);
        let error = start_self_apart("another", &args, &env, &long).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
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
