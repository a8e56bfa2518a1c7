//! Tokens in the variables of a build server's job: what the scripts of packages find of them, with
//! us and without.

use serde_json::Value;

use super::job::{Job, Server};
use super::reports::{Report, read};
use super::support::needles::Needles;
use super::support::tools::jail_without;

/// The steps and the stages in which foreign code runs.
const STAGES: [(&str, &str); 6] = [
    ("install", "preinstall"),
    ("install", "postinstall"),
    ("ci", "install"),
    ("ci", "postinstall"),
    ("publish", "prepublishOnly"),
    ("publish", "postpublish"),
];

/// Runs the job; returns what was found, by step and stage.
fn finds(job: &Job) -> Vec<(String, String, Vec<String>)> {
    job.step("install", "project", "npm install").expect(0);
    job.step("ci", "project", "npm ci").expect(0);
    job.step("publish", "package", "npm publish").expect(0);
    let needles = job.needles();
    let reports = read(&job.lab);
    for (step, stage) in STAGES {
        let ran = reports
            .iter()
            .any(|one| one.step == step && one.stage == stage);
        assert!(ran, "{step}/{stage} did not run");
    }
    let found = |one: &Report| (one.step.clone(), one.stage.clone(), one.finds(&needles));
    reports.iter().map(found).collect()
}

#[track_caller]
fn nothing_is_found(major: u32, server: Server, is_root: bool) {
    let job = Job::new(major, server, is_root, true);
    if server == Server::GitHub {
        job.uses_our_action();
    }
    let told = job.step(
        "explain",
        "project",
        "npmcred explain --profile job --json npm ci",
    );
    let told: Value = serde_json::from_str(&told.expect(0).out()).unwrap();
    assert_eq!(told["withheld"], server.withheld(), "{told}");
    assert_eq!(told["profile"]["name"], "job", "{told}");
    assert_eq!(told["registries"][0]["outcome"], "handed-over", "{told}");
    for (step, stage, found) in finds(&job) {
        // What is exchanged for a token is npm's own business at a publish, and its scripts' too.
        let is_exchanged = |find: &String| step == "publish" && is_of_trust(find, &job);
        let found: Vec<_> = found
            .into_iter()
            .filter(|find| !is_exchanged(find))
            .collect();
        assert!(
            found.is_empty(),
            "npm {major} {server:?} {step}/{stage}: {found:#?}"
        );
    }
    // A script of one's own publishes as before.
    job.step("release", "package", "npm run release").expect(0);
    let name = format!("job-{}", job.lab.unique());
    let sent = job.lab.registry.requests(&name);
    let puts = sent.iter().filter(|one| one.method == "PUT").count();
    assert_eq!(puts, 2, "{sent:?}");
    let needles = Needles::of(&job.lab.registry.writer);
    assert_eq!(job.lab.files_with(&needles), []);
}

/// Whether a find is nothing but what trusted publishing brings.
fn is_of_trust(find: &str, job: &Job) -> bool {
    let own = Needles::of(&job.lab.registry.writer);
    let (_, rest) = find.split_once(": ").unwrap();
    let (channel, _) = rest.rsplit_once(" (").unwrap();
    let reports = read(&job.lab);
    let texts = reports.iter().filter(|one| one.step == "publish");
    let mut texts = texts.flat_map(|one| one.channels(channel).map(|(_, text)| text.to_owned()));
    texts.all(|text| own.find(text.as_bytes()).is_none())
}

/// Without us every stage finds it: in its own environment and in the shell's.
#[track_caller]
fn all_is_found(server: Server, is_root: bool) {
    let job = Job::new(12, server, is_root, false);
    for (step, stage, found) in finds(&job) {
        let all = found.join("\n");
        assert!(
            all.contains("environ of"),
            "{server:?} {step}/{stage}: {all}"
        );
        assert!(!found.is_empty(), "{server:?} {step}/{stage}");
    }
}

#[test]
fn a_job_of_github_shows_scripts_nothing_with_npm_8() {
    nothing_is_found(8, Server::GitHub, false);
}

#[test]
fn a_job_of_github_shows_scripts_nothing_with_npm_12() {
    nothing_is_found(12, Server::GitHub, false);
}

#[test]
fn a_job_of_github_that_is_root_shows_scripts_nothing() {
    nothing_is_found(11, Server::GitHub, true);
}

#[test]
fn a_job_of_gitlab_shows_scripts_nothing() {
    nothing_is_found(10, Server::GitLab, false);
}

#[test]
fn a_job_of_gitlab_that_is_root_shows_scripts_nothing() {
    nothing_is_found(9, Server::GitLab, true);
}

/// As where the kernel is old, or a container's rules forbid it: npm has its token all the same.
#[test]
fn where_no_wall_is_possible_that_is_said() {
    let job = Job::new(12, Server::GitHub, false, true);
    job.uses_our_action();
    let jail = jail_without(&job.lab.path("jail"), "landlock_create_ruleset");
    let line = format!("'{}' npm view @priv/tool version", jail.display());
    let seen = job.step("view", "project", &line).expect(0);
    assert_eq!(seen.out().trim(), "1.0.0");
    let [said] = seen.said().try_into().unwrap();
    let names = "ACTIONS_ID_TOKEN_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, NODE_AUTH_TOKEN";
    let wanted = format!("npmcred: note: scripts can still read {names} of the shell");
    assert!(said.starts_with(&wanted), "{said}");
    let line = "npm view @priv/tool version";
    let seen = job.step("view", "project", line).expect(0);
    assert!(seen.said().is_empty(), "{seen}");
}

#[test]
fn without_us_all_scripts_of_a_job_find_the_token() {
    all_is_found(Server::GitHub, false);
    all_is_found(Server::GitLab, true);
}
