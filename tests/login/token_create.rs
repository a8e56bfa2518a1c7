//! `npmcred token create`: what the registry is asked, what is stored, and what is left when it
//! goes wrong.
//!
//! A token that the registry may have made is told at every run until somebody settles it.

use serde_json::json;

use super::support::fixture::{Approval, DIGITS, Endpoint, Fault, Moment, Otp, Reply};
use super::support::pty::Session;
use super::token_steps::{is_told, kept, made, names, with_password};
use super::world::{assert_no_leak, kill_at, signed_in, world};

#[test]
fn a_token_is_made_as_npm_would_and_goes_straight_into_the_store() {
    let world = signed_in(12);
    let made = with_password(
        &world,
        &[
            "token",
            "create",
            "--name",
            "ci",
            "--expires",
            "9",
            "--description",
            "for tests",
            "--packages",
            "a,@s/b",
        ],
    );
    let made = made
        .args([
            "--permission",
            "read-write-stage-only",
            "--cidr",
            "192.0.2.0/24",
            "--bypass-2fa",
        ])
        .run();
    let made = made.expect(0);
    let asked = world.registry.asked(Endpoint::TokenCreate);
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].json(),
        json!({
            "name": "ci", "password": world.registry.user.password, "description": "for tests",
            "packages": ["a", "@s/b"], "packages_and_scopes_permission": "read-write-stage-only",
            "expires": 9, "cidr_whitelist": ["192.0.2.0/24"], "bypass_2fa": true, "readonly": false,
        })
    );
    assert_eq!(asked[0].header("npm-command"), Some("token"));
    assert!(asked[0].header("authorization").is_some());
    assert!(made.err().contains("January 2027"), "{made}");
    assert!(
        made.out().contains("token ci") && made.out().contains("until 2027-01-09"),
        "{made}"
    );
    let item = kept(&world, "write").unwrap();
    assert_eq!(
        (&item["kind"], &item["expires"]),
        (&json!("granular"), &json!(1_799_452_800))
    );
    assert_no_leak(&world, &made.to_string());
    assert!(!is_told(&world, "was to be"));
}

/// Through the shim npm's command is refused, and each command that it names makes a token.
#[test]
fn what_is_named_instead_of_npm_s_own_command_makes_the_token() {
    let world = signed_in(12);
    let work = world.path("work");
    let refused = world.npm(&work, &["token", "create", "--name=ci"]).run();
    let told = refused.expect(7).err();
    let named: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split_once(": npmcred ").map(|(_, words)| words))
        .collect();
    assert_eq!(named.len(), 2, "{told}");
    for words in named {
        let before = world.registry.tokens().len();
        let words: Vec<&str> = words.split(' ').collect();
        let mut session = Session::start(&world.npmcred(&words).cwd(&work));
        session.wait_for("assword");
        session.type_in(&format!("{}\r", world.registry.user.password));
        let (status, shown) = session.finish();
        assert!(status.success(), "{words:?}: {shown}");
        assert_eq!(
            world.registry.tokens().len(),
            before + 1,
            "{words:?}: {shown}"
        );
        let made = world.registry.tokens().last().unwrap().text.clone();
        let is_printed = words[0] == "exec";
        assert_eq!(shown.contains(&made), is_printed, "{words:?}: {shown}");
    }
    assert!(kept(&world, "read").is_some());
}

#[test]
fn nobody_is_asked_for_what_cannot_be_done() {
    let world = world(12);
    let bare = with_password(&world, &["token", "create"]).run().expect(3);
    assert!(bare.err().contains("npmcred login --registry"), "{bare}");
    let world = signed_in(12);
    for args in [
        ["--permission", "read-write"].as_slice(),
        &["--cidr", "::1/128"],
        &["--cidr", "192.0.2.1"],
        &["--expires", "soon"],
        &["--name", ""],
        &["--permission", "everything"],
    ] {
        let words = [["token", "create"].as_slice(), args].concat();
        with_password(&world, &words).run().expect(2);
    }
    made(&world);
    let before = world.registry.asked(Endpoint::TokenCreate).len();
    let taken = with_password(&world, &["token", "create"]).run().expect(7);
    assert!(
        taken.err().contains("npmcred rotate") && taken.err().contains("--use read"),
        "{taken}"
    );
    world.npmcred(&["rotate", "--use", "write"]).run().expect(3);
    world.npmcred(&["rotate"]).run().expect(2);
    assert_eq!(world.registry.asked(Endpoint::TokenCreate).len(), before);
}

