//! What the tool inherits: pid, arguments, environment, descriptors, signals, limits, folder.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;

use super::compare::{both, compare};
use super::fixture::{fresh, lab};
use super::support::run::Run;
use super::support::{Front, Lab};

const PROBE: &str = include_str!("probe.sh");

/// Puts the probe where npm was.
fn probed(major: u32) -> Lab {
    let lab = lab(major);
    let npm = lab.path("prefix/bin/npm");
    // A link to npm's own file, which other labs share: it must go before anything is written.
    std::fs::remove_file(&npm).unwrap();
    lab.write("prefix/bin/npm", PROBE);
    std::fs::set_permissions(&npm, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    lab
}

/// What the probe says, with its pid replaced by a word where it is the pid that the parent knows.
fn ask(run: &Run) -> String {
    let begun = Instant::now();
    let child = run.spawn();
    let pid = child.id().to_string();
    let outcome = run.collect(child, begun).expect(0);
    let text: String = outcome
        .stdout
        .iter()
        .map(|&byte| char::from(byte))
        .collect();
    assert!(
        text.starts_with(&format!("pid {pid}\n")),
        "not the process that was started: {outcome}"
    );
    text.split('\n')
        .map(|line| steady_line(line, &pid))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The pid as a word; signals 32 and 33 left out of the ignored ones, because the C library keeps
/// them for itself and resets them in any program that starts a thread.
fn steady_line(line: &str, pid: &str) -> String {
    if let Some(mask) = line.strip_prefix("SigIgn: ") {
        let mask = u64::from_str_radix(mask, 16).unwrap();
        return format!("SigIgn: {:x}", mask & !(3 << 31));
    }
    line.split(' ')
        .map(|word| if word == pid { "PID" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Compares the probe's answers, leaving out the lines that the shim adds by design.
#[track_caller]
fn same_for_the_tool(lab: &Lab, added: &[&str], build: impl Fn() -> Run) {
    let [bare, shim] = [Front::Bare, Front::Shim].map(|front| {
        lab.put(front);
        ask(&build())
    });
    let shim: Vec<&str> = shim
        .lines()
        .filter(|line| !added.iter().any(|start| line.starts_with(start)))
        .collect();
    let bare: Vec<&str> = bare.lines().collect();
    let only = |these: &[&str], those: &[&str]| -> Vec<String> {
        let lines = these.iter().filter(|line| !those.contains(line));
        lines.map(|line| line.chars().take(200).collect()).collect()
    };
    assert!(
        bare == shim,
        "only bare: {:#?}\nonly shim: {:#?}",
        only(&bare, &shim),
        only(&shim, &bare)
    );
}

/// Set on every call, so that a shim that finds itself again can stop.
const DEPTH: &str = "NPMCRED_DEPTH=";

#[test]
fn a_tool_without_a_credential_inherits_everything_and_nothing_more() {
    let lab = probed(11);
    same_for_the_tool(&lab, &[DEPTH], || {
        lab.run("npm")
            .args(["run", "x"])
            .env("EMPTY", "")
            .env("odd name!", "1")
    });
}

#[test]
fn a_tool_with_a_credential_gets_a_descriptor_and_three_variables_more() {
    let lab = probed(11);
    let added = [
        DEPTH,
        "NPMCRED_COVERED_npm_config_globalconfig=",
        "NPMCRED_HANDOVER=",
        "npm_config_globalconfig=/dev/fd/200",
        "fd 200 pipe:",
    ];
    same_for_the_tool(&lab, &added, || lab.run("npm").args(["install"]));
}

/// What asks the registry meanwhile is no child of the tool, which would not know what to do with
/// it.
#[test]
fn what_asks_apart_is_no_child_of_the_tool() {
    let script = "#!/bin/sh\nread -r children </proc/$$/task/$$/children; echo \"[$children]\"\n";
    for set_up in ["", "trap '' CHLD; "] {
        let lab = probed(11);
        lab.write("prefix/bin/npm", script);
        lab.put(Front::Shim);
        let line = format!("{set_up}exec npm view leaf");
        let run = lab.run("dash").args(["-c", line.as_str()]);
        let ran = run.env("NPMCRED_TRACE", "1").run().expect(0);
        let starts = ran.err().contains("a process apart asks registries");
        assert_eq!((starts, ran.out().as_str()), (true, "[]\n"), "{ran}");
        lab.wait_for("home/.local/share/npmcred/acceptance.json");
    }
}

#[test]
fn odd_arguments_arrive_as_they_are() {
    let lab = probed(11);
    let long = "x".repeat(100_000);
    let odd = [
        b"\xff\xfe".to_vec(),
        b"a\nb".to_vec(),
        b"".to_vec(),
        b"'\"`$HOME*;|".to_vec(),
        b"caf\xe9".to_vec(),
    ];
    let words = || {
        odd.iter()
            .cloned()
            .map(OsString::from_vec)
            .chain([OsString::from(&long)])
    };
    same_for_the_tool(&lab, &[DEPTH], || {
        lab.run("npm").args(["run", "x"]).args(words())
    });
    let added = [
        DEPTH,
        "NPMCRED_COVERED_npm_config_globalconfig=",
        "NPMCRED_HANDOVER=",
        "npm_config_globalconfig=/dev/fd/200",
        "fd 200 pipe:",
    ];
    same_for_the_tool(&lab, &added, || {
        lab.run("npm").args(["install", "--"]).args(words())
    });
}

#[test]
fn an_environment_that_is_not_text_arrives_as_it_is() {
    let lab = probed(11);
    let odd = OsString::from_vec(b"\xc3\x28=\x80".to_vec());
    same_for_the_tool(&lab, &[DEPTH], || {
        lab.run("npm")
            .args(["run", "x"])
            .env("NOT_TEXT", odd.clone())
    });
}

/// Things that a shell sets before it becomes npm.
#[test]
fn what_the_shell_set_up_is_kept() {
    let lab = probed(11);
    let set_ups = [
        "umask 027",
        "ulimit -c 0",
        "ulimit -S -c unlimited",
        "ulimit -S -c 0; ulimit -n 300",
        "trap '' PIPE",
        "trap '' HUP INT TERM",
        "exec 7</dev/null 9>/dev/zero",
        "mkdir gone; cd gone; rmdir ../gone",
        "renice -n 3 -p $$ >/dev/null",
        "exec </dev/null 2>/dev/null",
    ];
    let added = [
        DEPTH,
        "NPMCRED_COVERED_npm_config_globalconfig=",
        "NPMCRED_HANDOVER=",
        "npm_config_globalconfig=/dev/fd/200",
        "fd 200 pipe:",
    ];
    for set_up in set_ups {
        for word in ["run", "install"] {
            let script = format!("{set_up}; exec npm {word} x");
            same_for_the_tool(&lab, &added, || {
                lab.run("dash").args(["-c", script.as_str()])
            });
        }
    }
    // bash tells a program its own path in `_`.
    same_for_the_tool(&lab, &added, || {
        lab.run("bash").args(["-c", "exec npm run x"])
    });
}

/// npm itself in a folder with such a name; the name is in much of what it prints.
#[test]
fn folders_with_odd_names() {
    let lab = lab(11);
    for name in [
        "with space",
        "it's \"quoted\"",
        "two\nlines",
        "ünïcode",
        "$(true)`;&|",
    ] {
        for args in [
            &["install"][..],
            &["run", "where"],
            &["view", "leaf", "version"],
            &["prefix"],
        ] {
            let (bare, shim) = both(|front| {
                fresh(&lab, front);
                let folder = lab.project(
                    name,
                    &json!({ "name": "odd", "version": "1.0.0", "dependencies": { "leaf": "1.0.0" }, "scripts": { "where": "pwd" } }),
                );
                lab.npm(&folder, args)
            });
            assert_eq!(compare(&lab, &bare, &shim), None, "in {name:?}");
        }
    }
}

/// Shell lines around npm: pipes, closed streams, input.
#[test]
fn shell_lines_end_alike() {
    let lab = lab(11);
    let lines = [
        "printf 'a\\nb\\n' | npm run --silent read",
        "npm run --silent read </dev/null",
        "npm run lines | head -1; echo ${PIPESTATUS[1]}",
        "npm view leaf --json | head -c 1; echo ${PIPESTATUS[1]}",
        "npm run ok >&-; echo $?",
        "npm view leaf >&-; echo $?",
        "npm view leaf 2>&-; echo $?",
        "npm run ok <&-; echo $?",
        "npm install <&- >&- 2>&-; echo $?",
        "npm run ok >/dev/full; echo $?",
        "npm run fail >/dev/null 2>&1; echo $?",
        "exec 9<<<through; npm run descriptors | grep -c '^9$'",
        "(umask 027; ulimit -c 0; npm run limits)",
        "trap '' PIPE; npm run lines | head -1",
        "mkdir gone; cd gone; rmdir ../gone; npm run ok; echo $?",
        "mkdir gone; cd gone; rmdir ../gone; npm view leaf version; echo $?",
        "npm run environment | grep -c '^npm_'",
    ];
    let differences: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let (bare, shim) = both(|front| {
                let folder: PathBuf = fresh(&lab, front);
                lab.run("bash").cwd(folder).args(["-c", line])
            });
            compare(&lab, &bare, &shim).map(|text| format!("{line}\n{text}"))
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// A call that npm alone has just room for.
#[test]
fn arguments_near_the_limit_of_the_system() {
    let lab = probed(11);
    // Room for one argument only, so that it decides.
    let run = |word: &str, length: usize| {
        let script = format!("ulimit -s 640; exec npm {word} \"$@\"");
        let words = (0..length / 1000)
            .map(|_| "x".repeat(990))
            .chain([String::new(), "x".repeat(length % 1000)]);
        lab.run("bash")
            .args(["-c", script.as_str(), "bash"])
            .args(words)
            .run()
    };
    lab.write("prefix/bin/npm", "#!/bin/sh\nexit 0\n");
    lab.put(Front::Bare);
    let (mut fits, mut too_long) = (1000, 400_000);
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if run("install", middle).status.success() {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    lab.put(Front::Shim);
    // A shell says `npm` as the first argument, the shim the whole path.
    let length = fits - lab.path("prefix/bin/npm").as_os_str().len() - 16;
    let outcome = run("install", length).expect(0);
    assert!(
        outcome.err().contains("no room for the credential"),
        "{outcome}"
    );
    assert!(run("run", length).expect(0).err().is_empty());
    assert_ne!(run("install", too_long).status.code(), Some(0));
}
