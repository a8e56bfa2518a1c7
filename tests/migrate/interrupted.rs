//! `kill -9` and a full disk at every system call that changes something.
//!
//! Afterwards a file is old or new, each secret is in the file or in the store, and the next run
//! completes. The call is chosen by its number (strace injects the signal or the error), so no test
//! waits for a moment.

use std::collections::BTreeSet;
use std::process::Command;

use super::support::run::{Outcome, Run};
use super::support::tools::program;
use super::world::*;

/// The calls that change something: files, links, and what is said to the store.
const CALLS: [&str; 15] = [
    "write",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "fchmod",
    "fchown",
    "unlink",
    "unlinkat",
    "mkdir",
    "ftruncate",
    "flock",
    "sendmsg",
    "sendto",
];

const FIRST: &str = "https://one.example";
const SECOND: &str = "https://two.example";

fn first_line() -> String {
    format!("//one.example/:_authToken={TOKEN} ; of mine\n")
}

fn second_line() -> String {
    format!("//two.example/:_authToken={OTHER}\n")
}

/// What may be left of the file: old, complete, or one of the two entries gone.
fn states() -> [String; 4] {
    [
        format!("# begin\n{}{}fund=false\n", first_line(), second_line()),
        "# begin\n; of mine\nfund=false\n".to_owned(),
        format!("# begin\n; of mine\n{}fund=false\n", second_line()),
        format!("# begin\n{}fund=false\n", first_line()),
    ]
}

fn begin(world: &mut World) {
    world.bus().empty();
    world.write("home/.npmrc", &states()[0]);
}

/// The run under strace, with this done to this call the so-manieth time a thread makes it.
fn bent(world: &World, call: &str, what: &str, turn: usize) -> Run {
    let inject = format!("inject={call}:{what}:when={turn}");
    let args = [
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &format!("trace={call}"),
        "-e",
        &inject,
    ];
    world
        .run("strace")
        .args(args)
        .args([program().to_str().unwrap(), "migrate", "--yes"])
}

/// How often the program makes each call in a run that nobody disturbs.
fn counts(world: &mut World) -> Vec<(&'static str, usize)> {
    begin(world);
    let log = world.path("reports/strace");
    let list = format!("trace={}", CALLS.join(","));
    let args = ["-f", "-qq", "-o", log.to_str().unwrap(), "-e", &list];
    world
        .run("strace")
        .args(args)
        .args([program().to_str().unwrap(), "migrate", "--yes"])
        .run()
        .expect(0);
    let text = std::fs::read_to_string(&log).unwrap();
    let count = |call: &'static str| {
        let made = text.lines().filter(|line| {
            line.split_whitespace()
                .nth(1)
                .is_some_and(|word| word.starts_with(&format!("{call}(")))
        });
        (call, made.count())
    };
    CALLS
        .into_iter()
        .map(count)
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// One of the states, and no secret lost.
#[track_caller]
fn assert_nothing_is_lost(world: &mut World, when: &str) {
    let text = read(world, "home/.npmrc");
    assert!(
        states().contains(&text),
        "{when}: neither old nor new:\n{text}"
    );
    for (line, realm, token) in [(first_line(), FIRST, TOKEN), (second_line(), SECOND, OTHER)] {
        assert!(
            text.contains(&line) || secret(world, realm).as_deref() == Some(token),
            "{when}: the secret of {realm} is lost"
        );
    }
}

/// The next run does what is left to do, and nothing is left lying about.
#[track_caller]
fn assert_the_next_run_completes(world: &mut World, when: &str) {
    let told = migrate(world, &["--yes"], 0);
    assert_eq!(read(world, "home/.npmrc"), states()[1], "{when}: {told}");
    let kept = [FIRST, SECOND].map(|realm| secret(world, realm));
    assert_eq!(
        kept,
        [Some(TOKEN.to_owned()), Some(OTHER.to_owned())],
        "{when}"
    );
    assert_eq!(files_with_secrets(world), Vec::<String>::new(), "{when}");
    let stray: BTreeSet<String> = std::fs::read_dir(world.path("home"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".npmcred"))
        .collect();
    assert!(stray.is_empty(), "{when}: {stray:?}");
}

