//! `npmcred doctor --prove`, and controls: it fails where something leaks.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::time::Instant;

use rustix::process::{Signal, kill_process};

use super::support::run::pid;
use super::world::{Found, World};

fn prove(world: &World) -> Vec<Found> {
    world.diagnose("", "npmcred doctor --prove --json")
}

/// What the proof must leave behind: nothing.
#[track_caller]
fn assert_nothing_left(world: &World) {
    let listed = world.session("npmcred list --json").expect(0);
    assert!(listed.out().contains("\"credentials\": []"), "{listed}");
    assert_eq!(scratch(world), Vec::<PathBuf>::new());
}

/// Folders of a proof.
fn scratch(world: &World) -> Vec<PathBuf> {
    let all = fs::read_dir(world.home(".local/share/npmcred"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    all.filter(|path| path.to_string_lossy().contains("scratch-"))
        .collect()
}

#[test]
fn a_canary_arrives_and_is_left_nowhere() {
    let world = World::settled();
    assert_eq!(prove(&world), []);
    let said = world.session("npmcred doctor --prove").expect(0);
    assert!(
        said.out()
            .contains("a made-up token reached the registry, and is in none of"),
        "{said}"
    );
    assert_nothing_left(&world);
    assert!(
        !world.home(".npm").exists(),
        "the user's cache and logs are not touched"
    );
}

#[test]
fn it_arrives_with_every_npm() {
    for major in [8, 9, 10, 12] {
        let world = World::with(major);
        world.session("npmcred setup --yes").expect(0);
        assert_eq!(prove(&world), [], "npm {major}");
    }
}

/// Ctrl-C while npm is at work: what was begun is put in order, and only then it ends. Killed it
/// cannot do so, and the next one does.
#[test]
fn interrupted_it_leaves_nothing() {
    let world = World::settled();
    let bin = world.lab.path("prefix/bin/npm");
    let real = fs::read_link(&bin).unwrap();
    fs::remove_file(&bin).unwrap();
    let (begun, go) = (world.lab.path("begun"), world.lab.path("go"));
    for fifo in [&begun, &go] {
        assert!(
            std::process::Command::new("mkfifo")
                .arg(fifo)
                .status()
                .unwrap()
                .success()
        );
    }
    let lines = format!(
        "#!/bin/sh\n[ \"$1\" = whoami ] || exit 1\necho >'{}'\nread -r _ <'{}'\n",
        begun.display(),
        go.display()
    );
    fs::write(&bin, lines).unwrap();
    fs::set_permissions(&bin, PermissionsExt::from_mode(0o755)).unwrap();
    let start = || {
        // A test that runs in the background has inherited an ignored Ctrl-C.
        let run = world.shell("exec env --default-signal=INT npmcred doctor --prove");
        let child = run.begin();
        // Opening it waits for npm.
        fs::read(&begun).unwrap();
        (run, child)
    };
    let (run, child) = start();
    kill_process(pid(&child), Signal::INT).unwrap();
    fs::write(&go, "\n").unwrap();
    let said = run.collect(child, Instant::now()).expect(130);
    assert!(said.err().contains("interrupted"), "{said}");
    assert_nothing_left(&world);

    let (_, mut child) = start();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(scratch(&world).len(), 1);
    fs::remove_file(&bin).unwrap();
    symlink(real, &bin).unwrap();
    assert_eq!(prove(&world), []);
    assert_eq!(scratch(&world), Vec::<PathBuf>::new());
}

/// An npm that has the token in an argument, a variable, a file or its output, and hands it to the
/// real one all the same. (In npm's own arguments nobody would see it: npm writes its title over
/// them.)
#[test]
fn whatever_leaks_is_found_and_named() {
    let world = World::settled();
    let bin = world.lab.path("prefix/bin/npm");
    let real = fs::canonicalize(&bin).unwrap();
    fs::remove_file(&bin).unwrap();
    let key = "key=$(sed -n 's/=\"\\(.*\\)\"$/=\\1/p' \"$npm_config_globalconfig\" | head -1)\nunset npm_config_globalconfig";
    let user = "cp \"$npm_config_userconfig\" \"$TMPDIR/rc\"; echo \"$key\" >>\"$TMPDIR/rc\"; export npm_config_userconfig=\"$TMPDIR/rc\"";
    let node = world.lab.path("prefix/bin/node");
    let real = format!("{} {}", node.display(), real.display());
    for (name, leak, place) in [
        (
            "argument",
            format!("exec sh -c '\"$@\"; exit $?' \"$key\" {real} \"--$key\" \"$@\""),
            "arguments of process",
        ),
        (
            "variable",
            format!("export LEAK=\"$key\"\nexec {real} \"--$key\" \"$@\""),
            "environment",
        ),
        (
            "file",
            format!("{user}\nexec {real} \"$@\""),
            "a file that npm left: tmp/rc",
        ),
        (
            "output",
            format!("echo \"$key\" | base64 -w0\nexec {real} \"--$key\" \"$@\""),
            "the output of npm whoami",
        ),
    ] {
        fs::write(&bin, format!("#!/bin/sh\n{key}\n{leak}\n")).unwrap();
        fs::set_permissions(&bin, PermissionsExt::from_mode(0o755)).unwrap();
        let found = prove(&world);
        assert!(
            found.iter().all(|one| one.id == "leaked"),
            "{name}: it arrives: {found:#?}"
        );
        assert!(
            found.iter().any(|one| one.what.contains(place)),
            "{name}: {found:#?}"
        );
        assert_nothing_left(&world);
    }
}

#[test]
fn a_token_that_does_not_arrive_is_told() {
    let world = World::settled();
    let bin = world.lab.path("prefix/bin/npm");
    let real = fs::canonicalize(&bin).unwrap();
    fs::remove_file(&bin).unwrap();
    let node = world.lab.path("prefix/bin/node");
    let lines = format!(
        "#!/bin/sh\nunset npm_config_globalconfig\nexec {} {} \"$@\"\n",
        node.display(),
        real.display()
    );
    fs::write(&bin, lines).unwrap();
    fs::set_permissions(&bin, PermissionsExt::from_mode(0o755)).unwrap();
    let ids: Vec<String> = prove(&world).into_iter().map(|one| one.id).collect();
    assert!(ids.contains(&"not-arrived".to_owned()), "{ids:?}");
    // Whoever does not read the descriptor leaves it to its scripts.
    assert!(ids.contains(&"leaked".to_owned()), "{ids:?}");
    assert_nothing_left(&world);
}

#[test]
fn without_a_shim_there_is_nothing_to_prove() {
    let world = World::settled();
    // A new shell would make it again.
    let found = world.diagnose(
        "rm \"$HOME/.local/share/npmcred/bin/npm\"",
        "npmcred doctor --prove --json",
    );
    assert_eq!(
        (found[0].id.as_str(), found[0].cure.as_deref()),
        ("no-shim", Some("npmcred setup"))
    );
}
