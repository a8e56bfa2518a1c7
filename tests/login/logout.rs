//! A logout, by both programs: which credentials it ends, which it leaves alone, and that it names
//! each.

use super::program::{assert_hidden, kept, lab};
use super::support::Lab;
use super::support::fixture::{Endpoint, Fault, Fixture, Otp};
use super::support::run::{Outcome, Run};
use super::world::signed_in;

#[test]
fn a_logout_revokes_and_removes_whatever_the_registry_says() {
    let lab = lab();
    let log_in = || {
        lab.npmcred(&["login"]).run().expect(0);
        lab.registry.tokens().last().unwrap().text.clone()
    };
    let token = log_in();
    let out = lab.npmcred(&["logout"]).run().expect(0);
    assert!(
        out.err().contains("note: revoked and removed: the session"),
        "{out}"
    );
    assert_eq!(out.out(), format!("logged out of {}\n", lab.registry.url));
    assert!(!lab.registry.alive().contains(&token) && kept(&lab).is_empty());
    lab.npmcred(&["logout"]).run().expect(3);

    for status in [401, 404] {
        log_in();
        lab.registry
            .fault_times(Endpoint::Logout, 1, Fault::Status(status));
        let dead = lab.npmcred(&["logout"]).run().expect(0);
        assert!(kept(&lab).is_empty(), "{dead}");
        assert!(
            dead.err().contains("note: removed: the session"),
            "nobody revoked it now: {dead}"
        );
        assert!(dead.err().contains("still accepts the token"), "{dead}");
    }

    let token = log_in();
    lab.registry
        .fault_times(Endpoint::Logout, 9, Fault::Status(500));
    let failed = lab
        .npmcred(&["logout"])
        .env("npm_config_fetch_retries", "0")
        .run()
        .expect(5);
    assert!(
        failed.err().contains("removed from this machine"),
        "{failed}"
    );
    let told = |outcome: &Outcome| outcome.err().contains("the registry did not confirm it");
    assert!(
        told(&lab.npmcred(&["list"]).run().expect(0)),
        "the next run tells it"
    );
    assert!(!told(&lab.npmcred(&["list"]).run().expect(0)), "once");
    assert!(lab.registry.alive().contains(&token) && kept(&lab).is_empty());
    assert_hidden(&lab, &failed);
}

/// The shim ends as npm does, in front of which it stands; the program has a status of its own for
/// it. npmcred(1) says so.
#[test]
fn a_second_logout_ends_as_the_program_that_was_called_does() {
    for (program, status) in [("npm", 1), ("npmcred", 3), ("npm without us", 1)] {
        let lab = lab();
        let bare = format!(
            "{}:_authToken={}\n",
            lab.registry.nerf(),
            lab.registry.user.token
        );
        let logout = |program: &str| match program {
            "npm without us" => logout(&lab, "npm").env("NPMCRED", "off"),
            _ => logout(&lab, program),
        };
        if program == "npm without us" {
            let config = lab.path("home/.npmrc");
            let before = std::fs::read_to_string(&config).unwrap_or_default();
            lab.write("home/.npmrc", format!("{before}\n{bare}"));
        } else {
            lab.npmcred(&["login"]).run().expect(0);
        }
        logout(program).run().expect(0);
        let again = logout(program).run().expect(status);
        assert!(again.err().contains("not logged in to"), "{again}");
    }
}

#[test]
fn a_logout_ends_every_use() {
    let lab = lab();
    for purpose in ["read", "write", "any"] {
        lab.npmcred(&["login", "--use", purpose]).run().expect(0);
    }
    assert_eq!(kept(&lab).len(), 3);
    lab.npm(&lab.path("work"), &["logout"]).run().expect(0);
    assert_eq!(
        (kept(&lab).len(), lab.registry.asked(Endpoint::Logout).len()),
        (0, 3)
    );
}

/// The session of a person, a token for reading that was made on our word, and a password.
fn with_one_of_each() -> Lab<Fixture> {
    let lab = signed_in(12);
    let url = lab.registry.url.clone();
    lab.npmcred(&["token", "create", "--name", "ci", "--use", "read"])
        .stdin(lab.registry.user.password.clone())
        .run()
        .expect(0);
    let password = [
        "store",
        "--registry",
        &url,
        "--use",
        "write",
        "--basic",
        "--username",
        "kim",
    ];
    lab.npmcred(&password)
        .stdin("pass-word-of-kim")
        .run()
        .expect(0);
    lab
}

fn logout(lab: &Lab<Fixture>, program: &str) -> Run {
    match program {
        "npm" => lab.npm(&lab.path("work"), &["logout"]),
        _ => lab.npmcred(&["logout"]),
    }
}

