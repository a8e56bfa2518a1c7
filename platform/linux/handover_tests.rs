//! How often contents in memory can be read, and what becomes of them when a watcher is killed.

use super::*;
use crate::unix::exec_tests::wait_for;
use rustix::process::{Pid, Signal, getpid, kill_process, set_child_subreaper};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Says that a test has its process to itself.
const ALONE: &str = "NPMCRED_TEST_ALONE";

struct Memory {
    reader: OwnedFd,
    /// Kept open: closing it would count.
    held: File,
}

impl Memory {
    fn new(closes: u8, patience: Option<Duration>) -> Self {
        let contents = Secret::from("s3cret and longer".to_owned());
        let reader = lasting(&contents, b"later", closes, patience).unwrap();
        let held = File::open(Self::path(&reader)).unwrap();
        Self { reader, held }
    }

    fn path(reader: &OwnedFd) -> PathBuf {
        format!("/proc/self/fd/{}", reader.as_raw_fd()).into()
    }

    fn read(&self) -> String {
        std::fs::read_to_string(Self::path(&self.reader)).unwrap()
    }

    /// What is in it, found without counting as a reader.
    fn now(&self) -> String {
        let mut bytes = [0; 64];
        let count = self.held.read_at(&mut bytes, 0).unwrap();
        String::from_utf8(bytes[..count].to_vec()).unwrap()
    }

    fn waits_for_later(&self) {
        wait_for(|| self.now().trim_end() == "later");
    }
}

#[test]
fn so_many_readers_find_it_and_no_more() {
    for closes in 1..=4 {
        let memory = Memory::new(closes, None);
        // At once, one after the other: the watcher may look only when the last one is done.
        for _ in 0..closes {
            assert_eq!(memory.read(), "s3cret and longer");
        }
        memory.waits_for_later();
    }
}

#[test]
fn fewer_readers_leave_it_until_the_deadline() {
    let memory = Memory::new(3, Some(Duration::from_millis(300)));
    assert_eq!(memory.read(), "s3cret and longer");
    memory.waits_for_later();
    assert!(memory.read().starts_with("later\n"));
}

/// In a process of its own, below which all watchers are its own.
#[test]
fn where_one_watcher_is_killed_the_other_acts() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "linux::handover::tests::killed_watchers"])
        .env(ALONE, "yes")
        .stdout(Stdio::null());
    assert!(command.status().unwrap().success());
}

#[test]
fn killed_watchers() {
    if std::env::var_os(ALONE).is_none() {
        return;
    }
    set_child_subreaper(Some(getpid())).unwrap();
    for signal in [Signal::KILL, Signal::TERM] {
        for is_guard in [false, true] {
            let memory = Memory::new(2, None);
            let watcher = child_of(getpid()).unwrap();
            let guard = child_of(watcher).unwrap();
            assert_eq!(memory.now(), "s3cret and longer");
            kill_process(if is_guard { guard } else { watcher }, signal).unwrap();
            memory.waits_for_later();
            wait_for(|| child_of(getpid()).is_none() && child_of(watcher).is_none());
        }
    }
}

/// The running watcher whose parent this is.
fn child_of(parent: Pid) -> Option<Pid> {
    let all = std::fs::read_dir("/proc").unwrap();
    all.filter_map(|entry| {
        let stat = std::fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
        let (pid, rest) = stat.split_once(" (npmcred-wiper) ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        let is_its = fields.get(1)?.parse() == Ok(parent.as_raw_nonzero().get());
        (is_its && fields.first() != Some(&"Z")).then_some(())?;
        Pid::from_raw(pid.parse().ok()?)
    })
    .next()
}
