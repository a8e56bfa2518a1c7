//! A named pipe that this process serves for as long as the tool runs.
//!
//! Its name stands in the environment of all that the tool starts, and any look at a path opens a
//! pipe. So a client is known by its process, not by coming first: the tool's own gets the secret,
//! once, and everybody else what they would find without us. A number of a process is not used again
//! while we hold the process. A temporary file lost: every script can read it.

use super::pipe::{Instance, Pipe};
use super::random;
use crate::secret::Secret;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

pub(crate) const IS_POSSIBLE: bool = true;
pub(crate) const IN_MEMORY_IS_POSSIBLE: bool = false;

/// How the names of our pipes begin.
const PREFIX: &str = r"\\.\pipe\npmcred-";
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
}

impl Offer {
    /// Until [`Offer::serve`] a client waits. Behind a launcher nobody knows yet which process is
    /// the tool's.
    pub(crate) fn new(
        contents: &Secret,
        afterwards: &[u8],
        patience: Option<Duration>,
    ) -> io::Result<Self> {
        if patience.is_some() {
            let what = "handing a credential over to what another program starts";
            return Err(crate::unsupported::not_yet(what));
        }
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
        })
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

    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// Serves the pipe: the secret once to this process, whose handle the caller holds.
    pub(crate) fn serve(&self, process: u32) -> io::Result<()> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for instance in waiting.drain(..) {
            let served = self.served.clone();
            thread::Builder::new()
                .stack_size(STACK)
                .spawn(move || served.to_clients(instance, process))?;
        }
        Ok(())
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
    fn to_clients(&self, mut instance: Instance, process: u32) {
        loop {
            if let Ok(client) = instance.client() {
                self.give(&mut instance, client == process);
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
            let mut secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Nobody but the tool itself is ever given it, so there is nothing to take back from here.
pub(crate) fn take_back(_mark: &str) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, read};

    fn offered(afterwards: &[u8]) -> Offer {
        let contents = Secret::from("the secret".to_owned());
        Offer::new(&contents, afterwards, None).unwrap()
    }

    #[test]
    fn the_tool_reads_the_secret_once_and_then_what_all_others_read() {
        let offer = offered(b"harmless");
        offer.serve(std::process::id()).unwrap();
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
        offer.serve(std::process::id() + 4).unwrap();
        for _ in 0..40 {
            assert_eq!(read(offer.path()).unwrap(), b"");
        }
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
