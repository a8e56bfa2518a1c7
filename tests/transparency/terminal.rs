//! At a terminal, and under signals: the shim is not there any more, so nothing stands between the
//! keyboard and npm.
//!
//! Everywhere without npm's spinner, whose turns depend on how long things take.

use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process, kill_process_group};
use serde_json::json;

use super::fixture::lab;
use super::support::pty::Session;
use super::support::run::{Run, end_group, pid, wait};
use super::support::{Front, Lab};

/// A script that says when it is ready, says which signal it got, and ends by itself only after a
/// long while.
const WAIT: &str = "
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { console.log('got ' + name); process.exit(3) })
setTimeout(() => {}, 20000)
console.log('ready ' + Boolean(process.stdin.isTTY) + ' ' + process.stdout.columns)
";

fn waiting(lab: &Lab, front: Front) -> Run {
    lab.put(front);
    let folder = lab.project(
        "waiting",
        &json!({ "name": "waiting", "version": "1.0.0", "scripts": { "wait": "node wait.js" } }),
    );
    lab.write("work/waiting/wait.js", WAIT);
    lab.npm(&folder, &["run", "wait", "--no-progress"])
}

fn both<T: PartialEq + std::fmt::Debug>(step: impl Fn(Front) -> T) {
    let (bare, shim) = (step(Front::Bare), step(Front::Shim));
    assert_eq!(bare, shim);
}

#[test]
fn ctrl_c_ends_npm_and_its_script() {
    for major in [8, 12] {
        let lab = lab(major);
        both(|front| {
            let mut session = Session::start(&waiting(&lab, front));
            session.wait_for("ready true");
            session.type_in("\x03");
            session.finish()
        });
    }
}

#[test]
fn a_hang_up_of_the_terminal_ends_npm() {
    let lab = lab(11);
    both(|front| {
        let session = Session::start(&waiting(&lab, front));
        session.wait_for("ready true");
        let group = rustix::process::Pid::from_raw(session.id().try_into().unwrap()).unwrap();
        kill_process_group(group, Signal::HUP).unwrap();
        session.finish()
    });
}

/// A signal to npm's own process, the one that the parent knows.
#[test]
fn signals_to_npm_end_it_alike() {
    for major in [8, 12] {
        let lab = lab(major);
        for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
            both(|front| {
                let run = waiting(&lab, front);
                let mut child = run.spawn();
                wait_until_ready(&mut child);
                kill_process(pid(&child), signal).unwrap();
                // npm leaves Ctrl-C to its script, and stays; that too must be the same.
                let status = wait(&mut child, Instant::now() + Duration::from_secs(5));
                end_group(&child);
                child.wait().unwrap();
                status
            });
        }
    }
}

/// Reads the child's output byte by byte up to the word, and leaves the rest.
fn wait_until_ready(child: &mut Child) {
    let stdout = child.stdout.as_mut().unwrap();
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"ready false undefined\n") {
        let count = std::io::Read::read(stdout, &mut byte).unwrap();
        assert!(
            count == 1,
            "ended early: {}",
            String::from_utf8_lossy(&text)
        );
        text.push(byte[0]);
    }
}

#[test]
fn npm_at_a_terminal_looks_the_same() {
    let lab = lab(11);
    for args in [
        &["run", "colours", "--no-progress"][..],
        &["view", "leaf", "--no-progress"],
        &["install", "--no-progress"],
        &["prefix", "--no-progress"],
    ] {
        both(|front| {
            lab.put(front);
            let _ = std::fs::remove_dir_all(lab.path("work"));
            let folder = lab.project(
                "coloured",
                &json!({
                    "name": "coloured", "version": "1.0.0", "dependencies": { "leaf": "1.0.0" },
                    "scripts": { "colours": "test -t 0 && test -t 1 && test -t 2 && echo terminal" },
                }),
            );
            let (status, shown) = Session::start(&lab.npm(&folder, args)).finish();
            (status, super::compare::steady_text(&shown))
        });
    }
}