#[test]
fn what_is_no_session_stays_and_is_named_with_the_command_that_ends_it() {
    for program in ["npm", "npmcred"] {
        let lab = with_one_of_each();
        let made = lab.registry.tokens().last().unwrap().text.clone();
        let all = format!("npmcred logout --all --registry {}", lab.registry.url);
        let out = logout(&lab, program).run().expect(0);
        let named = |out: &Outcome| {
            for words in [
                "stays, because it is no session: the token of fixture-user (use read)",
                "stays, because it is no session: the password of kim (use write)",
                &format!("hint: end what stays as well: {all}"),
            ] {
                assert!(out.err().contains(words), "no {words:?}: {out}");
            }
        };
        named(&out);
        assert!(
            out.err()
                .contains("revoked and removed: the token (use any)"),
            "{out}"
        );
        assert_eq!(kept(&lab).len(), 2, "{out}");
        assert!(lab.registry.alive().contains(&made), "{out}");
        assert_hidden(&lab, &out);

        let again = logout(&lab, program).run();
        named(&again);
        assert_eq!(kept(&lab).len(), 2, "{again}");
        // npm ends with 0 where a credential is kept.
        let status = if program == "npm" { 0 } else { 3 };
        let again = again.expect(status);
        assert_eq!(again.out(), "", "{again}");
        let first = again.err().lines().next().unwrap_or_default().to_owned();
        assert_eq!(
            first.starts_with("error: "),
            program == "npmcred",
            "{again}"
        );

        let words: Vec<&str> = all.split(' ').skip(1).collect();
        let ended = lab.npmcred(&words).run().expect(0);
        for words in [
            "revoked and removed: the token of fixture-user (use read)",
            "removed: the password of kim (use write)",
        ] {
            assert!(ended.err().contains(words), "no {words:?}: {ended}");
        }
        assert_eq!(kept(&lab).len(), 0, "{ended}");
        assert_hidden(&lab, &ended);
    }
}

/// The registry answers 401 then, as for a token that has ended.
#[test]
fn a_token_revokes_itself_where_the_session_may_not() {
    for session_has_ended in [true, false] {
        let lab = with_one_of_each();
        let made = lab.registry.tokens().last().unwrap().text.clone();
        if session_has_ended {
            lab.registry.kill(&lab.registry.user.token);
        } else {
            lab.registry.manners(|it| it.otp = Some(Otp::Classic));
        }
        let ended = lab.npmcred(&["logout", "--all"]).run().expect(0);
        assert!(!lab.registry.alive().contains(&made), "{ended}");
        assert!(
            ended
                .err()
                .contains("revoked and removed: the token of fixture-user (use read)"),
            "{ended}"
        );
    }
}

/// Also where the registry says that it does not know the token, and then takes it.
#[test]
fn a_token_that_could_not_be_revoked_is_told_by_its_key_until_it_is() {
    for status in [401, 403] {
        let lab = with_one_of_each();
        let made = lab.registry.tokens().last().unwrap().clone();
        for endpoint in [Endpoint::Logout, Endpoint::TokenRevoke] {
            lab.registry.fault_times(endpoint, 1, Fault::Status(status));
        }
        let failed = lab.npmcred(&["logout", "--all"]).run().expect(5);
        assert!(kept(&lab).is_empty(), "{failed}");
        let revoke = format!("token revoke {} --registry {}", made.key, lab.registry.url);
        let is_told = || {
            let list = lab.npmcred(&["list"]).run().expect(0);
            list.err()
                .contains(&format!("to settle it: npmcred {revoke}\n"))
        };
        assert!(is_told() && is_told(), "until it is done");
        lab.npmcred(&["login"]).run().expect(0);
        let words: Vec<&str> = revoke.split(' ').collect();
        let done = lab.npmcred(&words).run().expect(0);
        assert!(!lab.registry.alive().contains(&made.text), "{done}");
        assert!(!is_told(), "{done}");
    }
}

#[test]
fn no_npm_is_needed() {
    let lab = lab();
    lab.npmcred(&["login"]).run().expect(0);
    let words = ["logout", "--registry", &lab.registry.url];
    let out = lab.npmcred(&words).env("PATH", "/nowhere").run().expect(0);
    assert!(kept(&lab).is_empty(), "{out}");
    for words in [&["login"][..], &["store"]] {
        let told = lab
            .npmcred(words)
            .stdin("npm_of_nobody")
            .env("PATH", "/nowhere")
            .run()
            .expect(0);
        assert!(!told.err().contains("command not found"), "{told}");
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run();
    }
    lab.npmcred(&["login"]).run().expect(0);
    let check = ["status", "--check", "--json"];
    let told = lab.npmcred(&check).env("PATH", "/nowhere").run().expect(0);
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["credentials"][0]["state"], "accepted", "{told:#}");
    assert!(told["npm"].is_null(), "{told:#}");
}
