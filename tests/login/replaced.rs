//! A stored credential that another one replaces: it is named, and a token that goes on working at
//! its registry is offered for revocation.

use std::os::unix::fs::PermissionsExt;

use super::program::{assert_hidden, kept};
use super::support::fixture::{Endpoint, Fault, Moment, Reply};
use super::support::pty::Session;
use super::support::run::Run;
use super::world::{World, assert_logged_in, assert_no_leak, signed_in, world};

const NEW: &str = "npm_aTokenOfMineInItsPlace";

/// What replaces the user's first token, each with a token of its own.
const WAYS: [&str; 5] = ["store", "config set", "config edit", "login", "with token"];

fn replacing(world: &World, way: &str) -> Run {
    let (work, url) = (world.path("work"), world.registry.url.as_str());
    let pair = format!("{}:_authToken={NEW}", world.registry.nerf());
    match way {
        "store" => world
            .npmcred(&["store", "--yes", "--registry", url])
            .stdin(NEW),
        "config set" => world.npm(&work, &["config", "set", &pair]),
        "config edit" => {
            let text = format!("#!/bin/sh\nprintf '%s\\n' '{pair}' >> \"$1\"\n");
            let editor = world.write("front/ed-itor", text);
            std::fs::set_permissions(editor, PermissionsExt::from_mode(0o755)).unwrap();
            world.npm(&work, &["config", "edit", "--editor", "ed-itor"])
        }
        "login" => world.npm(&work, &["login"]),
        // The registry is asked about it, so it has to be one of its own.
        _ => world
            .npmcred(&["login", "--with-token", "--yes", "--registry", url])
            .stdin(world.registry.grant("mine").text),
    }
}

fn is_alive(world: &World, token: &str) -> bool {
    world.registry.alive().iter().any(|alive| alive == token)
}

/// Types the command of this hint.
#[track_caller]
fn type_hint(world: &World, told: &str, says: &str) -> String {
    let line = told
        .lines()
        .find_map(|line| line.split_once(&format!("hint: {says}: npmcred ")));
    let (_, words) = line.unwrap_or_else(|| panic!("no {says:?}: {told}"));
    let words: Vec<&str> = words.split(' ').collect();
    world.npmcred(&words).run().expect(0).out()
}

#[test]
fn without_a_person_the_old_one_is_named_with_the_command_that_finds_it() {
    for way in WAYS {
        let world = signed_in(12);
        let told = replacing(&world, way).run().expect(0);
        let url = &world.registry.url;
        let fact = format!("note: it replaces the token, which may still work at {url}\n");
        assert_eq!(told.err().matches(&fact).count(), 1, "{way}: {told}");
        let list = format!("npmcred token list --registry {url}\n");
        assert!(told.err().contains(&list), "{way}: {told}");
        assert!(is_alive(&world, &world.registry.user.token), "{way}");
        assert_eq!(kept(&world).len(), 1, "{way}: {told}");
        assert_hidden(&world, &told);
    }
}

/// One that was made on our word is known by name, end and key.
#[test]
fn the_command_that_revokes_it_does() {
    let world = signed_in(12);
    let create = [
        "token",
        "create",
        "--name",
        "ci",
        "--use",
        "read",
        "--expires",
        "30",
    ];
    let password = world.registry.user.password.clone();
    world.npmcred(&create).stdin(password).run().expect(0);
    let made = world.registry.tokens().last().unwrap().clone();
    let url = world.registry.url.clone();
    let store = ["store", "--yes", "--registry", &url, "--use", "read"];
    let told = world.npmcred(&store).stdin(NEW).run().expect(0);
    let name = &world.registry.user.name;
    let fact = format!("it replaces the token ci of {name}, which may still work at {url} until 2");
    assert!(told.err().contains(&fact), "{told}");
    assert!(is_alive(&world, &made.text), "{told}");
    type_hint(&world, &told.err(), "revoke it");
    assert!(!is_alive(&world, &made.text), "{told}");
    assert_hidden(&world, &told);
}

