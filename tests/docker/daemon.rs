//! A Docker daemon that serves one test.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use tempfile::TempDir;

use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::{Outcome, Run, pid, wait};

/// The client that belongs to the daemon. Another one on PATH may want a plug-in to build.
const CLIENT: &str = "/usr/bin/docker";

/// How long a build, or the daemon's start, may take.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Daemon {
    child: Child,
    folder: TempDir,
}

impl Daemon {
    /// Starts it without a network, which needs none: its builds use the machine's.
    pub(crate) fn start() -> Daemon {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let log = File::create(at("log")).unwrap();
        let mut command = Command::new("/usr/sbin/dockerd");
        for (flag, name) in [
            ("--data-root", "data"),
            ("--exec-root", "exec"),
            ("--pidfile", "pid"),
        ] {
            command.arg(flag).arg(at(name));
        }
        let child = command
            .args(["--bridge", "none", "--iptables=false", "--ip6tables=false"])
            .args(["--ip-masq=false", "--ip-forward=false", "--host"])
            .arg(format!("unix://{}", at("socket").display()))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("no dockerd: run tests/support/provision docker");
        let daemon = Daemon { child, folder };
        let until = Instant::now() + PATIENCE;
        while !daemon.answers() {
            let log = std::fs::read_to_string(daemon.at("log")).unwrap();
            assert!(Instant::now() < until, "dockerd does not start:\n{log}");
            thread::sleep(Duration::from_millis(100));
        }
        daemon
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn address(&self) -> String {
        format!("unix://{}", self.at("socket").display())
    }

    fn answers(&self) -> bool {
        let mut client = Command::new(CLIENT);
        client.args(["--host", &self.address(), "version"]);
        client.output().unwrap().status.success()
    }

    /// The client, asked for something.
    pub(crate) fn ask(&self, lab: &Lab, words: &[&str]) -> Outcome {
        self.led_here(lab.run(CLIENT).args(words.iter().copied()))
            .run()
            .expect(0)
    }

    /// A command that starts the client.
    pub(crate) fn led_here(&self, run: Run) -> Run {
        run.env("DOCKER_HOST", self.address())
            .env("DOCKER_BUILDKIT", "1")
            .deadline(PATIENCE)
    }

    /// The words that build the image of a lab.
    pub(crate) fn build(flags: &[&str]) -> Vec<String> {
        let start = [CLIENT, "build", "--network", "host", "--progress", "plain"];
        let end = ["-t", "image", "image"];
        let all = start.iter().chain(flags).chain(&end);
        all.map(|&word| word.to_owned()).collect()
    }

    /// Builds, and says what the client's arguments and environment had of a token meanwhile.
    pub(crate) fn watched(&self, run: Run, needles: &Needles) -> (Outcome, Vec<String>) {
        let run = self.led_here(run);
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut found = Vec::new();
                while !is_done.load(Ordering::Relaxed) {
                    found.extend(in_clients(needles));
                    thread::sleep(Duration::from_millis(20));
                }
                found.sort();
                found.dedup();
                found
            });
            let outcome = run.run();
            is_done.store(true, Ordering::Relaxed);
            (outcome, watcher.join().unwrap())
        })
    }

    /// What the daemon has of a token on its disk.
    pub(crate) fn left_behind(&self, needles: &Needles) -> Vec<(PathBuf, &'static str)> {
        needles.find_in_tree(&self.at("data"))
    }

    /// What the harvester wrote in a step of a build.
    pub(crate) fn found_by_scripts(&self) -> String {
        let all = super::support::needles::files(&self.at("data"));
        let mut found = all.iter().filter(|path| path.ends_with("diff/found.json"));
        let only = found.next().expect("no script ran");
        assert_eq!(found.next(), None);
        std::fs::read_to_string(only).unwrap()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = kill_process(pid(&self.child), Signal::TERM);
        if wait(&mut self.child, Instant::now() + Duration::from_secs(20)).is_none() {
            super::support::run::end_group(&self.child);
            let _ = self.child.wait();
        }
    }
}

/// Where a process of the client's has a token.
fn in_clients(needles: &Needles) -> Vec<String> {
    let of_process = |folder: &Path| {
        let exe = std::fs::read_link(folder.join("exe")).ok()?;
        let has = |file: &&str| {
            let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
            needles.find(&bytes).is_some()
        };
        let files = ["cmdline", "environ"].into_iter().filter(has);
        (exe == Path::new(CLIENT)).then(|| files.map(str::to_owned).collect::<Vec<_>>())
    };
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| of_process(&entry.path()))
        .flatten()
        .collect()
}
