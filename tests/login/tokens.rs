//! `npmcred token` and `npmcred rotate`: what the registry is asked, what is kept, and what is left
//! when it goes wrong.

use serde_json::{Value, json};

use super::support::fixture::{Approval, DIGITS, Endpoint, Fault, Moment, Otp, Reply, Request};
use super::support::pty::Session;
use super::support::run::{Outcome, Run};
use super::world::{World, assert_no_leak, kill_at, signed_in, stored, world};

/// The program with the account's password on standard input.
fn with_password(world: &World, args: &[&str]) -> Run {
    world
        .npmcred(args)
        .stdin(format!("{}\n", world.registry.user.password))
        .env("npm_config_fetch_retries", "0")
}

/// A token made by the program, kept for reading.
fn made(world: &World) {
    with_password(
        world,
        &["token", "create", "--name", "ci", "--expires", "30"],
    )
    .run()
    .expect(0);
}

/// The names of the tokens that the account has, without the sessions.
fn names(world: &World) -> Vec<String> {
    let list = world.npmcred(&["token", "list", "--json"]).run().expect(0);
    let list: Value = serde_json::from_str(&list.out()).unwrap();
    assert_eq!(
        (&list["v"], &list["registry"]),
        (&json!(1), &json!(world.registry.url))
    );
    list["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["name"].as_str().unwrap().to_owned())
        .collect()
}

/// What is kept for this use.
fn kept(world: &World, purpose: &str) -> Option<Value> {
    stored(world)
        .into_iter()
        .find(|item| item["use"] == purpose)
}

/// Whether the next run has something to tell.
fn is_told(world: &World, what: &str) -> bool {
    world
        .npmcred(&["list"])
        .run()
        .expect(0)
        .err()
        .contains(what)
}

/// Whether the stored credential for reading works.
fn is_alive(world: &World) -> bool {
    let install = world
        .npm(&world.path("work"), &["view", "nothing-of-this-name"])
        .run();
    install.err().contains("E404")
}

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

#[test]
fn the_list_is_whole_and_shows_no_token() {
    let world = signed_in(12);
    made(&world);
    for name in ["one", "two", "three", "four"] {
        world.registry.grant(name);
    }
    assert_eq!(
        names(&world),
        ["ci", "one", "two", "three", "four"],
        "three pages"
    );
    let list = world.npmcred(&["token", "list"]).run().expect(0);
    assert!(
        list.out().contains("  ci  ") && list.out().contains("made 2026-11-01"),
        "{list}"
    );
    assert!(
        list.out().contains("key-of-o  one"),
        "the shortest id that is its own: {list}"
    );
    let json = world.npmcred(&["token", "list", "--json"]).run().expect(0);
    assert!(
        !json.out().contains("npm_") && json.out().contains("\"id\": \"key-of-o\""),
        "{json}"
    );
    assert_no_leak(&world, &format!("{list}{json}"));
}

#[test]
fn a_list_that_goes_on_elsewhere_is_not_followed() {
    let world = signed_in(12);
    let page = |next: &str| Reply::json(200, &json!({ "objects": [], "urls": { "next": next } }));
    world.registry.fault_times(
        Endpoint::TokenList,
        1,
        Fault::Reply(page("http://127.0.0.1:9/x")),
    );
    let refused = world.npmcred(&["token", "list"]).run().expect(7);
    assert!(refused.err().contains("another registry"), "{refused}");
    world.registry.fault(
        Endpoint::TokenList,
        Fault::Reply(page(&format!("{}-/npm/v1/tokens", world.registry.url))),
    );
    let endless = world.npmcred(&["token", "list"]).run().expect(5);
    assert!(endless.err().contains("does not end"), "{endless}");
}

#[test]
fn a_token_is_revoked_by_id_or_name_and_forgotten() {
    let world = signed_in(12);
    made(&world);
    let others = ["one", "two"].map(|name| world.registry.grant(name));
    world
        .npmcred(&["token", "revoke", "key-of-"])
        .run()
        .expect(2);
    let by_id = world
        .npmcred(&["token", "revoke", "key-of-o"])
        .run()
        .expect(0);
    assert!(by_id.out().contains("revoked one"), "{by_id}");
    world.npmcred(&["token", "revoke", "two"]).run().expect(0);
    assert!(
        others
            .iter()
            .all(|other| !world.registry.alive().contains(&other.text))
    );
    world.npmcred(&["token", "revoke", "two"]).run().expect(2);
    assert!(kept(&world, "read").is_some());
    let own = world.npmcred(&["token", "revoke", "ci"]).run().expect(0);
    assert!(
        own.err().contains("removed here too") && kept(&world, "read").is_none(),
        "{own}"
    );
    assert!(kept(&world, "any").is_some());
    assert_no_leak(&world, &format!("{by_id}{own}"));
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
        failed.err().contains("not stored, and is now revoked"),
        "{failed}"
    );
    assert_eq!(
        world.registry.alive(),
        std::slice::from_ref(&world.registry.user.token)
    );
    assert_no_leak(&world, &failed.to_string());
}

