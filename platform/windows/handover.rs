//! A named pipe that this process serves for as long as the tool runs.
//!
//! Its name stands in the environment of all that the tool starts, and any look at a path opens a
//! pipe. So a client is known by its process, not by coming first. The tool's own process gets the
//! secret, once. Everybody else gets what they would find without us. A number of a process is not
//! used again while we hold the process. Behind a launcher the tool's process is the first of our
//! job that runs the tool's script: nothing of a project runs before it. A temporary file lost:
//! every script can read it.

use super::job::Job;
use super::launched;
use super::pipe::{Instance, Pipe};
use super::random;
use crate::secret::Secret;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use windows_sys::Win32::Storage::FileSystem::SECURITY_ANONYMOUS;

pub(crate) const IS_POSSIBLE: bool = true;
pub(crate) const ANY_READER_IS_POSSIBLE: bool = false;
pub(crate) const IN_MEMORY_IS_POSSIBLE: bool = false;

/// How the names of our pipes begin.
const PREFIX: &str = r"\\.\pipe\npmcred-";
/// How the name ends at which another start of ours has the secret taken back.
const BACK: &str = "-back";
/// How long to wait for that.
const BACK_PATIENCE: Duration = Duration::from_secs(1);
/// The stack of a thread that serves a pipe, in bytes.
const STACK: usize = 128 * 1024;

pub(crate) fn may_be_path(path: &OsStr) -> bool {
    path.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

#[derive(Debug)]
pub(crate) struct Offer {
    path: PathBuf,
    mark: String,
    served: Arc<Served>,
    /// Those that wait for their first client.
    waiting: Mutex<Vec<Instance>>,
    /// Where a launcher starts the tool: how long to wait for it, and the scripts it is known by.
    launched: Option<(Duration, &'static [&'static str])>,
}

impl Offer {
    /// Until [`Offer::serve`] a client waits.
    pub(crate) fn new(
        contents: &Secret,
        afterwards: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        let mark = random::digits::<16>()?;
        let path = format!("{PREFIX}{mark}");
        let (pipe, instances) = Pipe::with_instances(path.clone())?;
        let contents = Secret::new(contents.expose().to_vec());
        let served = Served {
            pipe,
            secret: Mutex::new(Some(contents)),
            afterwards: afterwards.to_vec(),
        };
        Ok(Self {
            path: path.into(),
            mark,
            served: Arc::new(served),
            waiting: Mutex::new(instances),
            launched: patience.map(|patience| (patience, &[][..])),
        })
    }

    /// Nobody else is the tool behind a launcher.
    pub(crate) fn for_scripts(mut self, names: &'static [&'static str]) -> Self {
        self.launched = self.launched.map(|(patience, _)| (patience, names));
        self
    }

    pub(crate) fn in_memory(
        _contents: &Secret,
        _afterwards: &[u8],
        _closes: u8,
        _patience: Option<Duration>,
    ) -> io::Result<Self> {
        Err(crate::unsupported::not_yet("handing over in memory"))
    }

    pub(crate) fn serving(_contents: &Secret) -> io::Result<Self> {
        Err(crate::unsupported::not_yet(
            "handing over to a program that reads several times",
        ))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn path_for_all(&self) -> PathBuf {
        self.path.clone()
    }

    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// Serves the pipe: the secret once to this process, whose handle the caller holds, or to what
    /// it launches in this job.
    pub(in crate::windows) fn serve(&self, process: u32, job: Option<&Arc<Job>>) -> io::Result<()> {
        let tool = match (self.launched, job) {
            (None, _) => Recipient::Started(process),
            (Some((patience, scripts)), Some(job)) => {
                self.take_back_after(patience)?;
                self.take_back_when_asked()?;
                Recipient::Launched(job.clone(), scripts)
            }
            (Some(_), None) => {
                let what = "what a launcher starts cannot be told from others here";
                return Err(io::Error::other(what));
            }
        };
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for instance in waiting.drain(..) {
            let (served, tool) = (self.served.clone(), tool.clone());
            begin(move || served.to_clients(instance, &tool))?;
        }
        Ok(())
    }

    fn take_back_after(&self, patience: Duration) -> io::Result<()> {
        let served = self.served.clone();
        begin(move || {
            thread::sleep(patience);
            served.secret().take();
        })
    }

    /// A launcher that starts the tool by its name finds another shim, and this secret waits for
    /// nobody: scripts run before its time is over.
    fn take_back_when_asked(&self) -> io::Result<()> {
        let (_, instance) = Pipe::with_one(format!("{}{BACK}", self.path.display()))?;
        let served = self.served.clone();
        begin(move || {
            // Whoever asks, it is taken back: at worst the tool is anonymous.
            let _ = instance.client();
            served.secret().take();
        })
    }
}

fn begin(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .map(drop)
}

/// Who is given the secret.
#[derive(Clone, Debug)]
enum Recipient {
    /// The process of this number.
    Started(u32),
    /// A process of this job that runs one of these scripts.
    Launched(Arc<Job>, &'static [&'static str]),
}

