//! A token for the wrong host: of another's making, or for a scope that has no registry of its own.

use super::program::kept;
use super::support::pty::Session;
use super::world::{World, assert_no_leak, world};

const OF_GITHUB: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";
const PUBLIC: &str = "https://registry.npmjs.org/";

fn store(world: &World, flags: &[&str]) -> super::support::run::Run {
    let words = [&["store"][..], flags].concat();
    world.npmcred(&words).stdin(OF_GITHUB)
}

/// The words of a hint that names this command.
fn hinted(told: &str, command: &str) -> Vec<String> {
    let line = told.lines().find(|line| line.contains(command));
    let line = line.unwrap_or_else(|| panic!("no {command:?}: {told}"));
    let at = line.find("npmcred ").unwrap() + "npmcred ".len();
    line[at..].split(' ').map(str::to_owned).collect()
}

#[test]
fn a_scope_without_a_registry_of_its_own_keeps_nothing() {
    let world = world(12);
    let told = store(&world, &["--scope", "@octo"]).run().expect(7);
    assert!(
        told.err()
            .contains("npm has no registry of its own for @octo")
            && told.err().contains("npm config set @octo:registry="),
        "{told}"
    );
    assert!(kept(&world).is_empty(), "{told}");
    let words = hinted(&told.err(), "npmcred store --registry");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    world.npmcred(&words).stdin(OF_GITHUB).run().expect(0);
    assert_eq!(kept(&world).len(), 1);
}

#[test]
fn a_token_of_another_host_is_refused_unless_a_flag_says_so() {
    let world = world(12);
    let told = store(&world, &["--registry", PUBLIC]).run().expect(7);
    assert!(
        told.err().contains("looks like a token of GitHub"),
        "{told}"
    );
    assert!(kept(&world).is_empty(), "{told}");
    for command in ["npm.pkg.github.com", "--foreign-token"] {
        let words = hinted(&told.err(), command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        world.npmcred(&words).stdin(OF_GITHUB).run().expect(0);
    }
    assert_eq!(kept(&world).len(), 2);
    let asked = world
        .npmcred(&["login", "--with-token", "--registry", PUBLIC])
        .stdin(OF_GITHUB)
        .run()
        .expect(7);
    assert!(
        asked.err().contains("looks like a token of GitHub"),
        "before the registry is asked about it: {asked}"
    );
}

#[test]
fn a_person_is_asked_and_the_shim_says_it() {
    let world = world(12);
    let mut session = Session::start(&world.npmcred(&["store", "--registry", PUBLIC]));
    session.wait_for("(not shown)");
    session.type_in(&format!("{OF_GITHUB}\r"));
    session.wait_for("store it all the same? [y/N]");
    session.type_in("\r");
    let (status, shown) = session.finish_tidily();
    assert_eq!(status.code(), Some(7), "{shown}");
    assert!(kept(&world).is_empty(), "{shown}");
    assert_no_leak(&world, &shown);

    // npm would keep it, and so a script's command goes on.
    let pair = format!("//registry.npmjs.org/:_authToken={OF_GITHUB}");
    let told = world
        .npm(&world.path("work"), &["config", "set", &pair])
        .run()
        .expect(0);
    assert!(
        told.err().contains("looks like a token of GitHub"),
        "{told}"
    );
    assert_eq!(kept(&world).len(), 1, "{told}");
}