fn was_killed(outcome: &Outcome) -> bool {
    use std::os::unix::process::ExitStatusExt;
    outcome.status.signal() == Some(9) || outcome.status.code() == Some(137)
}

#[test]
fn killed_at_any_call_it_loses_nothing_and_the_next_run_completes() {
    let mut world = world();
    let mut killed = 0;
    for (call, count) in counts(&mut world) {
        for turn in 1..=count {
            begin(&mut world);
            let outcome = bent(&world, call, "signal=KILL", turn).run();
            assert_silent(&outcome);
            let when = format!("killed at {call} {turn}");
            assert_nothing_is_lost(&mut world, &when);
            assert_the_next_run_completes(&mut world, &when);
            if !was_killed(&outcome) {
                // Several threads share the calls, so one alone does not reach the whole number.
                outcome.expect(0);
                break;
            }
            killed += 1;
        }
    }
    println!("killed {killed} times");
    assert!(killed > 20, "it was killed only {killed} times");
}

#[test]
fn on_a_full_disk_it_loses_nothing_and_the_next_run_completes() {
    let mut world = world();
    let mut failed = 0;
    for (call, count) in counts(&mut world) {
        if ["unlink", "unlinkat", "flock", "sendmsg", "sendto"].contains(&call) {
            continue;
        }
        for turn in 1..=count {
            begin(&mut world);
            let outcome = bent(&world, call, "error=ENOSPC", turn).run();
            assert_silent(&outcome);
            let when = format!("no space at {call} {turn}");
            assert_nothing_is_lost(&mut world, &when);
            failed += usize::from(!outcome.status.success());
            assert_the_next_run_completes(&mut world, &when);
        }
    }
    assert!(failed > 3, "it failed only {failed} times");
}

/// The same on a file system that is really full: of bytes, or of names.
#[test]
fn on_a_small_file_system_it_says_so_and_loses_nothing() {
    let mut world = world();
    let mount = "mount -t tmpfs -o size=16k,nr_inodes=8 none \"$HOME\"";
    let unshare = ["-rm", "-m"].into_iter().find(|flags| {
        let mut command = Command::new("unshare");
        let done = command
            .args([flags, "sh", "-c", mount])
            .env("HOME", world.path("tmp"))
            .output();
        done.is_ok_and(|output| output.status.success())
    });
    let Some(flags) = unshare else {
        println!("not run: nobody may mount here; the test before this one injects the same error");
        return;
    };
    // Three kinds of full: no page left, no name left but the lock's, and enough of both.
    for (fill, status) in [
        ("head -c 12288 /dev/zero >\"$HOME/full\"", 6),
        ("touch \"$HOME/a\" \"$HOME/b\"", 6),
        ("true", 0),
    ] {
        begin(&mut world);
        std::fs::write(world.path("reports/npmrc"), &states()[0]).unwrap();
        let script = format!(
            "{mount} && cp \"$LAB_REPORTS/npmrc\" \"$HOME/.npmrc\" && mkdir -p \"$HOME/.local/share/npmcred\" || exit 99
            {fill} 2>/dev/null
            {} migrate --yes
            code=$?
            cp \"$HOME/.npmrc\" \"$LAB_REPORTS/npmrc\"
            ls -A \"$HOME\" >\"$LAB_REPORTS/names\"
            exit $code",
            program().display()
        );
        let told = world
            .run("unshare")
            .args([flags, "sh", "-c", &script])
            .run()
            .expect(status);
        assert_silent(&told);
        std::fs::copy(world.path("reports/npmrc"), world.path("home/.npmrc")).unwrap();
        std::fs::write(world.path("reports/npmrc"), "").unwrap();
        assert_nothing_is_lost(&mut world, fill);
        assert!(
            !read(&world, "reports/names").contains(".npmcred-"),
            "{fill}: {}",
            read(&world, "reports/names")
        );
        assert_eq!(
            read(&world, "home/.npmrc") == states()[1],
            status == 0,
            "{fill}: {told}"
        );
    }
}
