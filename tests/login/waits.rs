//! Waiting for a registry.
//!
//! No question takes longer than ten seconds, and several are asked at the same time. A terminal
//! says whom it is waited for, and Ctrl-C ends it.

use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use super::program::kept;
use super::support::fixture::{Endpoint, Fault, Fixture, Moment};
use super::support::pty::Session;
use super::world::{World, signed_in, world};

/// Ten seconds, and what two busy cores add to them.
const PATIENCE: Duration = Duration::from_secs(10 + 8);

/// A world with another registry, for which something is kept as well.
fn with_two() -> (World, Fixture) {
    let (world, other) = (signed_in(12), Fixture::start());
    world.store(&other.url, &other.user, &[]);
    (world, other)
}

#[test]
fn registries_are_asked_at_the_same_time() {
    let (world, other) = with_two();
    let gates = [&world.registry, &other].map(|one| one.gate(Endpoint::Whoami, Moment::Before));
    let run = world.npmcred(&["status", "--check"]);
    let child = run.begin();
    // Each holds its question back while the other is asked.
    for gate in &gates {
        gate.wait_for(1);
    }
    for gate in gates {
        gate.open();
    }
    let told = run.collect(child, Instant::now()).expect(0);
    assert!(told.out().contains(&other.url), "{told}");
}

#[test]
fn one_that_hangs_costs_ten_seconds_and_hides_no_answer() {
    let (world, other) = with_two();
    other.fault(Endpoint::Whoami, Fault::Silence);
    let told = world
        .npmcred(&["status", "--check", "--json"])
        .deadline(Duration::from_secs(60))
        .run()
        .expect(5);
    assert!(told.elapsed < PATIENCE, "{told}");
    assert_eq!(told.err(), "error: 1 credential could not be checked\n");
    let owners: Vec<_> = kept(&world)
        .into_iter()
        .filter(|one| one["owner"] == world.registry.user.name.as_str())
        .collect();
    assert_eq!(owners.len(), 1, "the other one answered: {told}");
}

#[test]
fn a_logout_asks_a_registry_that_is_silent_only_once() {
    let world = world(12);
    for purpose in ["read", "write", "any"] {
        world.npmcred(&["login", "--use", purpose]).run().expect(0);
    }
    world.registry.fault(Endpoint::Logout, Fault::Silence);
    let told = world
        .npmcred(&["logout"])
        .deadline(Duration::from_secs(60))
        .run()
        .expect(5);
    assert!(told.elapsed < PATIENCE, "{told}");
    assert_eq!(world.registry.asked(Endpoint::Logout).len(), 1, "{told}");
    assert!(kept(&world).is_empty(), "{told}");
    assert_eq!(
        told.err().matches("note: removed: the session").count(),
        3,
        "{told}"
    );
}

/// What was revoked is asked about once more, to be sure.
#[test]
fn a_logout_asks_about_its_tokens_until_the_registry_is_silent() {
    let world = world(12);
    for purpose in ["read", "write", "any"] {
        world.npmcred(&["login", "--use", purpose]).run().expect(0);
    }
    let before = world.registry.asked(Endpoint::Whoami).len();
    world.registry.fault(Endpoint::Whoami, Fault::Silence);
    let told = world
        .npmcred(&["logout"])
        .deadline(Duration::from_secs(60))
        .run()
        .expect(0);
    assert!(told.elapsed < PATIENCE, "{told}");
    let asked = world.registry.asked(Endpoint::Whoami).len() - before;
    assert_eq!(asked, 1, "{told}");
}

/// The session is stored by then, and the account stays unknown.
#[test]
fn a_login_waits_ten_seconds_for_the_account() {
    let world = world(12);
    world.registry.fault(Endpoint::Whoami, Fault::Silence);
    let login = world.npm(&world.path("work"), &["login"]);
    let told = login.deadline(Duration::from_secs(60)).run().expect(0);
    assert!(told.elapsed < PATIENCE, "{told}");
    assert_eq!(kept(&world).len(), 1, "{told}");
}

#[test]
fn a_terminal_says_whom_it_is_waited_for_and_control_c_ends_it() {
    let world = signed_in(12);
    for program in ["npm", "npmcred"] {
        let gate = world.registry.gate(Endpoint::Logout, Moment::Before);
        let run = match program {
            "npm" => world.npm(&world.path("work"), &["logout"]),
            _ => world.npmcred(&["logout"]),
        };
        let mut session = Session::start(&run);
        gate.wait_for(1);
        session.wait_for_written("waiting for 127.0.0.1\u{2026}");
        let begun = Instant::now();
        session.type_in("\x03");
        let (status, shown) = session.finish_tidily();
        assert!(
            status.signal() == Some(2) || status.code() == Some(130),
            "{program}: {status:?}\n{shown}"
        );
        assert!(begun.elapsed() < Duration::from_secs(5), "{program}");
        gate.open();
        assert_eq!(kept(&world).len(), 1, "{program}");
    }
}
