//! Through the shim the same steps work, and the same search finds nothing.

use std::os::unix::fs::PermissionsExt;

use super::packages::registry;
use super::reports::{clear, read};
use super::steps::{self, EXPECTED};
use super::support::Lab;
use super::support::needles::Needles;
use super::watch::Watch;

fn nothing_is_found(major: u32) {
    let lab = Lab::shimmed(major, registry());
    nothing_is_found_in(&lab, &["/bin/sh", "/bin/bash"], &|run| run);
}

fn nothing_is_found_in(lab: &Lab, shells: &[&str], twist: steps::Twist) {
    let major = lab.major;
    let needles = Needles::of(&lab.registry.writer);
    let watch = Watch::start();
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    for shell in shells {
        clear(lab);
        let printed = steps::all(lab, shell, twist);
        for outcome in &printed {
            assert!(
                needles
                    .find(&outcome.stdout)
                    .or(needles.find(&outcome.stderr))
                    .is_none(),
                "printed by {outcome}"
            );
        }
        let reports = read(lab);
        for (step, stage) in EXPECTED {
            let ran = reports
                .iter()
                .any(|report| report.step == step && report.stage == stage);
            assert!(ran, "npm {major}, {shell}: {step}/{stage} did not run");
        }
        let finds: Vec<String> = reports
            .iter()
            .flat_map(|report| report.finds(&needles))
            .collect();
        assert!(finds.is_empty(), "npm {major}, {shell}: {finds:#?}");
    }
    let (looks, watched) = watch.end(&needles);
    assert!(looks > 0, "the watch looked at no process");
    assert!(watched.is_empty(), "npm {major}: {watched:#?}");
    let files = lab.files_with(&needles);
    assert!(files.is_empty(), "npm {major}: {files:#?}");
}

#[test]
fn nothing_is_found_with_npm_8() {
    nothing_is_found(8);
}

#[test]
fn nothing_is_found_with_npm_9() {
    nothing_is_found(9);
}

#[test]
fn nothing_is_found_with_npm_10() {
    nothing_is_found(10);
}

#[test]
fn nothing_is_found_with_npm_11() {
    nothing_is_found(11);
}

#[test]
fn nothing_is_found_with_npm_12() {
    nothing_is_found(12);
}

/// A wrapper without its own folder on PATH, which starts npm by its name: the shim again.
const WRAPPERS: [&str; 2] = [
    "#!/bin/sh\nPATH=$(printf %s \"$PATH\" | tr : '\\n' | grep -vx \"$(dirname \"$0\")\" | paste -sd:)\nexport PATH\n\
    \"$(basename \"$0\")\" \"$@\"\n",
    "#!/usr/bin/env node\nconst { basename, dirname } = require('path')\n\
    const PATH = process.env.PATH.split(':').filter(one => one !== dirname(__filename)).join(':')\n\
    const options = { stdio: 'inherit', env: { ...process.env, PATH } }\n\
    const { spawnSync } = require('child_process')\n\
    process.exit(spawnSync(basename(__filename), process.argv.slice(2), options).status ?? 1)\n",
];

fn nothing_is_found_behind_a_wrapper(major: u32, text: &str) {
    let lab = Lab::shimmed(major, registry());
    for name in ["npm", "npx"] {
        let file = lab.write(format!("wrapper/{name}"), text);
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = [
        lab.path("front"),
        lab.path("wrapper"),
        lab.path("prefix/bin"),
        "/usr/bin".into(),
        "/bin".into(),
    ];
    let path = std::env::join_paths(path).unwrap();
    nothing_is_found_in(&lab, &["/bin/sh"], &|run| run.env("PATH", path.clone()));
}

#[test]
fn nothing_is_found_behind_a_wrapper_in_shell_with_npm_8() {
    nothing_is_found_behind_a_wrapper(8, WRAPPERS[0]);
}

#[test]
fn nothing_is_found_behind_a_wrapper_in_node_with_npm_12() {
    nothing_is_found_behind_a_wrapper(12, WRAPPERS[1]);
}

/// A script that goes around the shim through `$npm_execpath` is without the credential, but not
/// without the machine's own global config: a company's `cafile` lives there.
///
/// `comments` lines of comment make the file as large as one with certificates in it, more than a
/// pipe holds.
fn the_real_global_config_stays(major: u32, comments: usize) {
    let lab = Lab::shimmed(major, registry());
    let authorities = lab.write("outside/authorities.pem", "# none\n");
    lab.write(
        "prefix/etc/npmrc",
        format!(
            "{}cafile={}\n",
            "# set by the company\n".repeat(comments),
            authorities.display()
        ),
    );
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    steps::all(&lab, "/bin/sh", &|run| run);
    let needles = Needles::of(&lab.registry.writer);
    let reports = read(&lab);
    let finds: Vec<String> = reports
        .iter()
        .flat_map(|report| report.finds(&needles))
        .collect();
    assert!(finds.is_empty(), "npm {major}: {finds:#?}");
    let mut asked = 0;
    for report in &reports {
        for (way, answer) in report
            .channels("npm")
            .filter(|(way, _)| way.ends_with("config get cafile globalconfig"))
        {
            asked += 1;
            let place = format!("npm {major}, {}/{}: {way}", report.step, report.stage);
            assert!(
                answer.contains(authorities.to_str().unwrap()),
                "{place} answered {answer}"
            );
        }
    }
    assert!(
        asked >= 4,
        "only {asked} scripts asked for the global config"
    );
}

#[test]
fn the_real_global_config_stays_with_npm_8() {
    the_real_global_config_stays(8, 1);
}

#[test]
fn the_real_global_config_stays_with_npm_12() {
    the_real_global_config_stays(12, 1);
}

#[test]
fn a_large_global_config_stays_with_npm_11() {
    the_real_global_config_stays(11, 10_000);
}