#[test]
fn a_person_is_asked_and_it_is_revoked_on_their_word_only() {
    for way in ["config set", "config edit", "login"] {
        for answer in ["y\r", "\r"] {
            let world = signed_in(12);
            let old = world.registry.user.token.clone();
            let mut session = Session::start(&replacing(&world, way));
            session.wait_for("it replaces the token, which may still work at");
            session.wait_for("revoke it there? [y/N]");
            session.type_in(answer);
            let (status, shown) = session.finish_tidily();
            assert_eq!(status.code(), Some(0), "{way}: {shown}");
            let is_revoked = answer == "y\r";
            assert_eq!(is_alive(&world, &old), !is_revoked, "{way}: {shown}");
            assert_eq!(
                shown.contains("note: revoked: the token"),
                is_revoked,
                "{way}: {shown}"
            );
            assert_eq!(kept(&world).len(), 1, "{way}: {shown}");
            assert!(!shown.contains(NEW), "{shown}");
            assert_no_leak(&world, &shown);
        }
    }
}

#[test]
fn who_types_a_token_is_asked_once_more_when_it_is_stored() {
    for command in [&["store"][..], &["login", "--with-token"]] {
        let world = signed_in(12);
        let (old, new) = (
            world.registry.user.token.clone(),
            world.registry.grant("mine").text,
        );
        let words = [command, &["--registry", &world.registry.url]].concat();
        let mut session = Session::start(&world.npmcred(&words));
        session.wait_for("(not shown)");
        session.type_in(&format!("{new}\r"));
        session.wait_for("is already stored for");
        session.type_in("y\r");
        session.wait_for("revoke it there? [y/N]");
        session.type_in("y\r");
        let (status, shown) = session.finish_tidily();
        assert_eq!(status.code(), Some(0), "{shown}");
        assert!(!is_alive(&world, &old), "{shown}");
        assert!(is_alive(&world, &new), "{shown}");
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}

/// A read-only token cannot end itself: the session does it, by the registry's key.
#[test]
fn the_new_session_revokes_by_key() {
    let world = signed_in(12);
    let create = ["token", "create", "--name", "ci", "--use", "read"];
    let password = world.registry.user.password.clone();
    world.npmcred(&create).stdin(password).run().expect(0);
    let made = world.registry.tokens().last().unwrap().clone();
    let mut session = Session::start(&world.npmcred(&["login", "--use", "read", "--no-browser"]));
    session.wait_for("it replaces the token ci of");
    session.wait_for("revoke it there? [y/N]");
    session.type_in("y\r");
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!is_alive(&world, &made.text), "{shown}");
    assert_no_leak(&world, &shown);
}

/// Whoever logs in again is asked in one line whether the session of before ends: no list of tokens
/// has it. Another command may run with it, so nothing ends it unasked.
#[test]
fn a_session_that_follows_another_is_ended_unless_somebody_says_no() {
    for answer in ["\r", "n\r"] {
        let world = world(12);
        world.npmcred(&["login"]).run().expect(0);
        let old = world.registry.tokens().last().unwrap().text.clone();
        let mut session = Session::start(&world.npmcred(&["login", "--no-browser"]));
        let name = &world.registry.user.name;
        session.wait_for(&format!(
            "it replaces the session of {name}, which may still"
        ));
        session.wait_for("revoke it there? [Y/n]");
        session.type_in(answer);
        let (status, shown) = session.finish_tidily();
        assert_eq!(status.code(), Some(0), "{shown}");
        assert_eq!(is_alive(&world, &old), answer == "n\r", "{shown}");
        assert_logged_in(&world);
        assert_no_leak(&world, &shown);
    }
}

/// What has ended already needs no word.
#[test]
fn a_session_that_is_over_is_no_question() {
    let world = world(12);
    let old = world.registry.user.token.clone();
    world.store_ending(&world.registry.url, &old, "any", -60);
    let (status, shown) =
        Session::start(&world.npmcred(&["login", "--no-browser"])).finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(!shown.contains("it replaces"), "{shown}");
    assert_eq!(world.registry.asked(Endpoint::Logout), [], "{shown}");
}

