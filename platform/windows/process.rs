//! Finds programs, identifies their files, and runs them.

use super::console;
use super::job::Job;
use crate::handover::Handover;
use crate::launch::{CAPTURE_LIMIT, Captured, FileId, Launch};
use crate::secret::Secret;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The endings that a name without an extension may have, in the order of an untouched `PATHEXT`.
const EXTENSIONS: [&str; 3] = ["exe", "cmd", "bat"];

pub(crate) fn file_id(path: &Path) -> io::Result<FileId> {
    let found = winapi_util::file::information(winapi_util::Handle::from_path_any(path)?)?;
    Ok(FileId::new(
        found.volume_serial_number(),
        found.file_index(),
    ))
}

pub(crate) fn own_file() -> io::Result<(PathBuf, FileId)> {
    let path = std::env::current_exe()?;
    let id = file_id(&path)?;
    Ok((path, id))
}

pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}

pub(crate) fn spellings(folder: &Path, name: &OsStr) -> Vec<PathBuf> {
    let plain = folder.join(name);
    if plain.extension().is_some() {
        return vec![plain];
    }
    EXTENSIONS
        .iter()
        .map(|extension| plain.with_extension(extension))
        .collect()
}

pub(crate) fn path_when_run(path: &Path) -> io::Result<PathBuf> {
    std::path::absolute(path)
}

/// No program of the working folder is ever run: an entry of PATH that is empty or relative is
/// nothing, as with the system's own search.
pub(crate) fn is_searched(entry: &Path) -> bool {
    entry.is_absolute()
}

/// The running file: what was typed is `NPM` as well as `npm`, or a path.
pub(crate) fn started_as() -> OsString {
    std::env::current_exe().unwrap_or_default().into_os_string()
}

/// A status above 255 is 255; such are those of programs that crashed.
pub(crate) fn run_child(launch: &Launch, input: Option<&Secret>) -> io::Result<u8> {
    let code = run(launch, None, input)?;
    Ok(u8::try_from(code).unwrap_or(u8::MAX))
}

/// A process cannot become another program here: it starts it, waits, and ends with its status.
#[expect(clippy::exit, reason = "the program that we stand for has ended")]
pub(crate) fn become_tool(launch: &Launch, handover: Option<&Handover>) -> io::Error {
    match run(launch, handover, None) {
        Ok(code) => std::process::exit(code),
        Err(error) => error,
    }
}

/// Runs it in our console, with our streams; returns its status, all 32 bits of it.
fn run(launch: &Launch, handover: Option<&Handover>, input: Option<&Secret>) -> io::Result<i32> {
    // A system that allows neither is no reason not to start the tool.
    let job = Job::enter().ok().map(Arc::new);
    let _ = console::outlive_events();
    let ended = start(launch, handover, job.as_ref(), input).and_then(|mut child| child.wait());
    if let Some(job) = job {
        // If this fails, what the tool left running ends with us; its status is still its own.
        let _ = job.let_go();
    }
    Ok(ended?.code().unwrap_or(1))
}

fn start(
    launch: &Launch,
    handover: Option<&Handover>,
    job: Option<&Arc<Job>>,
    input: Option<&Secret>,
) -> io::Result<Child> {
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.args)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)));
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn()?;
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        // A child that ended without reading it is no error of ours.
        let _ = pipe.write_all(input.expose());
    }
    let served = handover.map_or(Ok(()), |Handover(offer)| offer.serve(child.id(), job));
    if let Err(error) = served {
        child.kill()?;
        return Err(error);
    }
    Ok(child)
}

pub(crate) fn start_apart(_launch: &Launch) -> io::Result<()> {
    Err(crate::unsupported::not_yet(
        "starting a program apart from us",
    ))
}

pub(crate) fn start_self_apart(
    _name: &str,
    _args: &[&str],
    _env: &[(OsString, OsString)],
    _input: &Secret,
) -> io::Result<()> {
    Err(crate::unsupported::not_yet(
        "starting this program apart from us",
    ))
}

pub(crate) fn end_within(_patience: Duration) {}

/// Ends only the program itself at the deadline: to end its children needs a job object, which is
/// not supported yet.
pub(crate) fn run_captured(
    launch: &Launch,
    folder: Option<&Path>,
    deadline: Duration,
) -> io::Result<Captured> {
    let end = Instant::now() + deadline;
    let mut command = Command::new(&launch.program);
    command
        .args(&launch.args)
        .env_clear()
        .envs(launch.env.iter().map(|(name, value)| (name, value)));
    folder.map(|folder| command.current_dir(folder));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let outputs = (
        beginning(child.stdout.take()),
        beginning(child.stderr.take()),
    );
    let mut timed_out = false;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() >= end {
            timed_out = true;
            child.kill()?;
            break child.wait()?;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let left = end
        .saturating_duration_since(Instant::now())
        .max(Duration::from_millis(100));
    let text = |output: Receiver<Vec<u8>>| output.recv_timeout(left).unwrap_or_default();
    let status = u8::try_from(status.code().unwrap_or(1)).unwrap_or(u8::MAX);
    Ok(Captured {
        status,
        stdout: text(outputs.0),
        stderr: text(outputs.1),
        timed_out,
    })
}

fn beginning(output: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        if let Some(mut output) = output {
            // An output that can no longer be read counts as empty.
            let _ = output
                .by_ref()
                .take(CAPTURE_LIMIT as u64)
                .read_to_end(&mut kept);
            let _ = tell.send(kept);
            let _ = io::copy(&mut output, &mut io::sink());
        }
    });
    told
}
