//! The program's own command line: what it accepts, what it says, and with which status it ends.
//!
//! No session bus is there. So the store is the kernel keyring, or none where the kernel keeps that
//! from us. What is put there has a name of its own for every run and lives for an hour. It is
//! removed at the end.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test starts processes, makes files, and ends where a step fails"
)]

mod bad_input;
mod config_read;
mod cures;
mod docker;
mod help;
mod hints;
mod in_shells;
mod json;
mod making;
mod manual;
mod map;
mod named_paths;
mod no_secret_service;
mod profiles;
mod readme;
mod rust_version;
mod typed;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const CANARY: &str = "npm_canaryCANARYcanaryCANARYcanary0123456";

/// A home with nothing in it.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("npmcred cli ")
                .tempdir()
                .unwrap(),
        )
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", path_with_npmcred());
        // Without it, the bus of whoever runs the tests would be found.
        command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        command.current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn npmcred<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Said {
        Said::of(
            &self
                .command(env!("CARGO_BIN_EXE_npmcred"))
                .args(args)
                .output()
                .unwrap(),
        )
    }

    fn npmcred_fed(&self, args: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(env!("CARGO_BIN_EXE_npmcred"));
        let piped = command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A command that refuses before it reads closes the pipe; that is no failure of the test.
        drop(child.stdin.take().unwrap().write_all(input));
        Said::of(&child.wait_with_output().unwrap())
    }
}

/// The PATH of whoever runs the tests, with the program under test first.
fn path_with_npmcred() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_npmcred")).parent().unwrap();
    let usual = std::env::var_os("PATH").unwrap();
    let folders = std::iter::once(own.to_owned()).chain(std::env::split_paths(&usual));
    std::env::join_paths(folders).unwrap()
}

#[derive(Debug)]
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}
