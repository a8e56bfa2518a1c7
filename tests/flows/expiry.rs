//! A session that is missing or has run out, where nobody is there to log in again.
//!
//! A command that writes ends at once; one that reads runs without a credential. Either way the
//! message names the command that helps.

use std::path::Path;

use serde_json::json;

use super::sessions::{cure, nobody_sent, over, package, publish};
use super::support::fixture::{Endpoint, Fixture};
use super::support::pty::Session;
use super::support::{Front, Lab};

#[test]
fn without_a_person_a_writing_command_ends_at_once() {
    for major in [8, 12] {
        let lab = over(major);
        let ended = publish(&lab).run().expect(3);
        assert!(
            ended.err().contains("has expired") && ended.err().contains(&cure(&lab)),
            "npm {major}: {ended}"
        );
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(3);
        assert!(who.err().contains(&cure(&lab)), "npm {major}: {who}");
        assert!(
            lab.registry.seen().is_empty(),
            "npm {major}: nothing was started: {:?}",
            lab.registry.seen()
        );
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
        let missing = publish(&lab).run().expect(3);
        assert!(
            missing.err().contains("nothing is stored") && missing.err().contains(&cure(&lab)),
            "{missing}"
        );
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(1);
        assert!(
            who.said().is_empty() && who.err().contains("ENEEDAUTH"),
            "a reading command is npm's: {who}"
        );
    }
}

/// A login would give a session, and `npmcred store` alone would ask for a token.
#[test]
fn a_password_that_has_expired_is_stored_again_as_one() {
    let lab = Lab::shimmed(12, Fixture::start());
    let flags = "--use write --basic --username kim";
    let store = format!("npmcred store --registry {} {flags}", lab.registry.url);
    let mut words: Vec<&str> = store.split(' ').skip(1).collect();
    words.extend(["--expires", "1s"]);
    let short = lab.npmcred(&words).stdin("pass-word-of-kim");
    short.run().expect(0);
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let ended = publish(&lab).run().expect(3);
    let hint = format!("hint: store its password again: {store}");
    assert!(ended.err().contains(&format!("{hint}\n")), "{ended}");
}

#[test]
fn without_a_person_a_reading_command_runs_bare_and_says_so() {
    let lab = over(11);
    lab.registry.manners(|it| it.closed = false);
    for setting in ["ask", "always", "never"] {
        let seen = lab
            .npm(&lab.path("work"), &["view", "nothing"])
            .env("NPMCRED_RENEW", setting)
            .run()
            .expect(1);
        assert_eq!(seen.said().len(), 1, "{setting}: {seen}");
        assert!(
            seen.err().contains("has expired") && seen.err().contains(&cure(&lab)),
            "{setting}: {seen}"
        );
    }
    assert!(!lab.registry.asked(Endpoint::Packument).is_empty());
    nobody_sent(&lab, "npm_dead");
}

/// What does without a credential of ours is not kept from running.
#[test]
fn who_needs_none_is_let_through() {
    let lab = over(12);
    let dry = lab
        .npm(&package(&lab), &["publish", "--dry-run"])
        .run()
        .expect(0);
    assert!(
        dry.err().contains("+ mine@1.0.0") || dry.out().contains("+ mine@1.0.0"),
        "{dry}"
    );
    let by_identity = publish(&lab)
        .env("GITLAB_CI", "1")
        .env("NPM_ID_TOKEN", "a.b.c")
        .run();
    assert!(
        by_identity.err().contains("ENEEDAUTH"),
        "npm was started, and found no identity here: {by_identity}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    let (cert, key) = (
        lab.write("home/cert.pem", "c"),
        lab.write("home/key.pem", "k"),
    );
    let nerf = lab.registry.nerf();
    let certificate = format!(
        "{nerf}:certfile={}\n{nerf}:keyfile={}\n",
        cert.display(),
        key.display()
    );
    lab.write("home/.npmrc", lab.user_config() + &certificate);
    let with_certificate = publish(&lab).run();
    assert!(with_certificate.said().is_empty(), "{with_certificate}");
    // npm says nothing of a certificate that it cannot find, and sends none.
    for write in [
        |key: &Path| std::fs::write(key, ""),
        |key: &Path| std::fs::remove_file(key),
    ] {
        write(&key).unwrap();
        let without = publish(&lab).run().expect(3);
        assert!(without.err().contains("nothing is stored"), "{without}");
    }
}

