//! Whose a login is: the registry is asked once, and a registry that cannot tell ends nothing.

use serde_json::{Value, json};

use super::program::{assert_hidden, kept};
use super::support::fixture::{Endpoint, Fault, Moment, Reply};
use super::support::pty::Session;
use super::support::run::Run;
use super::world::{
    World, assert_logged_in, assert_no_leak, expired, kill_at, package, with_browser, world,
};

fn login(world: &World, program: &str) -> Run {
    match program {
        "npm" => world.npm(&world.path("work"), &["login"]),
        _ => world.npmcred(&["login"]),
    }
}

#[test]
fn the_account_of_a_web_login_is_asked_for_once_and_stored() {
    for (major, program) in [(8, "npm"), (12, "npm"), (12, "npmcred")] {
        let world = world(major);
        let (url, name) = (&world.registry.url, &world.registry.user.name);
        let told = login(&world, program).run().expect(0);
        if program == "npm" {
            let own = told.out();
            assert!(own.ends_with(&format!("Logged in on {url}.\n")), "{told}");
            let said = told.said();
            let named = format!("note: logged in as {name}");
            assert!(said.iter().any(|line| line.ends_with(&named)), "{told}");
        } else {
            let named = format!("logged in on {url} as {name} ");
            assert!(told.out().contains(&named), "{told}");
        }
        assert_eq!(world.registry.asked(Endpoint::Whoami).len(), 1, "{told}");
        assert_eq!(kept(&world)[0]["owner"], name.as_str(), "{told}");
        assert_hidden(&world, &told);
    }
}

#[test]
fn a_program_reads_the_account() {
    let world = world(12);
    let told = world.npmcred(&["login", "--json"]).run().expect(0);
    let done: Value = serde_json::from_str(told.out().lines().last().unwrap()).unwrap();
    assert_eq!(done["owner"], world.registry.user.name.as_str(), "{told}");
}

#[test]
fn what_was_typed_is_not_asked_for() {
    let world = world(12);
    let run = world.npm(&world.path("work"), &["login", "--auth-type=legacy"]);
    let user = &world.registry.user;
    let typed = format!("{}\n{}\n", user.name, user.password);
    let told = run.stdin(typed).run().expect(0);
    assert_eq!(world.registry.asked(Endpoint::Whoami), [], "{told}");
    assert_eq!(kept(&world)[0]["owner"], user.name.as_str(), "{told}");
}

#[test]
fn a_registry_that_cannot_tell_is_no_failure() {
    let nameless = Reply::json(200, &json!({}));
    let faults = [
        Fault::Status(404),
        Fault::Status(401),
        Fault::Status(503),
        Fault::Html,
        Fault::Cut,
        Fault::Reply(nameless),
    ];
    for program in ["npm", "npmcred"] {
        for fault in &faults {
            let world = world(12);
            world.registry.fault(Endpoint::Whoami, fault.clone());
            let told = login(&world, program).run().expect(0);
            assert!(!told.err().contains("logged in as"), "{fault:?}: {told}");
            let one = &kept(&world)[0];
            assert_eq!(one["owner"], Value::Null, "{fault:?}: {told}");
        }
    }
}

/// What a registry calls a name may be what it was just sent.
#[test]
fn a_token_is_nobodys_name() {
    let world = world(12);
    let gate = world.registry.gate(Endpoint::Whoami, Moment::Before);
    let run = login(&world, "npm");
    let child = run.begin();
    gate.wait_for(1);
    let token = world.registry.tokens().last().unwrap().text.clone();
    let echo = Reply::json(200, &json!({ "username": format!("kim {token}") }));
    world.registry.fault(Endpoint::Whoami, Fault::Reply(echo));
    gate.open();
    let told = run.collect(child, std::time::Instant::now()).expect(0);
    assert_eq!(kept(&world)[0]["owner"], Value::Null, "{told}");
    assert_hidden(&world, &told);
}

/// The session is stored while the registry is asked; it may leave the store meanwhile.
#[test]
fn what_was_removed_meanwhile_does_not_come_back() {
    let world = world(12);
    let gate = world.registry.gate(Endpoint::Whoami, Moment::Before);
    let run = login(&world, "npm");
    let child = run.begin();
    gate.wait_for(1);
    let url = &world.registry.url;
    world
        .npmcred(&["remove", "--registry", url])
        .run()
        .expect(0);
    gate.open();
    let told = run.collect(child, std::time::Instant::now()).expect(0);
    assert_eq!(kept(&world), [] as [Value; 0], "{told}");
}

#[test]
fn a_login_that_is_killed_meanwhile_is_stored() {
    for moment in [Moment::Before, Moment::After] {
        let world = world(12);
        let login = login(&world, "npm");
        kill_at(&world, &login, Endpoint::Whoami, moment);
        assert_eq!(kept(&world).len(), 1, "{moment:?}");
        assert_logged_in(&world);
    }
}

/// Said once: a session that follows an expired one is the same person's.
#[test]
fn a_login_in_the_middle_of_a_command_learns_it_too() {
    for (world, is_said) in [(world(12), true), (expired(12), false)] {
        let folder = package(&world, "whose");
        let run = with_browser(&world, world.npm(&folder, &["publish"]));
        let (status, shown) = Session::start(&run).finish_tidily();
        assert_eq!(status.code(), Some(0), "{shown}");
        let name = &world.registry.user.name;
        let said = shown.contains(&format!("logged in as {name}"));
        assert_eq!(said, is_said, "{shown}");
        assert_eq!(kept(&world)[0]["owner"], name.as_str(), "{shown}");
        assert_no_leak(&world, &shown);
    }
}
