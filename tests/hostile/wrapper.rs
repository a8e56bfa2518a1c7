//! Launchers and wrappers between the shim and npm: what one leaves unread lies open to nothing
//! that runs below it.
//!
//! A wrapper that starts npm by its name comes to the shim again, which hands over a second time.
//! What the outer shim handed over must then be gone. A harvester runs as an install script and
//! looks into every descriptor of its ancestors.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::Lab;
use super::support::needles::Needles;
use super::support::run::{Run, end_group};
use super::support::tools::program;
use super::ways::{Way, wrapped};
use super::world::stored;

const HARVEST: &str = include_str!("../leaks/harvest.js");

/// The shell's wrapper without its own folder on PATH, up to the line that starts npm.
const SHELL: &str = "#!/bin/bash\n\
    export PATH=$(printf %s \"$PATH\" | tr : '\\n' | grep -vx \"$(dirname \"$0\")\" | paste -sd:)\n";

/// What a wrapper may do to start npm by its name.
const LINES: [(&str, &str); 6] = [
    ("plain", "npm \"$@\""),
    ("off", "NPMCRED=off npm \"$@\"; exec npm run harvest"),
    ("local", "npm run harvest"),
    (
        "closing",
        "(exec 200<&-; npm \"$@\"); (exec 200<&-; npm run harvest)",
    ),
    ("bare", "env -u npm_config_globalconfig npm \"$@\""),
    ("exec", "exec npm \"$@\""),
];

fn world(major: u32) -> (Lab, PathBuf, Value) {
    let lab = stored(major);
    let scripts =
        json!({ "postinstall": "node harvest.js postinstall", "harvest": "node harvest.js run" });
    let manifest = json!({ "name": "wrapped", "version": "1.0.0", "scripts": scripts, "dependencies": { "@priv/lib": "1.0.0" } });
    let folder = lab.project("wrapped", &manifest);
    lab.write("work/wrapped/harvest.js", HARVEST);
    (lab, folder, manifest)
}

/// Runs it; the harvester must have run, and found nothing.
#[track_caller]
fn harvested(lab: &Lab, run: &Run, what: &str) {
    let reports = lab.path("reports");
    std::fs::remove_dir_all(&reports).unwrap();
    std::fs::create_dir(&reports).unwrap();
    let outcome = run.run();
    let told = std::fs::read_dir(&reports).unwrap().count();
    assert!(told > 0, "{what}: the harvester did not run: {outcome}");
    let found = Needles::of(&lab.registry.writer).find_in_tree(&reports);
    assert!(found.is_empty(), "{what}: {found:?} {outcome}");
}

fn nothing_is_left_behind_a_wrapper(major: u32) {
    let (lab, folder, manifest) = world(major);
    for way in [Way::ShellWrapper, Way::NodeWrapper] {
        let run = way.start(&lab, &folder, &manifest, &["install"]);
        harvested(&lab, &run, &format!("npm {major}, {way:?}"));
        assert!(
            folder.join("node_modules/@priv/lib").exists(),
            "npm {major}, {way:?}: nothing was installed"
        );
        std::fs::remove_dir_all(folder.join("node_modules")).unwrap();
    }
    // What a shell does with a descriptor is the same whichever npm comes next: with the others in
    // between two lines show it.
    let is_shown = |name: &str| matches!(major, 8 | 12) || matches!(name, "off" | "bare");
    for (name, line) in LINES.into_iter().filter(|(name, _)| is_shown(name)) {
        let run = wrapped(
            &lab,
            name,
            &format!("{SHELL}{line}\n"),
            lab.npm(&folder, &["install"]),
        );
        harvested(&lab, &run, &format!("npm {major}, {name}"));
    }
    // Also where memory takes the pipe's place.
    lab.write("prefix/etc/npmrc", "fund=false\n");
    for (name, line) in LINES
        .into_iter()
        .filter(|(name, _)| matches!(*name, "local" | "closing") && is_shown(name))
    {
        let run = wrapped(
            &lab,
            name,
            &format!("{SHELL}{line}\n"),
            lab.npm(&folder, &["install"]),
        );
        harvested(
            &lab,
            &run,
            &format!("npm {major} with a global config, {name}"),
        );
    }
}

