//! What a build leaves, and what its scripts find.

use super::daemon::Daemon;
use super::engine::{lab, turn, write_project};
use super::support::needles::Needles;
use super::support::run::Run;
use super::support::{Lab, tools};
use std::process::Command;

/// `npmcred exec` in front of a build, for the scope of the private package.
fn with_secret(lab: &Lab, build: Vec<String>) -> Run {
    let url = &lab.registry.url;
    let flags = ["exec", "--secret", "npmrc", "--registry", url];
    let run = lab.npmcred(&flags).args(["--scope", "@priv", "--"]);
    run.args(build)
}

#[test]
fn every_step_reads_the_secret_and_nothing_keeps_it() {
    let _turn = turn();
    let step = "RUN --mount=type=secret,id=npmrc,required=true";
    let lab = lab(&format!(
        "FROM scratch\nCOPY root /\n{step} grep -c _authToken /run/secrets/npmrc\n\
         {step},target=/home/node/.npmrc grep registry= /home/node/.npmrc\n"
    ));
    let daemon = Daemon::start();
    let needles = Needles::of(&lab.registry.reader);
    let (built, in_client) = daemon.watched(with_secret(&lab, Daemon::build(&[])), &needles);
    let built = built.expect(0);
    // BuildKit shows it, each line behind its step and its time.
    let scope = format!("@priv:registry={}", lab.registry.url);
    assert!(built.err().contains(&scope), "{built}");
    assert_eq!(needles.find(&built.stdout), None, "{built}");
    assert_eq!(needles.find(&built.stderr), None, "{built}");
    assert_eq!(in_client, [""; 0]);
    for words in [&["history", "--no-trunc", "image"][..], &["save", "image"]] {
        assert_eq!(needles.find(&daemon.ask(&lab, words).stdout), None);
    }
    assert_eq!(daemon.left_behind(&needles), []);
    assert_eq!(lab.files_with(&needles), []);
}

/// Each search above finds what the usual recipe leaves.
#[test]
fn the_recipe_that_everybody_copies_leaves_the_token_everywhere() {
    let _turn = turn();
    let lab = lab("FROM scratch\nCOPY root /\nARG NPM_TOKEN\n\
         RUN echo \"//h/:_authToken=${NPM_TOKEN}\" > .npmrc\nRUN grep -c h .npmrc\nRUN rm -f .npmrc\n");
    let daemon = Daemon::start();
    let user = &lab.registry.reader;
    let needles = Needles::of(user);
    let argument = format!("NPM_TOKEN={}", user.token);
    let mut words = Daemon::build(&["--build-arg", &argument]);
    let client = words.remove(0);
    let (built, in_client) = daemon.watched(lab.run(&client).args(words), &needles);
    let built = built.expect(0);
    assert_ne!(needles.find(&built.stderr), None, "{built}");
    assert_eq!(in_client, ["cmdline"]);
    for words in [&["history", "--no-trunc", "image"][..], &["save", "image"]] {
        assert_ne!(needles.find(&daemon.ask(&lab, words).stdout), None);
    }
    assert_ne!(daemon.left_behind(&needles), []);
}

/// A lab whose build installs a private package with a harvester, by npm `major`.
fn installing(mounts: &str, before: &str, major: u32) -> Lab {
    let lab = lab(&format!(
        "FROM scratch\nCOPY root /\nCOPY npm /npm\nCOPY project /project\nWORKDIR /project\n\
         ENV PATH=/npm/bin:/bin HOME=/home/node\n\
         RUN --mount=type=bind,source=npmcred,target=/npmcred \
         --mount=type=secret,id=npmrc,required=true{mounts} \
         {before} npm install --no-audit --no-fund --foreground-scripts\n"
    ));
    write_project(&lab, major);
    let image = lab.path("work/image");
    for (from, to) in [(tools::npm(major), "npm"), (tools::program(), "npmcred")] {
        let mut copy = Command::new("cp");
        let done = copy.arg("-a").args([from, image.join(to)]).status();
        assert!(done.unwrap().success());
    }
    lab
}

#[test]
fn npm_installs_what_is_private_and_its_scripts_find_nothing() {
    let _turn = turn();
    for major in [8, 9, 10, 11, 12] {
        let before = "/npmcred run --from /run/secrets/npmrc --";
        let lab = installing("", before, major);
        let daemon = Daemon::start();
        let needles = Needles::of(&lab.registry.reader);
        let build = with_secret(&lab, Daemon::build(&[]));
        let built = daemon.led_here(build).run().expect(0);
        let found = daemon.found_by_scripts();
        assert!(found.contains("\"secret\": \"EACCES\""), "{found}");
        assert_eq!(needles.find(&built.stderr), None, "npm {major}: {built}");
        assert_eq!(daemon.left_behind(&needles), [], "npm {major}");
    }
}

/// The same harvester finds the token where npm reads the secret from its usual place.
#[test]
fn without_it_the_scripts_find_the_token() {
    let _turn = turn();
    let lab = installing(",target=/home/node/.npmrc", "", 12);
    let daemon = Daemon::start();
    let needles = Needles::of(&lab.registry.reader);
    let build = with_secret(&lab, Daemon::build(&[]));
    daemon.led_here(build).run().expect(0);
    let found = daemon.found_by_scripts();
    assert_ne!(needles.find(found.as_bytes()), None, "{found}");
}
