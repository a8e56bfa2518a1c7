//! A registry with a fault: each ends a login, a logout or a question in the right words and the
//! right code, soon.
//!
//! An answer that makes no sense says nothing of a token; only a clear refusal calls it dead.

use std::thread;

use serde_json::json;

use super::fault_steps::{ESCAPES, assert_clean, done, login, start, without_retries};
use super::support::fixture::{Approval, Endpoint, Fault, Fixture, Reply};
use super::world::{World, signed_in, stored, world};

/// One fault of a login without a person.
struct Case {
    what: &'static str,
    registry: fn(&Fixture),
    /// Of `npmcred login`. Through the shim it is npm's 1, unless npm knows no such error.
    code: i32,
    says: &'static str,
}

const fn case(what: &'static str, code: i32, says: &'static str, registry: fn(&Fixture)) -> Case {
    Case {
        what,
        registry,
        code,
        says,
    }
}

const NOBODY: &str = "there is no terminal to ask for the username";
const SENSELESS: &str = "invalid response from the web login";

const LOGINS: [Case; 25] = [
    case("401", 3, NOBODY, |it| start(it, Fault::Status(401))),
    case("403", 3, NOBODY, |it| start(it, Fault::Status(403))),
    case("404", 3, NOBODY, |it| start(it, Fault::Status(404))),
    case("429", 3, NOBODY, |it| start(it, Fault::Status(429))),
    case("500", 3, NOBODY, |it| start(it, Fault::Status(500))),
    case("502", 5, "with 502: scripted 502", |it| {
        start(it, Fault::Status(502));
    }),
    case("a page", 5, SENSELESS, |it| start(it, Fault::Html)),
    case("half of a JSON", 5, SENSELESS, |it| {
        start(it, Fault::BadJson);
    }),
    case("no doneUrl", 5, SENSELESS, |it| {
        start(it, Fault::Reply(Reply::json(200, &json!({}))));
    }),
    case("doneUrl file:", 5, SENSELESS, |it| {
        start(it, Fault::DoneUrl("file:///etc/passwd".into()));
    }),
    case("a cut", 5, "", |it| start(it, Fault::Cut)),
    case("100 MiB", 5, "is longer than", |it| start(it, Fault::Huge)),
    case("a drip", 5, "no answer within 10 s", |it| {
        start(it, Fault::Drip);
    }),
    case("done 401", 3, NOBODY, |it| done(it, Fault::Status(401))),
    case("done 404", 3, NOBODY, |it| done(it, Fault::Status(404))),
    case("done 500", 3, NOBODY, |it| done(it, Fault::Status(500))),
    case("done 502", 5, "with 502: scripted 502", |it| {
        done(it, Fault::Status(502));
    }),
    case("done a page", 5, SENSELESS, |it| done(it, Fault::Html)),
    case("done half of a JSON", 5, SENSELESS, |it| {
        done(it, Fault::BadJson);
    }),
    case("done a cut", 5, "", |it| done(it, Fault::Cut)),
    case("done 100 MiB", 5, "is longer than", |it| {
        done(it, Fault::Huge);
    }),
    case("done silence", 5, "no answer within 10 s", |it| {
        done(it, Fault::Silence);
    }),
    case("a token that is none", 5, SENSELESS, |it| {
        done(
            it,
            Fault::Reply(Reply::json(
                200,
                &json!({ "token": "npm_a\n//evil/:_authToken=x" }),
            )),
        );
    }),
    // The registry wants to be asked again in eleven days.
    case("202 for ever", 3, "within 10 minutes", |it| {
        it.manners(|it| (it.approval, it.retry_after) = (Approval::WhenTold, Some("999999")));
    }),
    case("escapes in an error", 5, "red", |it| {
        start(
            it,
            Fault::Reply(Reply::json(502, &json!({ "error": ESCAPES }))),
        );
    }),
];