impl Recipient {
    fn is(&self, process: u32) -> bool {
        match self {
            Self::Started(own) => process == *own,
            Self::Launched(job, scripts) => launched::runs_one_of(process, job, scripts),
        }
    }
}

/// What is served, by each of the threads.
#[derive(Debug)]
struct Served {
    pipe: Pipe,
    /// Until it was read.
    secret: Mutex<Option<Secret>>,
    afterwards: Vec<u8>,
}

impl Served {
    fn secret(&self) -> MutexGuard<'_, Option<Secret>> {
        self.secret.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn to_clients(&self, mut instance: Instance, tool: &Recipient) {
        loop {
            if let Ok(client) = instance.client() {
                self.give(&mut instance, tool.is(client));
            }
            drop(instance);
            match self.pipe.another() {
                Ok(next) => instance = next,
                // The other threads are still there.
                Err(_) => return,
            }
        }
    }

    /// A client that has only looked, as `stat` does, has read nothing: the secret waits on.
    fn give(&self, instance: &mut Instance, is_the_tool: bool) {
        if is_the_tool {
            let mut secret = self.secret();
            if let Some(unread) = &*secret {
                if instance.give(unread.expose()).is_ok() {
                    *secret = None;
                }
                return;
            }
        }
        // A client that has gone is none of our concern.
        let _ = instance.give(&self.afterwards);
    }
}

/// Returns when it has been taken back: the end of the file says so.
pub(crate) fn take_back(mark: &str) {
    if !mark.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return;
    }
    let path = format!("{PREFIX}{mark}{BACK}");
    let (tell, told) = channel();
    let asked = begin(move || {
        // Who serves a pipe may act as its client unless that forbids it.
        let pipe = File::options()
            .read(true)
            .security_qos_flags(SECURITY_ANONYMOUS)
            .open(path);
        // There is none where the tool was started without a launcher, or the shim has ended.
        if let Ok(mut answer) = pipe {
            let _ = io::copy(&mut answer, &mut io::sink());
        }
        let _ = tell.send(());
    });
    if asked.is_ok() {
        let _ = told.recv_timeout(BACK_PATIENCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::read;
    use std::time::Instant;

    fn offered(afterwards: &[u8]) -> Offer {
        let contents = Secret::from("the secret".to_owned());
        Offer::new(&contents, afterwards, None).unwrap()
    }

    #[test]
    fn the_tool_reads_the_secret_once_and_then_what_all_others_read() {
        let offer = offered(b"harmless");
        offer.serve(std::process::id(), None).unwrap();
        // Looked at first, and read not at all.
        drop(File::open(offer.path()).unwrap());
        assert_eq!(read(offer.path()).unwrap(), b"the secret");
        for _ in 0..40 {
            assert_eq!(read(offer.path()).unwrap(), b"harmless");
        }
    }

    #[test]
    fn another_process_is_never_given_it() {
        let offer = offered(b"");
        offer.serve(std::process::id() + 4, None).unwrap();
        for _ in 0..40 {
            assert_eq!(read(offer.path()).unwrap(), b"");
        }
    }

    #[test]
    fn another_start_takes_back_what_waits_behind_a_launcher() {
        let contents = Secret::from("the secret".to_owned());
        let patience = Some(Duration::from_secs(20));
        let offer = Offer::new(&contents, b"harmless", patience).unwrap();
        let job = Arc::new(Job::empty().unwrap());
        offer.serve(0, Some(&job)).unwrap();
        // This process is in no job of the offer's.
        assert_eq!(read(offer.path()).unwrap(), b"harmless");
        assert!(offer.served.secret().is_some());
        take_back("no such mark");
        take_back("00");
        assert!(offer.served.secret().is_some());
        take_back(offer.mark());
        assert!(offer.served.secret().is_none());
        assert_eq!(read(offer.path()).unwrap(), b"harmless");
    }

    #[test]
    fn what_no_launcher_has_read_in_time_is_taken_back() {
        let contents = Secret::from("the secret".to_owned());
        let patience = Some(Duration::from_millis(1));
        let offer = Offer::new(&contents, b"", patience).unwrap();
        let job = Arc::new(Job::empty().unwrap());
        offer.serve(0, Some(&job)).unwrap();
        let end = Instant::now() + Duration::from_secs(20);
        while offer.served.secret().is_some() && Instant::now() < end {
            thread::yield_now();
        }
        assert!(offer.served.secret().is_none());
    }

    #[test]
    fn names_are_ours_alone_and_recognised() {
        let (one, other) = (offered(b""), offered(b""));
        assert_ne!(one.path(), other.path());
        assert!(may_be_path(one.path().as_os_str()));
        assert!(!may_be_path(OsStr::new(r"\\.\pipe\other")));
        assert!(one.path().to_str().unwrap().ends_with(one.mark()));
        let taken = Pipe::with_instances(one.path().to_str().unwrap().to_owned());
        assert!(taken.is_err());
    }
}
