//! `sudo npm` is npm, with one line that says why it has no credential; and nobody installs under
//! sudo.
//!
//! The real sudo is called where this may be done: as root, in a mount namespace that nobody else
//! sees. There a sudoers file of the test's own lies over the machine's. Everywhere the shim sees
//! what sudo tells it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::run::{Outcome, Run};
use crate::world::World;

const NPM: &str = "#!/bin/sh\necho \"npm $*\"\necho oops >&2\nexit 9\n";
const NOTE: &str =
    "npmcred: note: under sudo npm gets no credential; if it needs one, run it without sudo\n";
/// Somebody who may call sudo.
const CALLER: &str = "65534";
const SUDOERS: &str = "Defaults !secure_path, !env_reset\n#65534 ALL=(ALL) NOPASSWD: ALL\n";
const AS_CALLER: &str = "mount --bind \"$SUDOERS\" /etc/sudoers &&
    exec setpriv --reuid 65534 --regid 65534 --clear-groups sudo -n \"$@\"";

/// A home in which the shims are, and an npm that says what it was asked.
fn world() -> World {
    let world = World::new();
    world.set_up();
    world.tool("npm", NPM);
    world
}

/// Both ways to be under sudo that there are here.
fn ways(world: &World, words: &[&str]) -> Vec<Run> {
    let shims = world.at(".local/share/npmcred/bin");
    let path = std::env::join_paths([
        shims,
        world.path("tools"),
        "/usr/sbin".into(),
        "/usr/bin".into(),
        "/bin".into(),
    ]);
    let path = path.unwrap();
    let told = world
        .run(words[0].as_ref(), &words[1..])
        .env("SUDO_UID", CALLER)
        .env("SUDO_USER", "nobody");
    let sudoers = world.path("sudoers");
    fs::write(&sudoers, SUDOERS).unwrap();
    fs::set_permissions(&sudoers, PermissionsExt::from_mode(0o440)).unwrap();
    let real = world
        .run(
            "unshare".as_ref(),
            &["--mount", "sh", "-c", AS_CALLER, "sh"],
        )
        .args(words.to_vec());
    let real = real.env("SUDOERS", &sudoers);
    let mut ways = vec![told];
    match sudo_is_possible(&sudoers) {
        Ok(()) => ways.push(real),
        Err(why) => println!("the real sudo is not called: {why}"),
    }
    ways.into_iter().map(|run| run.env("PATH", &path)).collect()
}

/// Tried with a program that does nothing.
fn sudo_is_possible(sudoers: &Path) -> Result<(), String> {
    let done = Command::new("unshare")
        .args(["--mount", "sh", "-c", AS_CALLER, "sh", "true"])
        .env("SUDOERS", sudoers)
        .output();
    let done = done.map_err(|error| error.to_string())?;
    if done.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}

/// Without what sudo says itself, of a host that it does not know for instance.
fn said_by_others(outcome: &Outcome) -> String {
    outcome
        .err()
        .lines()
        .filter(|line| !line.starts_with("sudo: "))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn npm_runs_bare_and_one_line_says_so() {
    let world = world();
    let before = world.all();
    for words in [
        &["npm", "view", "left-pad"][..],
        &["npm", "publish"],
        &["npm", "install", "-g", "x"],
    ] {
        for run in ways(&world, words) {
            let said = run.run().expect(9);
            assert_eq!(said.out(), format!("npm {}\n", words[1..].join(" ")));
            assert_eq!(said_by_others(&said), format!("{NOTE}oops\n"));
        }
    }
    // What talks to no registry has nothing to be told.
    for run in ways(&world, &["npm", "run", "build"]) {
        let said = run.run().expect(9);
        assert_eq!(
            (said.out(), said_by_others(&said)),
            ("npm run build\n".into(), "oops\n".into())
        );
    }
    assert_eq!(world.all(), before, "root leaves nothing in the home");
}

#[test]
fn nothing_is_written_or_started_under_sudo() {
    let world = world();
    // A start file of the user's would tell that the doctor had started a shell.
    world.write(".bashrc", "echo started > \"$HOME/started\"\n");
    world.write(".profile", "echo started > \"$HOME/started\"\n");
    let before = world.all();
    let program = crate::support::tools::program();
    let acting = [
        "setup",
        "setup --undo",
        "setup --dry-run",
        "doctor",
        "doctor --prove",
        "trust --yes",
        "trust --forget",
        "use work",
        "use --forget",
        "config renew never",
        "config renew --unset",
        "migrate",
        "migrate --yes",
        "list",
        "exec -- true",
        "store --registry https://h.invalid/",
        "remove --registry https://h.invalid/",
        "login --registry https://h.invalid/",
        "logout --registry https://h.invalid/",
        "rotate --registry https://h.invalid/",
        "token list --registry https://h.invalid/",
    ];
    for words in acting.map(|line| line.split(' ').collect::<Vec<_>>()) {
        let words: Vec<&str> = [program.to_str().unwrap()]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        for run in ways(&world, &words) {
            let said: Outcome = run.run().expect(7);
            assert!(said.err().contains("hint: run it without sudo"), "{said}");
        }
    }
    assert_eq!(world.all(), before, "root leaves nothing in the home");
}

#[test]
fn what_only_reads_is_answered_under_sudo() {
    let world = world();
    let link = world.at(".local/share/npmcred/bin/npx");
    fs::remove_file(&link).unwrap();
    let before = world.all();
    let program = crate::support::tools::program();
    for line in [
        "env",
        "env fish",
        "status",
        "config",
        "config renew",
        "use",
        "trust --json",
        "explain npm publish",
    ] {
        let words: Vec<&str> = [program.to_str().unwrap()]
            .into_iter()
            .chain(line.split(' '))
            .collect();
        for run in ways(&world, &words) {
            let said = run.run();
            let status = if line == "status" { 7 } else { 0 };
            assert_eq!(
                said.status.code(),
                Some(status),
                "{line}: only the store's state is not available: {said}"
            );
            assert!(!said.out().is_empty(), "{line}: {said}");
        }
    }
    assert_eq!(world.all(), before, "root makes no shim in the home either");
}
