//! The process that asks a registry while npm starts has the credential in its memory, and nowhere
//! else.
//!
//! The registry holds the question while the test looks, so that the moment is certain.

use super::family;
use super::packages::harvester;
use super::reports;
use super::scene::{Scene, in_keyring};
use super::support::fixture::{Endpoint, Moment};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// The processes apart that there are: those of other tests as well, which does no harm.
fn asking() -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_asking = |id: &u32| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        line == b"npmcred\0ask-apart\0"
    };
    ids.filter(is_asking).collect()
}

#[test]
fn who_asks_has_it_in_its_memory_alone_and_ends() {
    let mut scene = Scene::new(12);
    let token = scene.lab.registry.user.token.clone();
    scene
        .lab
        .store_ending(&scene.lab.registry.url, &token, "any", 7200);
    scene.lab.write("work/project/harvest.js", harvester());
    let folder = scene.lab.project(
        "project",
        &json!({
            "name": "project", "version": "1.0.0",
            "scripts": { "preinstall": "node harvest.js preinstall" },
        }),
    );
    let gate = scene.lab.registry.gate(Endpoint::Whoami, Moment::Before);
    let run = scene
        .lab
        .npm(&folder, &["install"])
        .env("LAB_STEP", "install")
        .env("LAB_SHALLOW", "1");
    let (begun, child) = (Instant::now(), run.begin());
    gate.wait_for(1);
    let asking = asking();
    let needles = scene.lab.registry.needles();
    let finds = family::finds_in(&asking, &needles);
    assert!(finds.is_empty(), "{finds:#?}");
    for id in &asking {
        let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).unwrap_or_default();
        let core = limits.lines().find(|line| line.starts_with("Max core"));
        let soft = core.and_then(|line| line.split_whitespace().nth(4));
        assert_eq!(soft.unwrap_or("0"), "0", "no core file: {limits}");
        for fd in 0..3 {
            let link = std::fs::read_link(format!("/proc/{id}/fd/{fd}"));
            let is_terminal = link.is_ok_and(|to| to.starts_with("/dev/pts"));
            assert!(!is_terminal, "fd {fd} of {id}");
        }
    }
    gate.open();
    let outcome = run.collect(child, begun).expect(0);
    let until = Instant::now() + Duration::from_secs(60);
    while asking.iter().any(|id| is_there(*id)) {
        assert!(Instant::now() < until, "it does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
    let reports = reports::read(&scene.lab);
    assert!(reports.iter().any(|report| report.stage == "preinstall"));
    assert!(in_keyring(&mut scene.lab, &token), "the search knows it");
    scene.shown.push(outcome.to_string());
    scene.assert_nowhere_else();
}

fn is_there(id: u32) -> bool {
    let line = std::fs::read(Path::new("/proc").join(id.to_string()).join("cmdline"));
    line.is_ok_and(|line| line == b"npmcred\0ask-apart\0")
}
