//! Where the things under test lie: the built program, and what `tests/support/provision` unpacked.
//!
//! Each npm lives in a prefix of its own, with its own `bin/node`. npm finds its global config from
//! the place of the node that runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The npm majors that the program promises to serve.
pub(crate) const MAJORS: [u32; 5] = [8, 9, 10, 11, 12];

/// Whether everything is tried that the tests know, however long that takes: every case with every
/// npm, and ten times as many made-up files. `tests/run --whole` asks for it.
pub(crate) fn is_whole() -> bool {
    std::env::var_os("NPMCRED_TEST_WHOLE").is_some_and(|value| value == "1")
}

/// Whether this npm takes part in the case at this place of a table. The newest takes part in each,
/// and of the others one in turn: they differ seldom, and all five take three times as long.
pub(crate) fn takes_part(major: u32, at: usize) -> bool {
    let [others @ .., newest] = MAJORS;
    major == newest || major == others[at % others.len()] || is_whole()
}

/// The npms that take part in what the calling line tries.
#[track_caller]
pub(crate) fn majors() -> impl Iterator<Item = u32> {
    let at = std::panic::Location::caller().line() as usize;
    MAJORS
        .into_iter()
        .filter(move |&major| takes_part(major, at))
}

/// The program under test. `NPMCRED_TEST_BINARY` names another build of it, a static release for
/// instance.
pub(crate) fn program() -> PathBuf {
    std::env::var_os("NPMCRED_TEST_BINARY").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_npmcred")),
        PathBuf::from,
    )
}

/// The folder that `provision` fills.
pub(crate) fn folder() -> PathBuf {
    let folder = std::env::var_os("NPMCRED_TEST_TOOLS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools"),
        PathBuf::from,
    );
    assert!(
        folder.join("verdaccio/.pinned").exists(),
        "{} is not provisioned: run tests/support/provision",
        folder.display()
    );
    folder
}

/// The pristine prefix of one npm.
pub(crate) fn npm(major: u32) -> PathBuf {
    folder().join("npm").join(major.to_string())
}

/// A node that runs the registry, whatever npm is under test.
pub(crate) fn node() -> PathBuf {
    folder().join("node/22/bin/node")
}

/// Builds the small program that forbids the kernel's keyring and becomes the command behind it.
pub(crate) fn jail(program: &Path) -> PathBuf {
    let done = Command::new("cc")
        .arg("-o")
        .arg(program)
        .arg(support().join("no_keyctl.c"))
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    program.to_owned()
}

/// The same, which forbids another system call as well.
pub(crate) fn jail_without(program: &Path, call: &str) -> PathBuf {
    let source = support().join("no_keyctl.c");
    let done = Command::new("cc")
        .arg(format!("-DALSO=SYS_{call}"))
        .arg("-o")
        .arg(program)
        .arg(source)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    program.to_owned()
}

/// The folder of this file, where the scripts and fixtures are.
pub(crate) fn support() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support")
}
