//! A machine with nothing but the kernel keyring, which only stores what expires soon.
//!
//! A login whose token it would not store is refused before anybody types a password.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;

use super::support::fixture::{Endpoint, Fault, Fixture, Reply};
use super::support::pty::Session;
use super::support::run::Run;
use super::support::{Front, Lab};
use super::world::{World, assert_no_leak};

const REFUSED: &str = "only stores credentials that expire within 12 hours, and a login to";
const QUESTION: &str = "log in anyway? [y/N]";

/// The kernel's keyring is one for all tests; each has a registry of its own there.
fn world() -> World {
    let world = Lab::new(12, Fixture::start());
    world.put(Front::Shim);
    world.registry.manners(|it| it.web = false);
    world
}

fn logins(world: &World) -> [Run; 3] {
    let work = world.path("work");
    [
        world.npm(&work, &["login"]),
        world.npm(&work, &["login", "--auth-type=legacy"]),
        world.npmcred(&["login"]),
    ]
}

fn typed(world: &World) -> String {
    let user = &world.registry.user;
    format!("{}\n{}\n", user.name, user.password)
}

fn remove(world: &World) {
    let words = ["remove", "--registry", &world.registry.url];
    world.npmcred(&words).run().expect(0);
}

#[test]
fn nobody_types_a_password_in_vain() {
    let world = world();
    for run in logins(&world) {
        let told = run.clone().stdin(typed(&world)).run().expect(4);
        assert!(told.err().contains(REFUSED), "{told}");
        assert!(told.err().contains("hint: "), "it names the ways: {told}");
        let mut session = Session::start(&run);
        session.wait_for(QUESTION);
        session.type_in("\r");
        let (status, shown) = session.finish_tidily();
        assert_eq!(status.code(), Some(4), "{shown}");
        assert!(!shown.contains("Username:"), "{shown}");
    }
    assert_eq!(world.registry.seen(), [], "and no registry is asked");
}

/// Who knows that the registry's tokens end soon goes on, and is not asked the next time.
#[test]
fn a_person_may_know_better() {
    let world = world();
    let token = Reply::json(201, &json!({ "ok": true, "token": ending_soon() }));
    world
        .registry
        .fault(Endpoint::CouchPut, Fault::Reply(token));
    let mut session = Session::start(&world.npmcred(&["login"]));
    session.wait_for(QUESTION);
    session.type_in("y\r");
    session.wait_for("Username:");
    session.type_in(&format!("{}\r", world.registry.user.name));
    session.wait_for("Password:");
    session.type_in(&format!("{}\r", world.registry.user.password));
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(0), "{shown}");
    assert_no_leak(&world, &shown);

    let again = world.npmcred(&["login"]).stdin(typed(&world)).run();
    remove(&world);
    let again = again.expect(0);
    assert!(!again.err().contains(REFUSED), "{again}");
}

/// A JSON Web Token that ends in an hour.
fn ending_soon() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let claims = json!({ "exp": now.as_secs() + 3600 });
    let parts = [json!({ "alg": "none" }), claims, json!("signed")];
    let encoded = parts.map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
    encoded.join(".")
}

/// A job's token is stored for the job, whatever it is.
#[test]
fn a_build_servers_job_logs_in() {
    let world = world();
    let run = world.npmcred(&["login"]).env("CI", "true");
    let told = run.stdin(typed(&world)).run();
    remove(&world);
    let told = told.expect(0);
    assert!(told.err().contains("for this job"), "{told}");
}