#[test]
fn a_rotation_replaces_like_by_like() {
    let world = signed_in(12);
    made(&world);
    let before = world.registry.tokens().last().unwrap().clone();
    let rotated = with_password(&world, &["rotate", "--use", "read"])
        .run()
        .expect(0);
    let asked: Vec<Value> = world
        .registry
        .asked(Endpoint::TokenCreate)
        .iter()
        .map(Request::json)
        .collect();
    let (name, fields) = (asked[1]["name"].as_str().unwrap(), |at: usize| {
        let mut fields = asked[at].clone();
        fields["name"] = Value::Null;
        fields
    });
    assert_eq!(fields(0), fields(1), "the same rights");
    assert!(name.starts_with("ci-20") && name.ends_with('Z'), "{name}");
    let order: Vec<Endpoint> = world
        .registry
        .seen()
        .iter()
        .map(|seen| seen.endpoint)
        .collect();
    let steps = [
        Endpoint::TokenCreate,
        Endpoint::Whoami,
        Endpoint::TokenRevoke,
    ];
    assert_eq!(order, [&steps[..2], &steps[..]].concat());
    assert!(!world.registry.alive().contains(&before.text));
    assert_eq!(names(&world), [name]);
    world
        .npmcred(&["remove", "--registry", &world.registry.url, "--use", "any"])
        .run()
        .expect(0);
    assert!(is_alive(&world));
    let again = with_password(&world, &["rotate", "--expires", "8"])
        .run()
        .expect(0);
    let last = world
        .registry
        .asked(Endpoint::TokenCreate)
        .pop()
        .unwrap()
        .json();
    assert_eq!(
        (&last["expires"], &last["packages_all"]),
        (&json!(8), &json!(true)),
        "{again}"
    );
    assert!(
        last["name"].as_str().unwrap().starts_with("ci-20")
            && last["name"].as_str().unwrap().len() == name.len()
    );
    assert_no_leak(&world, &format!("{rotated}{again}"));
}

/// One that was pasted in: what the list shows of it is used, and what it does not show is asked
/// for.
#[test]
fn a_token_that_was_made_elsewhere_can_be_rotated() {
    let world = world(12);
    let issued = world.registry.grant("by-hand");
    world
        .npmcred(&["store", "--registry", &world.registry.url, "--use", "any"])
        .stdin(issued.text.clone())
        .run()
        .expect(0);
    let rotated = with_password(
        &world,
        &["rotate", "--permission", "read-write", "--scopes", "@s"],
    )
    .run()
    .expect(0);
    let last = world
        .registry
        .asked(Endpoint::TokenCreate)
        .pop()
        .unwrap()
        .json();
    assert!(
        last["name"].as_str().unwrap().starts_with("by-hand-"),
        "{last}"
    );
    assert!(
        !world.registry.alive().contains(&issued.text) && kept(&world, "any").is_some(),
        "{rotated}"
    );

    // In no list: it ends by its own word.
    let world = signed_in(12);
    with_password(&world, &["rotate"]).run().expect(0);
    assert_eq!(world.registry.asked(Endpoint::Logout).len(), 1);
    assert!(!world.registry.alive().contains(&world.registry.user.token));
}

