//! `npmcred rotate`: a stored token is replaced by one of the same kind, and the old one revoked.
//!
//! Whatever fails, or ends the command, one token that works is stored, and no other is left
//! without a word.

use serde_json::{Value, json};

use super::support::fixture::{Endpoint, Fault, Moment, Reply, Request};
use super::support::run::Outcome;
use super::token_steps::{is_alive, is_told, kept, made, names, with_password};
use super::world::{assert_no_leak, kill_at, signed_in, world};

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
