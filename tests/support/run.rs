//! Runs one command of a test: a complete environment, a deadline, everything captured.
//!
//! The program is looked up in the *test's* PATH, as a shell would. It is given its bare name as
//! `argv[0]`, because the shim decides by that name. The child leads its own process group, so that
//! a deadline ends its whole family.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// Longer than any step of a test takes on two busy cores.
const DEADLINE: Duration = Duration::from_secs(60);
/// How long a stream may stay open after that.
const LINGER: Duration = Duration::from_secs(10);

/// A command about to be run; built by `Lab::npm` and its like.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) program: OsString,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: BTreeMap<OsString, OsString>,
    pub(crate) cwd: PathBuf,
    stdin: Option<Vec<u8>>,
    deadline: Duration,
}

/// What a finished command left behind.
pub(crate) struct Outcome {
    /// `program args`, for messages.
    pub(crate) command: String,
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) elapsed: Duration,
}

impl Run {
    pub(crate) fn new(
        program: impl Into<OsString>,
        env: BTreeMap<OsString, OsString>,
        cwd: &Path,
    ) -> Run {
        Run {
            program: program.into(),
            args: Vec::new(),
            env,
            cwd: cwd.to_owned(),
            stdin: None,
            deadline: DEADLINE,
        }
    }

    pub(crate) fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Run {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Run {
        self.env.insert(name.into(), value.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Run {
        self.env.remove(OsStr::new(name));
        self
    }

    pub(crate) fn cwd(mut self, cwd: impl AsRef<Path>) -> Run {
        self.cwd = cwd.as_ref().to_owned();
        self
    }

    /// Bytes on standard input, which is otherwise empty and not a terminal.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Run {
        self.stdin = Some(bytes.into());
        self
    }

    pub(crate) fn deadline(mut self, deadline: Duration) -> Run {
        self.deadline = deadline;
        self
    }

    /// The file that a shell with this PATH would start.
    pub(crate) fn resolved(&self) -> PathBuf {
        if self.program.as_bytes().contains(&b'/') {
            return PathBuf::from(&self.program);
        }
        let path = self
            .env
            .get(OsStr::new("PATH"))
            .cloned()
            .unwrap_or_default();
        std::env::split_paths(&path)
            .map(|folder| folder.join(&self.program))
            .find(|file| file.is_file())
            .unwrap_or_else(|| panic!("no {} in {}", self.program.display(), path.display()))
    }

    /// The plain `Command` behind it, for tests that wire streams or signals themselves.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.resolved());
        command
            .arg0(&self.program)
            .args(&self.args)
            .env_clear()
            .envs(&self.env)
            .current_dir(&self.cwd);
        command
    }

    /// Starts it in a process group of its own, with all three streams piped.
    pub(crate) fn spawn(&self) -> Child {
        self.command()
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", self.resolved().display()))
    }

    /// Runs it to its end; panics when it outlives its deadline.
    pub(crate) fn run(&self) -> Outcome {
        let begun = Instant::now();
        self.collect(self.begin(), begun)
    }

    /// Starts it and gives it its standard input.
    pub(crate) fn begin(&self) -> Child {
        let mut child = self.spawn();
        let mut stdin = child.stdin.take().unwrap();
        let bytes = self.stdin.clone().unwrap_or_default();
        // A child that ends without reading makes this fail with EPIPE, which is its right.
        thread::spawn(move || stdin.write_all(&bytes));
        child
    }

    /// Gathers the output of a spawned child and waits for it, within the deadline.
    pub(crate) fn collect(&self, mut child: Child, begun: Instant) -> Outcome {
        let stdout = drain(child.stdout.take());
        let stderr = drain(child.stderr.take());
        let deadline = begun + self.deadline;
        let status = wait(&mut child, deadline);
        if status.is_none() {
            end_group(&child);
        }
        let ended = status.unwrap_or_else(|| child.wait().unwrap());
        // What the child left running may hold its streams open for ever.
        let patience = deadline.max(Instant::now()) + LINGER;
        let (stdout, is_out_closed) = stdout.until(patience);
        let (stderr, is_err_closed) = stderr.until(patience);
        let outcome = Outcome {
            command: self.describe(),
            status: ended,
            stdout,
            stderr,
            elapsed: begun.elapsed(),
        };
        assert!(
            status.is_some(),
            "not done after {:?}: {outcome}",
            self.deadline
        );
        assert!(
            is_out_closed && is_err_closed,
            "it left something running that holds its output open: {outcome}"
        );
        outcome
    }

    fn describe(&self) -> String {
        let mut words: Vec<String> = self
            .args
            .iter()
            .map(|arg| arg.to_string_lossy().chars().take(120).collect())
            .collect();
        words.insert(0, self.program.to_string_lossy().into_owned());
        words.join(" ")
    }
}

impl Outcome {
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Panics with everything that was printed unless the exit status is `code`.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Outcome {
        assert!(
            self.status.code() == Some(code),
            "expected exit status {code}: {self}"
        );
        self
    }

    /// Our own lines on standard error.
    pub(crate) fn said(&self) -> Vec<String> {
        self.err()
            .lines()
            .filter(|line| line.starts_with("npmcred:"))
            .map(str::to_owned)
            .collect()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (code, signal) = (self.status.code(), self.status.signal());
        write!(
            out,
            "`{}` ended with {code:?} signal {signal:?} after {:?}",
            self.command, self.elapsed
        )?;
        write!(
            out,
            "\n--- stdout\n{}\n--- stderr\n{}\n---",
            self.out(),
            self.err()
        )
    }
}

/// Waits until `until`, looking every few milliseconds.
pub(crate) fn wait(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        if Instant::now() > until {
            return None;
        }
        thread::sleep(Duration::from_millis(4));
    }
}

/// Ends a child and everything in its process group.
pub(crate) fn end_group(child: &Child) {
    // It may have ended by itself in the meantime.
    let _ = kill_process_group(pid(child), Signal::KILL);
}

/// The process id of a child, as the system calls take it.
pub(crate) fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// What is read of a stream, by a thread that nobody has to wait for.
struct Drained {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Drained {
    /// All that came until the stream was closed, or until then; and whether it was closed.
    fn until(self, then: Instant) -> (Vec<u8>, bool) {
        while !self.reader.is_finished() && Instant::now() < then {
            thread::sleep(Duration::from_millis(1));
        }
        let is_closed = self.reader.is_finished();
        (std::mem::take(&mut *self.bytes.lock().unwrap()), is_closed)
    }
}

fn drain(stream: Option<impl Read + Send + 'static>) -> Drained {
    let bytes = Arc::new(Mutex::new(Vec::new()));
    let filled = Arc::clone(&bytes);
    let reader = thread::spawn(move || {
        let Some(mut stream) = stream else { return };
        let mut buffer = [0; 8192];
        // An error ends the stream; what came before it is what the test sees.
        loop {
            match stream.read(&mut buffer) {
                Ok(count @ 1..) => filled.lock().unwrap().extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
            }
        }
    });
    Drained { bytes, reader }
}