#[test]
fn a_rotation_that_fails_keeps_the_old_token() {
    for (endpoint, fault, code) in [
        (Endpoint::TokenCreate, Fault::Status(500), 5),
        (Endpoint::TokenCreate, Fault::Cut, 5),
        (Endpoint::Whoami, Fault::Status(401), 5),
        (Endpoint::Whoami, Fault::Status(500), 5),
        (
            Endpoint::Whoami,
            Fault::Reply(Reply::json(200, &json!({ "username": "somebody-else" }))),
            5,
        ),
    ] {
        let world = signed_in(12);
        made(&world);
        let (before, alive) = (kept(&world, "read"), world.registry.alive());
        world.registry.fault(endpoint, fault.clone());
        let failed = with_password(&world, &["rotate", "--use", "read"]).run();
        if matches!(fault, Fault::Status(500)) && endpoint == Endpoint::Whoami {
            // A registry that cannot say whose a token is stands in nobody's way.
            failed.expect(0);
            continue;
        }
        let failed = failed.expect(code);
        assert_eq!(
            (kept(&world, "read"), world.registry.alive()),
            (before, alive),
            "{endpoint:?} {fault:?}: {failed}"
        );
        assert!(!is_told(&world, "did not finish"), "{endpoint:?} {fault:?}");
        assert_no_leak(&world, &failed.to_string());
    }
}

#[test]
fn an_old_token_that_lives_on_is_told() {
    let world = signed_in(12);
    made(&world);
    let before = kept(&world, "read");
    world
        .registry
        .fault_times(Endpoint::TokenRevoke, 1, Fault::Status(500));
    let rotated = with_password(&world, &["rotate", "--use", "read"])
        .run()
        .expect(5);
    assert!(
        rotated.err().contains("the new token is stored"),
        "{rotated}"
    );
    assert!(kept(&world, "read") != before || names(&world).len() == 2);
    let key = world
        .registry
        .tokens()
        .iter()
        .rev()
        .nth(1)
        .unwrap()
        .key
        .clone();
    let cure = format!("npmcred token revoke {key}");
    assert!(is_told(&world, &cure));
    world.npmcred(&["token", "revoke", &key]).run().expect(0);
    assert!(!is_told(&world, &cure) && names(&world).len() == 1);
}

#[test]
fn a_killed_rotation_leaves_the_old_token_or_the_new_one_and_the_next_settles_it() {
    for endpoint in [
        Endpoint::TokenCreate,
        Endpoint::Whoami,
        Endpoint::TokenRevoke,
    ] {
        for moment in [Moment::Before, Moment::After] {
            let world = signed_in(12);
            made(&world);
            let run = with_password(&world, &["rotate", "--use", "read"]);
            kill_at(&world, &run, endpoint, moment);
            let at = format!("{endpoint:?} {moment:?}");
            assert!(kept(&world, "read").is_some(), "{at}");
            assert!(is_told(&world, "npmcred rotate --use read"), "{at}");
            assert_no_leak(&world, "");
            let settled: Outcome = run.run().expect(0);
            assert!(!is_told(&world, "did not finish"), "{at}: {settled}");
            assert_eq!(
                names(&world).len(),
                1,
                "one token, the kept one: {at}: {settled}"
            );
            world
                .npmcred(&["remove", "--registry", &world.registry.url, "--use", "any"])
                .run()
                .expect(0);
            assert!(is_alive(&world), "{at}: {settled}");
            assert_no_leak(&world, &settled.to_string());
        }
    }
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

/// Not at a step of the registry's, but anywhere: the kept token works, and no other is left
/// without a word.
#[test]
fn a_rotation_killed_anywhere_keeps_a_token_that_works() {
    let world = signed_in(12);
    made(&world);
    let rotate = with_password(&world, &["rotate", "--use", "read"]);
    for place in 0..16 {
        let mut child = rotate.begin();
        std::thread::sleep(std::time::Duration::from_millis(7 * place));
        child.kill().unwrap();
        child.wait().unwrap();
        world.registry.settle();
        assert!(kept(&world, "read").is_some(), "after {place}");
        let told = is_told(&world, "npmcred rotate --use read");
        assert!(
            told || names(&world).len() == 1,
            "after {place}: {:?} and nothing said",
            names(&world)
        );
        let settled = rotate.run().expect(0);
        assert_eq!(names(&world).len(), 1, "after {place}: {settled}");
        assert_no_leak(&world, &settled.to_string());
    }
    world
        .npmcred(&["remove", "--registry", &world.registry.url, "--use", "any"])
        .run()
        .expect(0);
    assert!(is_alive(&world));
}
