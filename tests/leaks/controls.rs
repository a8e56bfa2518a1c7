//! The search proves itself: without the shim, the same harvester must find the token wherever it
//! lies open.

use super::packages::registry;
use super::reports::{clear, read};
use super::steps::{self, EXPECTED};
use super::support::needles::Needles;
use super::support::run::Run;
use super::support::tools::MAJORS;
use super::support::{Front, Lab};
use super::watch::Watch;

/// A token in `~/.npmrc`, as npm keeps it: every stage of every step sees it.
fn plaintext_is_found(major: u32) {
    let lab = Lab::new(major, registry());
    lab.put(Front::Bare);
    let config = format!(
        "{}{}:_authToken={}\n",
        lab.user_config(),
        lab.registry.nerf(),
        lab.registry.writer.token
    );
    lab.write("home/.npmrc", config);
    let needles = Needles::of(&lab.registry.writer);
    for shell in ["/bin/sh", "/bin/bash"] {
        clear(&lab);
        steps::all(&lab, shell, &|run| run.env("LAB_SHALLOW", "1"));
        let reports = read(&lab);
        for (step, stage) in EXPECTED {
            let mine: Vec<_> = reports
                .iter()
                .filter(|report| report.step == step && report.stage == stage)
                .collect();
            assert!(
                !mine.is_empty(),
                "npm {major}, {shell}: {step}/{stage} did not run"
            );
            for report in mine {
                assert!(
                    !report.finds(&needles).is_empty(),
                    "npm {major}, {shell}: {step}/{stage} did not find the open token"
                );
            }
        }
    }
    let files = needles.find_in_tree(&lab.path("home"));
    assert!(
        files.iter().any(|(file, _)| file.ends_with(".npmrc")),
        "the file with the token was not found"
    );
}

#[test]
fn plaintext_is_found_with_npm_8() {
    plaintext_is_found(8);
}

#[test]
fn plaintext_is_found_with_npm_9() {
    plaintext_is_found(9);
}

#[test]
fn plaintext_is_found_with_npm_10() {
    plaintext_is_found(10);
}

#[test]
fn plaintext_is_found_with_npm_11() {
    plaintext_is_found(11);
}

#[test]
fn plaintext_is_found_with_npm_12() {
    plaintext_is_found(12);
}

/// Runs a script with the token handed over in the open, and returns what the harvester and the
/// watch found.
fn open_hand_over(major: u32, twist: &dyn Fn(&Lab, Run) -> Run) -> (Vec<String>, Vec<String>) {
    let lab = Lab::new(major, registry());
    lab.put(Front::Bare);
    let needles = Needles::of(&lab.registry.writer);
    let watch = Watch::start();
    steps::run_only(&lab, &|run| twist(&lab, run));
    let (_, watched) = watch.end(&needles);
    let found = read(&lab)
        .iter()
        .flat_map(|report| report.finds(&needles))
        .collect();
    (found, watched)
}

#[track_caller]
fn assert_some(finds: &[String], part: &str) {
    assert!(
        finds.iter().any(|find| find.contains(part)),
        "no find with {part:?} among {finds:#?}"
    );
}

#[test]
fn a_variable_is_found() {
    for major in MAJORS {
        let (found, watched) = open_hand_over(major, &|lab, run| {
            run.env(
                format!("npm_config_{}:_authToken", lab.registry.nerf()),
                lab.registry.writer.token.as_str(),
            )
        });
        assert_some(&found, "environ of");
        assert_some(&watched, "environ of");
    }
}

#[test]
fn an_argument_is_found() {
    // npm soon writes a title over its own arguments; those of the script that it starts stay to be
    // read.
    let (found, watched) = open_hand_over(11, &|lab, run| {
        run.args([
            "--".to_owned(),
            format!(
                "--{}:_authToken={}",
                lab.registry.nerf(),
                lab.registry.writer.token
            ),
        ])
    });
    assert_some(&found, "cmdline of");
    assert_some(&watched, "cmdline of");
}

/// A config that stays readable behind its descriptor: what a hand-over by anything but a drained
/// pipe would be.
#[test]
fn a_descriptor_that_keeps_its_contents_is_found() {
    let (found, _) = open_hand_over(11, &|lab, run| {
        let file = lab.write(
            "outside",
            format!(
                "{}:_authToken={}\n",
                lab.registry.nerf(),
                lab.registry.writer.token
            ),
        );
        let script = r#"exec 200<"$0"; rm "$0"; npm_config_globalconfig=/dev/fd/200 exec npm "$@""#;
        let mut shell = run.clone();
        shell.program = "bash".into();
        shell.args.clear();
        shell.args(["-c", script]).args([file]).args(run.args)
    });
    assert_some(&found, "contents of fd 200");
}
