//! Release scripts on a build server without a Secret Service: they go on, and no token is in a
//! file.

use super::packages::{assert_no_file_has, assert_published, publishable, registry};
use super::support::run::Run;
use super::support::tools::{jail, program};
use super::support::{Front, Lab};

/// What release scripts do, word for word.
const RELEASE: &str = "npm config set \"$KEY\" \"$NPM_TOKEN\"; npm publish";

/// A machine without a session bus, and the address of its registry: the kernel's keyring is one
/// for all tests, and no other keeps anything for this address there.
fn machine(major: u32) -> (Lab, &'static str) {
    let lab = Lab::new(major, registry());
    lab.put(Front::Shim);
    let url = lab.registry.below.as_str();
    lab.write(
        "home/.npmrc",
        lab.user_config().replace(&lab.registry.url, url),
    );
    (lab, url)
}

/// A step of a job, which ends with the first command that fails.
fn step(lab: &Lab, script: &str) -> Run {
    let key = format!(
        "{}:_authToken",
        lab.registry.below.trim_start_matches("http:")
    );
    let run = lab
        .run("sh")
        .args(["-ec", script])
        .env("CI", "true")
        .env("KEY", key);
    run.env("NPM_TOKEN", lab.registry.writer.token.as_str())
        .env("NPMCRED", program())
}

#[test]
fn what_would_need_a_choice_is_kept_for_the_job() {
    for major in [8, 12] {
        let (lab, url) = machine(major);
        let (package, name) = publishable(&lab, "released");
        let released = step(&lab, RELEASE).cwd(&package).run().expect(0);
        assert_published(&lab, &name, &lab.registry.writer);
        assert_no_file_has(&lab, &[&lab.registry.writer]);
        let said = released.said();
        let ours = said
            .iter()
            .find(|line| line.contains("stored for"))
            .unwrap();
        assert!(
            ours.contains("in the kernel keyring for this job, 6 hours at most"),
            "npm {major}: {released}"
        );
        assert!(
            said.iter().all(|line| !line.contains("in memory only")),
            "in one line: {released}"
        );
        let kept = lab.kept();
        let mine = kept
            .iter()
            .find(|one| one["registry"] == url)
            .unwrap_or_else(|| panic!("{kept:?}"));
        assert!(!mine["expires"].is_null(), "{mine}");
        // What was meant for a file of one job replaces nothing.
        for place in ["--userconfig=./job.npmrc", "--location=project", "--global"] {
            let script = format!("npm config set {place} \"$KEY=another\"");
            let refused = step(&lab, &script).cwd(&package).run().expect(7);
            assert!(
                refused.err().contains("leave it in a variable of the job"),
                "{refused}"
            );
        }
        let who = lab.npm(&package, &["whoami"]).run().expect(0);
        assert_eq!(who.out().trim(), "writer", "npm {major}");
        lab.npmcred(&["remove", "--registry", url]).run().expect(0);
        what_is_piped_into_the_store_is_kept_as_well(&lab, url);
    }
}

fn what_is_piped_into_the_store_is_kept_as_well(lab: &Lab, url: &str) {
    let store = format!("printf %s \"$NPM_TOKEN\" | \"$NPMCRED\" store --registry {url}");
    let told = step(lab, &store).run().expect(0);
    assert!(
        told.err()
            .contains("in memory only, for this job: 6 hours at most"),
        "{told}"
    );
    lab.npmcred(&["remove", "--registry", url]).run().expect(0);
    // Elsewhere somebody can choose.
    for refused in [
        step(lab, &store).without("CI"),
        step(lab, &store).env("CI", "false"),
    ] {
        let refused = refused.run().expect(4);
        assert!(
            refused
                .err()
                .contains("only stores credentials that expire"),
            "{refused}"
        );
    }
}

#[test]
fn in_a_container_without_any_store_the_variable_is_named_and_works() {
    let (lab, _) = machine(12);
    let jail = jail(&lab.path("no_keyctl"));
    let jailed = |script: &str| {
        let step = step(&lab, script);
        let args: Vec<_> = std::iter::once("sh".into())
            .chain(step.args.clone())
            .collect();
        let mut run = Run::new(&jail, step.env.clone(), &step.cwd);
        run.args = args;
        run
    };
    let (package, name) = publishable(&lab, "contained");
    let told = jailed(RELEASE).cwd(&package).run().expect(4);
    assert!(
        told.err().contains("this job has no credential store: "),
        "{told}"
    );
    let said = told.said();
    assert_eq!(said.len(), 2, "{told}");
    let hint = said[1]
        .split_once("leave it in a variable of the job: ")
        .unwrap()
        .1
        .to_owned();
    jailed(&format!("{hint}; npm publish"))
        .cwd(&package)
        .run()
        .expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
    assert_no_file_has(&lab, &[&lab.registry.writer]);
}