#[test]
fn nothing_is_left_behind_a_wrapper_of_npm_8() {
    nothing_is_left_behind_a_wrapper(8);
}

#[test]
fn nothing_is_left_behind_a_wrapper_of_npm_9() {
    nothing_is_left_behind_a_wrapper(9);
}

#[test]
fn nothing_is_left_behind_a_wrapper_of_npm_10() {
    nothing_is_left_behind_a_wrapper(10);
}

#[test]
fn nothing_is_left_behind_a_wrapper_of_npm_11() {
    nothing_is_left_behind_a_wrapper(11);
}

#[test]
fn nothing_is_left_behind_a_wrapper_of_npm_12() {
    nothing_is_left_behind_a_wrapper(12);
}

/// One that never starts npm, or much later.
#[test]
fn what_a_wrapper_does_not_read_is_gone_after_a_while() {
    let (lab, folder, _) = world(12);
    let run = wrapped(
        &lab,
        "idle",
        "#!/bin/sh\nread -r end\n",
        lab.npm(&folder, &["install"]),
    );
    let mut idle = run.spawn();
    let path = format!("/proc/{}/fd/200", idle.id());
    let waiting = || rustix::io::ioctl_fionread(std::fs::File::open(&path).ok()?).ok();
    let begun = Instant::now();
    let mut most = 0;
    while begun.elapsed() < Duration::from_secs(55) {
        let now = waiting();
        most = most.max(now.unwrap_or_default());
        if most > 0 && now == Some(0) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let left = waiting();
    end_group(&idle);
    idle.wait().unwrap();
    assert!(most > 8, "nothing was handed over");
    assert_eq!(left, Some(0), "still there after {:?}", begun.elapsed());
}

/// Copies of the program, and tools of many names that look npm up on PATH, before the shim and
/// behind it.
#[test]
fn other_programs_called_npm_make_no_loop() {
    let (lab, folder, _) = world(12);
    let prefix = lab.path("prefix/bin");
    let by_path = "#!/bin/sh\nPATH=$NEXT exec \"$(basename \"$0\")\" \"$@\"\n";
    put(&lab, "many/npm", by_path);
    std::fs::create_dir(lab.path("copy")).unwrap();
    std::fs::copy(program(), lab.path("copy/npm")).unwrap();
    let orders = [
        ["front", "copy"],
        ["copy", "front"],
        ["front", "many"],
        ["many", "front"],
    ];
    for order in orders {
        let all = std::env::join_paths(order.iter().map(|place| lab.path(place)).chain([
            prefix.clone(),
            "/usr/bin".into(),
            "/bin".into(),
        ]));
        // The tool of many names passes itself over, and finds us.
        let all = all.unwrap();
        let next = std::env::join_paths([
            lab.path("front"),
            lab.path("many"),
            prefix.clone(),
            "/usr/bin".into(),
            "/bin".into(),
        ]);
        let run = lab
            .npm(&folder, &["install"])
            .env("PATH", all)
            .env("NEXT", next.unwrap());
        harvested(&lab, &run, &format!("{order:?}"));
        assert!(
            folder.join("node_modules/@priv/lib").exists(),
            "{order:?}: nothing was installed"
        );
        std::fs::remove_dir_all(folder.join("node_modules")).unwrap();
    }
}

#[test]
fn a_launcher_that_does_not_tell_its_node_is_handed_nothing() {
    let (lab, folder, _) = world(12);
    put(
        &lab,
        "manager/npm",
        "#!/bin/sh\n[ -z \"$npm_config_globalconfig\" ] || cat \"$npm_config_globalconfig\"\n",
    );
    put(&lab, "manager/node", "#!/bin/sh\nexit 1\n");
    let path = [
        lab.path("front"),
        lab.path("manager"),
        lab.path("prefix/bin"),
        "/usr/bin".into(),
        "/bin".into(),
    ];
    let run = lab
        .npm(&folder, &["install"])
        .env("PATH", std::env::join_paths(path).unwrap());
    let outcome = run.run().expect(0);
    assert!(
        outcome.err().contains("is not to be found") && outcome.stdout.is_empty(),
        "{outcome}"
    );
}

fn put(lab: &Lab, place: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = lab.write(place, text);
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}
