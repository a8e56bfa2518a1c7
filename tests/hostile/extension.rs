//! The code of a project that npm 12 runs inside itself: which commands do, and that it meets no
//! credential there.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::support::Lab;
use super::support::lab::Front;
use super::ways::Way;
use super::world::stored;

/// Every command of npm 12 that asks a registry, with words that take it far enough; those that
/// never run the code first.
const NEVER: [&str; 24] = [
    "access list packages",
    "audit",
    "bugs @priv/lib",
    "cache add @priv/lib",
    "ci",
    "deprecate @priv/none@1 no",
    "dist-tag ls @priv/lib",
    "docs @priv/lib",
    "doctor",
    "install-ci-test",
    "org ls some",
    "owner ls @priv/lib",
    "ping",
    "profile get",
    "repo @priv/lib",
    "search some",
    "stage list @priv/lib",
    "team ls some:team",
    "token list",
    "trust list @priv/lib",
    "undeprecate @priv/none@1",
    "unpublish @priv/none@1.0.0",
    "view @priv/lib version",
    "whoami",
];
const MAY: [&str; 15] = [
    "audit fix",
    "audit signatures",
    "dedupe",
    "diff --diff=@priv/lib",
    "exec -- none",
    "find-dupes",
    "init none",
    "install",
    "install-test",
    "outdated",
    "pack",
    "prune",
    "publish",
    "uninstall @priv/lib",
    "update",
];

const CODE: &str = "require('node:fs').writeFileSync(__dirname + '/ran', '')\nexports.transformManifest = pkg => pkg\n";

/// A project that has been installed, with the code.
fn project(lab: &Lab) -> PathBuf {
    let manifest = json!({
        "name": "case", "version": "1.0.0", "private": true, "scripts": { "test": "true" },
        "dependencies": { "part": "file:./part" },
    });
    let folder = lab.project("case", &manifest);
    lab.write(
        "work/case/part/package.json",
        json!({ "name": "part", "version": "1.0.0" }).to_string(),
    );
    lab.npm(&folder, &["install"]).run().expect(0);
    lab.write("work/case/.npm-extension.cjs", CODE);
    folder
}

fn ran(folder: &Path) -> bool {
    std::fs::remove_file(folder.join("ran")).is_ok()
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ')
        .chain(["--fetch-retries=0", "--no-browser"])
        .collect()
}

#[test]
fn the_commands_that_run_it_are_those_that_npm_runs_it_in() {
    let lab = stored(12);
    lab.put(Front::Bare);
    let folder = project(&lab);
    for (lines, runs) in [(&NEVER[..], false), (&MAY[..], true)] {
        for line in lines {
            // Without npm's own record of what is installed, whatever reads the tree runs the code.
            let _ = std::fs::remove_file(folder.join("node_modules/.package-lock.json"));
            let outcome = lab.npm(&folder, &words(line)).run();
            assert_eq!(ran(&folder), runs, "npm {line}: {outcome}");
        }
    }
}

#[test]
fn a_command_that_never_runs_it_gets_the_credential_and_others_do_not() {
    let lab = stored(12);
    let folder = project(&lab);
    for line in NEVER {
        let told = lab
            .npmcred(&["explain", "npm"])
            .args(line.split(' '))
            .cwd(&folder)
            .run()
            .expect(0);
        assert!(told.out().contains("handed over"), "npm {line}: {told}");
    }
    for line in MAY {
        let told = lab
            .npmcred(&["explain", "npm"])
            .args(line.split(' '))
            .cwd(&folder)
            .run()
            .expect(0);
        assert!(
            told.out().contains("runs as part of npm") && !told.out().contains("handed over"),
            "npm {line}: {told}"
        );
    }
    assert!(
        lab.npm(&folder, &words("view @priv/lib version"))
            .run()
            .expect(0)
            .out()
            .contains("1.0.0")
    );
    assert!(!ran(&folder));
    // Nobody knows what a whole command does.
    let told = lab
        .npmcred(&["exec", "--", "npm", "view", "@priv/lib", "version"])
        .cwd(&folder)
        .run()
        .expect(7);
    assert!(told.err().contains("runs as part of npm"), "{told}");
    let told = lab
        .npmcred(&["explain", "npm", "install", "--ignore-scripts"])
        .cwd(&folder)
        .run()
        .expect(0);
    assert!(told.out().contains("handed over"), "{told}");
}

/// Only npm 12 runs such code, so there is no row for another. However the command is started, it
/// is handed nothing.
#[test]
fn no_way_of_starting_it_hands_anything_to_the_code() {
    let lab = stored(12);
    let folder = project(&lab);
    for way in Way::ALL {
        let outcome = way
            .start_from_elsewhere(&lab, &folder, &["outdated", "--fetch-retries=0"])
            .run();
        assert!(
            outcome.err().contains("runs as part of npm"),
            "{way:?}: {outcome}"
        );
    }
}