#[test]
fn a_session_of_another_account_is_revoked_unless_somebody_says_no() {
    for answer in [Some("\r"), Some("n\r"), None] {
        let world = world(12);
        let old = world.registry.user.token.clone();
        world.store_ending(&world.registry.url, &old, "any", 3600);
        let run = world.npmcred(&["login", "--no-browser"]);
        let fact = "it replaces the session of somebody, which may still work at";
        let shown = if let Some(answer) = answer {
            let mut session = Session::start(&run);
            session.wait_for("revoke it there? [Y/n]");
            session.type_in(answer);
            let (status, shown) = session.finish_tidily();
            assert_eq!(status.code(), Some(0), "{shown}");
            shown
        } else {
            // No command could revoke it: sessions are in no list.
            let told = run.run().expect(0);
            assert!(!told.err().contains("hint:"), "{told}");
            told.err()
        };
        assert!(shown.contains(fact), "{shown}");
        let is_revoked = answer == Some("\r");
        assert_eq!(is_alive(&world, &old), !is_revoked, "{shown}");
        assert_no_leak(&world, &shown);
    }
}

#[test]
fn a_password_is_named_and_cannot_be_revoked() {
    let world = world(12);
    let url = world.registry.url.clone();
    let basic = ["store", "--registry", &url, "--basic", "--username", "kim"];
    let password = "pass-word-of-kim";
    world.npmcred(&basic).stdin(password).run().expect(0);
    let run = world.npm(&world.path("work"), &["login", "--no-browser"]);
    let (status, shown) = Session::start(&run).finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    let fact = "it replaces the password of kim, which is no longer stored";
    assert!(shown.contains(fact), "{shown}");
    assert!(!shown.contains(password), "{shown}");
    assert_no_leak(&world, &shown);
}

/// What the registry answers to the revocation, and what is said of it.
#[test]
fn a_revocation_that_fails_is_a_note_and_the_new_one_stays() {
    let yes = Reply::json(200, &serde_json::json!({ "ok": true }));
    for (fault, note) in [
        (Fault::Status(403), "the token could not be revoked: "),
        (Fault::Cut, "the token could not be revoked: "),
        // Verdaccio says so, and its tokens go on working.
        (Fault::Reply(yes), "still accepts it"),
        (Fault::Status(404), "still accepts it"),
    ] {
        let world = signed_in(12);
        world.registry.fault(Endpoint::Logout, fault.clone());
        let mut session = Session::start(&replacing(&world, "config set"));
        session.wait_for("revoke it there? [y/N]");
        session.type_in("y\r");
        let (status, shown) = session.finish_tidily();
        assert_eq!(status.code(), Some(0), "{fault:?}: {shown}");
        assert!(shown.contains(note), "{fault:?}: {shown}");
        assert!(shown.contains("npmcred token list"), "{fault:?}: {shown}");
        assert_eq!(kept(&world).len(), 1, "{fault:?}: {shown}");
        assert_no_leak(&world, &shown);
    }
}

#[test]
fn one_that_ended_before_is_said_to_have() {
    let world = signed_in(12);
    world.registry.kill(&world.registry.user.token);
    let mut session = Session::start(&replacing(&world, "config set"));
    session.wait_for("revoke it there? [y/N]");
    session.type_in("y\r");
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(shown.contains("did not know it any more"), "{shown}");
}

/// The new one is stored before anything happens to the old one.
#[test]
fn ctrl_c_and_the_end_cost_nothing() {
    let world = signed_in(12);
    let mut session = Session::start(&replacing(&world, "login"));
    session.wait_for("revoke it there? [y/N]");
    session.type_in("\x03");
    let (_, shown) = session.finish_tidily();
    assert!(is_alive(&world, &world.registry.user.token), "{shown}");
    assert_eq!(world.registry.asked(Endpoint::Logout), [], "{shown}");
    assert_logged_in(&world);
    assert_eq!(kept(&world)[0]["kind"], "session", "{shown}");

    for moment in [Moment::Before, Moment::After] {
        let world = signed_in(12);
        let gate = world.registry.gate(Endpoint::Logout, moment);
        let mut session = Session::start(&replacing(&world, "login"));
        session.wait_for("revoke it there? [y/N]");
        session.type_in("y\r");
        gate.wait_for(1);
        session.kill();
        session.finish();
        gate.open();
        assert_logged_in(&world);
    }
}

#[test]
fn a_program_that_reads_events_is_asked_nothing() {
    let world = signed_in(12);
    let (status, shown) = Session::start(&world.npmcred(&["login", "--json"])).finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert!(
        shown.contains("it replaces the token, which may"),
        "{shown}"
    );
    assert!(!shown.contains("[y/N]"), "{shown}");
}