#[test]
fn a_long_job_is_warned_when_little_is_left() {
    let lab = Lab::shimmed(11, Fixture::start());
    let token = lab.registry.user.token.clone();
    lab.store_ending(&lab.registry.url, &token, "any", 590);
    let project = lab.project("empty", &json!({ "name": "empty", "version": "1.0.0" }));
    let installed = lab.npm(&project, &["install"]).run().expect(0);
    assert_eq!(installed.said().len(), 1, "{installed}");
    assert!(
        installed.err().contains(" ends in 9 min") || installed.err().contains(" ends in 8 min"),
        "{installed}"
    );
    assert!(installed.err().contains(&cure(&lab)), "{installed}");
    // At a terminal the next command offers a login, so only the last two minutes count.
    let watched = || Session::start(&lab.npm(&project, &["install"])).finish().1;
    assert!(!watched().contains("npmcred:"), "{}", watched());
    let short = lab.npm(&project, &["whoami"]).run().expect(0);
    assert!(short.said().is_empty(), "{short}");
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    lab.store_ending(&lab.registry.url, &token, "any", 119);
    let shown = watched();
    assert!(
        shown.contains(" ends in 1 min") || shown.contains(" ends in less than"),
        "{shown}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    lab.store_ending(&lab.registry.url, &token, "any", 700);
    assert!(
        lab.npm(&project, &["install"])
            .run()
            .expect(0)
            .said()
            .is_empty()
    );
    let ours = lab.path("home/.local/share/npmcred");
    assert!(
        !ours.join("logins").exists(),
        "no lock is made where nothing is renewed"
    );
}

/// `aws codeartifact login` calls `npm config set` three times. Its token says nothing of its end,
/// and nobody can log in there.
#[test]
fn a_token_that_another_program_makes_ends_and_is_made_again_by_it() {
    let lab = Lab::shimmed(12, Fixture::start());
    let (work, token) = (lab.path("work"), "eyJ2".repeat(375));
    let host = "corp-111122223333.d.codeartifact.eu-west-1.amazonaws.com";
    let url = format!("https://{host}/npm/shared/");
    lab.npm(&work, &["config", "set", "registry", &url])
        .run()
        .expect(0);
    lab.npm(
        &work,
        &[
            "config",
            "set",
            &format!("//{host}/npm/shared/:_authToken"),
            &token,
        ],
    )
    .run()
    .expect(0);
    lab.npm(
        &work,
        &[
            "config",
            "set",
            &format!("//{host}/npm/shared/:always-auth"),
            "true",
        ],
    )
    .run();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let kept = lab.kept();
    let left = kept[0]["expires"].as_u64().unwrap() - now;
    assert!((11 * 3600..=12 * 3600).contains(&left), "{left}: {kept:?}");
    lab.npmcred(&["remove", "--registry", &url]).run().expect(0);
    lab.store_ending(&url, &token, "any", -60);
    let cure = "aws codeartifact login --tool npm --domain corp --domain-owner 111122223333 --repository shared --region \
                eu-west-1";
    let told = lab.npm(&work, &["whoami"]).run().expect(3);
    assert!(
        told.err().contains(cure) && !told.err().contains("npmcred login"),
        "{told}"
    );
    let told = lab.npmcred(&["doctor"]).run();
    assert!(told.out().contains(cure), "{told}");
    let session = Session::start(&lab.npm(&work, &["whoami"]));
    let (_, shown) = session.finish_tidily();
    assert!(
        shown.contains("aws codeartifact login"),
        "nobody can log in there: {shown}"
    );
}

/// A program that asks npm for JSON reads npm's own codes: without a person npm says it, and we say
/// the cure beside it.
#[test]
fn who_asks_for_json_gets_npms_own() {
    for major in super::support::tools::majors() {
        let lab = over(major);
        package(&lab);
        let folder = lab.path("work/package");
        for args in [
            &["whoami", "--json"][..],
            &["publish", "--json"],
            &["profile", "get", "--json"],
            &["access", "list", "packages", "--json"],
        ] {
            lab.put(Front::Bare);
            let bare = lab.npm(&folder, args).run();
            lab.put(Front::Shim);
            let shimmed = lab.npm(&folder, args).run();
            assert_eq!(
                (shimmed.status.code(), shimmed.out()),
                (bare.status.code(), bare.out()),
                "npm {major} {args:?}: {shimmed}"
            );
            let code = |text: &str| {
                text.lines()
                    .find(|line| line.contains(" code "))
                    .map(str::to_owned)
            };
            assert_eq!(
                code(&shimmed.err()),
                code(&bare.err()),
                "npm {major} {args:?}: {shimmed}"
            );
            if bare.err().contains("ENEEDAUTH") {
                assert_eq!(shimmed.said().len(), 1, "npm {major} {args:?}: {shimmed}");
                assert!(
                    shimmed.err().contains(&cure(&lab)),
                    "npm {major} {args:?}: {shimmed}"
                );
            }
        }
        lab.npm(&folder, &["whoami"]).run().expect(3);
    }
}
