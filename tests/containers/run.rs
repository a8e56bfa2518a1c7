//! `npmcred run`: npm gets the secret that is mounted for a step, and the scripts of packages do
//! not.

use super::engine::{build, built, lab, left_behind, turn, with_secret, write_project};
use super::support::needles::Needles;
use super::support::{Lab, tools};
use std::path::Path;

/// A build whose one step installs a private package with a harvester; then what that found is
/// shown.
fn dockerfile(step: &str) -> String {
    format!(
        "FROM scratch\nCOPY root /\nCOPY project /project\nWORKDIR /project\nENV PATH=/npm/bin:/bin HOME=/home/node\n\
         RUN --mount=type=secret,id=npmrc,required=true{step}\nRUN cat /found.json\n"
    )
}

/// The lab with the project, and the words of a build with npm `major` at hand.
fn world(step: &str, major: u32) -> (Lab, Vec<String>) {
    let lab = lab(&dockerfile(step));
    write_project(&lab, major);
    let npm = format!("{}:/npm:ro", tools::npm(major).display());
    let ours = format!("{}:/npmcred:ro", tools::program().display());
    let words = build(
        &lab,
        &["--network", "host", "--volume", &npm, "--volume", &ours],
    );
    (lab, words)
}

const INSTALL: &str = "npm install --no-audit --no-fund --foreground-scripts";

#[test]
fn npm_installs_what_is_private_and_its_scripts_find_nothing() {
    let _turn = turn();
    for major in [8, 9, 10, 11, 12] {
        let step = format!(" /npmcred run --from /run/secrets/npmrc -- {INSTALL}");
        let (lab, words) = world(&step, major);
        let needles = Needles::of(&lab.registry.reader);
        let url = &lab.registry.url;
        let flags = ["--secret", "npmrc", "--registry", url, "--scope", "@priv"];
        let built = built(&with_secret(&lab, &flags, words)).expect(0);
        assert!(built.out().contains("\"secret\": \"EACCES\""), "{built}");
        assert_eq!(needles.find(&built.stdout), None, "npm {major}: {built}");
        assert_eq!(needles.find(&built.stderr), None, "npm {major}: {built}");
        assert_eq!(left_behind(&lab, &needles), [], "npm {major}");
    }
}

/// The same harvester finds the token where npm reads the secret from its usual place.
#[test]
fn without_it_the_scripts_find_the_token() {
    let _turn = turn();
    let (lab, words) = world(&format!(",target=/home/node/.npmrc {INSTALL}"), 12);
    let needles = Needles::of(&lab.registry.reader);
    let url = &lab.registry.url;
    let flags = ["--secret", "npmrc", "--registry", url, "--scope", "@priv"];
    let built = built(&with_secret(&lab, &flags, words)).expect(0);
    assert_ne!(needles.find(&built.stdout), None, "{built}");
}

/// In the lab itself, which stands for a container: nothing here needs an engine.
fn run(lab: &Lab, from: &Path, words: &[&str]) -> super::support::run::Run {
    lab.npmcred(&["run", "--from", from.to_str().unwrap(), "--"])
        .args(words.iter().copied())
}

#[test]
fn a_secret_that_is_missing_empty_or_among_other_files_stops_it() {
    let lab = lab("");
    let elsewhere = lab.write("work/npmrc", "//h.example/:_authToken=s3cret\n");
    let told = run(&lab, &elsewhere, &["npm", "ci"]).run().expect(7);
    assert!(
        told.err().contains("does not lie in /run/secrets"),
        "{told}"
    );
    let told = run(&lab, Path::new("/run/secrets/none"), &["npm", "ci"])
        .run()
        .expect(6);
    assert!(told.err().contains("no secret is mounted"), "{told}");
    let told = run(&lab, &elsewhere, &["make"]).run().expect(2);
    assert!(
        told.err()
            .contains("hands a secret to these alone: npm, npx, pnpm,"),
        "{told}"
    );
}