#[test]
fn a_second_factor_is_asked_for_where_somebody_is() {
    let world = signed_in(12);
    world.registry.manners(|it| it.otp = Some(Otp::Classic));
    let alone = with_password(&world, &["token", "create"]).run().expect(3);
    assert!(alone.err().contains("--otp=CODE"), "{alone}");
    let given = with_password(&world, &["token", "create", "--otp", DIGITS])
        .run()
        .expect(0);
    assert!(kept(&world, "read").is_some(), "{given}");

    let mut session = Session::start(&world.npmcred(&["rotate", "--use", "read"]));
    session.wait_for("password for");
    session.type_in(&format!("{}\r", world.registry.user.password));
    let mut place = 0;
    // For the new token, and again for the end of the old one.
    for _ in 0..2 {
        place = session.wait_for_next(place, "Enter OTP: ");
        session.type_in(&format!("{DIGITS}\r"));
    }
    let (status, shown) = session.finish_tidily();
    assert!(status.success(), "{shown}");
    assert_no_leak(&world, &shown);

    world
        .registry
        .manners(|it| (it.otp, it.approval) = (Some(Otp::Web), Approval::AfterPolls(1)));
    let mut session =
        Session::start(&world.npmcred(&["token", "create", "--use", "write", "--no-browser"]));
    session.wait_for("password for");
    session.type_in(&format!("{}\r", world.registry.user.password));
    session.wait_for("login/cli/sitting-");
    let (status, shown) = session.finish_tidily();
    assert!(
        status.success() && kept(&world, "write").is_some(),
        "{shown}"
    );
    assert_no_leak(&world, &shown);
}

#[test]
fn what_goes_wrong_leaves_no_token_behind() {
    for (fault, code) in [
        (Fault::Status(403), 3),
        (Fault::Status(404), 5),
        (Fault::Status(500), 5),
        (Fault::Status(429), 5),
        (Fault::Html, 5),
        (Fault::BadJson, 5),
        (Fault::Cut, 5),
        (Fault::Huge, 5),
        (Fault::Redirect("http://127.0.0.1:9/".to_owned()), 5),
        (
            Fault::Reply(Reply::json(200, &json!({ "token": "${HOME}" }))),
            5,
        ),
        (Fault::With("npm-notice", "\u{1b}[31mred".to_owned()), 5),
        (Fault::With("npm-notice", "hello".to_owned()), 0),
    ] {
        let world = signed_in(12);
        let alive = world.registry.alive().len();
        world.registry.fault(Endpoint::TokenCreate, fault.clone());
        let made = with_password(&world, &["token", "create"])
            .run()
            .expect(code);
        let left = if code == 0 { 1 } else { 0 };
        assert_eq!(
            world.registry.alive().len() - alive,
            left,
            "{fault:?}: {made}"
        );
        assert_eq!(kept(&world, "read").is_some(), code == 0, "{fault:?}");
        assert!(!is_told(&world, "was to be"), "{fault:?}");
        assert!(!made.err().contains('\u{1b}'), "{fault:?}");
        assert_no_leak(&world, &made.to_string());
    }
    let world = signed_in(12);
    let wrong = world
        .npmcred(&["token", "create"])
        .stdin("not-the-password")
        .run()
        .expect(3);
    assert!(
        wrong.err().contains("the password is wrong") && !is_told(&world, "was to be"),
        "{wrong}"
    );
}

/// The registry has done it and cannot be asked any more: the name is told until somebody settles
/// it.
#[test]
fn a_token_that_may_be_there_is_told_until_it_is_settled() {
    let world = signed_in(12);
    world
        .registry
        .fault_times(Endpoint::TokenCreate, 1, Fault::Cut);
    world
        .registry
        .fault_times(Endpoint::TokenList, 1, Fault::Status(500));
    let made = with_password(&world, &["token", "create", "--name", "my token"])
        .run()
        .expect(5);
    assert!(made.err().contains("my token"), "{made}");
    assert!(is_told(&world, "npmcred token revoke 'my token'"));
    assert_eq!(names(&world), ["my token"]);
    world
        .npmcred(&["token", "revoke", "my token"])
        .run()
        .expect(0);
    assert!(!is_told(&world, "my token") && names(&world).is_empty());
}

#[test]
fn a_store_that_fails_after_the_fact_has_the_token_revoked() {
    let mut world = signed_in(12);
    let gate = world.registry.gate(Endpoint::TokenCreate, Moment::After);
    let run = with_password(&world, &["token", "create"]);
    let mut child = run.spawn();
    std::io::Write::write_all(
        &mut child.stdin.take().unwrap(),
        world.registry.user.password.as_bytes(),
    )
    .unwrap();
    gate.wait_for(1);
    world.bus().lock();
    gate.open();
    let failed = run.collect(child, std::time::Instant::now()).expect(4);
    assert!(
        failed.err().contains("not kept, and is now revoked"),
        "{failed}"
    );
    assert_eq!(
        world.registry.alive(),
        std::slice::from_ref(&world.registry.user.token)
    );
    assert_no_leak(&world, &failed.to_string());
}

#[test]
fn a_killed_creation_is_told_and_settled_by_its_name() {
    for moment in [Moment::Before, Moment::After] {
        let world = signed_in(12);
        kill_at(
            &world,
            &with_password(&world, &["token", "create", "--name", "ci"]),
            Endpoint::TokenCreate,
            moment,
        );
        assert!(kept(&world, "read").is_none());
        assert!(is_told(&world, "npmcred token revoke ci"), "{moment:?}");
        world.npmcred(&["token", "revoke", "ci"]).run().expect(0);
        assert!(!is_told(&world, "token revoke ci"), "{moment:?}");
        assert_eq!(
            world.registry.alive(),
            std::slice::from_ref(&world.registry.user.token)
        );
        assert_no_leak(&world, "");
    }
}