#[test]
fn a_login_ends_in_the_right_words_whatever_the_registry_does() {
    // Two of them last for as long as a registry may take; meanwhile the others have their turn.
    thread::scope(|scope| {
        for part in LOGINS.chunks(7) {
            scope.spawn(move || {
                let world = world(12);
                part.iter().for_each(|case| one_login(&world, case));
            });
        }
    });
}

fn one_login(world: &World, case: &Case) {
    world.registry.reset();
    (case.registry)(&world.registry);
    let own = login(world).run();
    assert_eq!(own.status.code(), Some(case.code), "{}: {own}", case.what);
    assert!(own.err().contains(case.says), "{}: {own}", case.what);
    assert_clean(world, &own);
    // What takes half a minute takes it only once.
    if !case.says.contains("30 s") {
        let through_shim = without_retries(world.npm(&world.path("work"), &["login"])).run();
        assert_eq!(
            through_shim.status.code(),
            Some(1),
            "{}: {through_shim}",
            case.what
        );
        assert!(
            through_shim.err().contains(case.says),
            "{}: {through_shim}",
            case.what
        );
        assert_clean(world, &through_shim);
    }
    assert_eq!(stored(world).len(), 0, "{}", case.what);
}

#[test]
fn a_logout_ends_whatever_the_registry_does() {
    let faults: [(Fault, i32); 9] = [
        (Fault::Status(403), 5),
        (Fault::Status(429), 5),
        (Fault::Status(502), 5),
        (Fault::Html, 0),
        (Fault::BadJson, 0),
        (Fault::Cut, 5),
        (Fault::Huge, 5),
        (Fault::Silence, 5),
        (
            Fault::Reply(Reply::json(500, &json!({ "error": ESCAPES }))),
            5,
        ),
    ];
    thread::scope(|scope| {
        for part in faults.chunks(3) {
            scope.spawn(move || {
                let world = world(12);
                for (fault, code) in part {
                    world.registry.reset();
                    world.store(&world.registry.url, &world.registry.user, &[]);
                    world.registry.fault(Endpoint::Logout, fault.clone());
                    let out = without_retries(world.npmcred(&["logout"])).run();
                    assert_eq!(out.status.code(), Some(*code), "{fault:?}: {out}");
                    assert_clean(&world, &out);
                    assert_eq!(stored(&world).len(), 0, "{fault:?}");
                }
            });
        }
    });
}

/// `npmcred status --check` calls a token dead only where the registry says so, and ends with 5
/// where it may say so another time.
#[test]
fn a_registry_that_makes_no_sense_calls_no_token_dead() {
    let faults: [(Fault, &str, i32); 11] = [
        (Fault::Status(401), "rejected", 3),
        (Fault::Status(403), "unknown", 0),
        (Fault::Status(404), "unknown", 0),
        (Fault::Status(429), "unknown", 5),
        (Fault::Status(500), "unknown", 5),
        (Fault::Html, "unknown", 5),
        (Fault::BadJson, "unknown", 5),
        (Fault::Cut, "unknown", 5),
        (Fault::Huge, "unknown", 5),
        (
            Fault::Redirect("http://127.0.0.1:9/-/whoami".to_owned()),
            "unknown",
            0,
        ),
        (
            Fault::Reply(Reply::json(200, &json!({ "username": 7 }))),
            "rejected",
            3,
        ),
    ];
    let world = signed_in(12);
    for (fault, state, status) in faults {
        world.registry.reset();
        world.registry.fault(Endpoint::Whoami, fault.clone());
        let told = without_retries(world.npmcred(&["status", "--check", "--json"]))
            .run()
            .expect(status);
        let json: serde_json::Value = serde_json::from_str(&told.out()).unwrap();
        assert_eq!(json["credentials"][0]["state"], state, "{fault:?}: {told}");
        assert_clean(
            &world,
            &without_retries(world.npmcred(&["status", "--check"])).run(),
        );
        assert_clean(&world, &told);
    }
}
