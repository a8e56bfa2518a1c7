//! Steps of the tests about tokens that a registry makes.
//!
//! A registry wants the account's password for each of them; it comes by standard input.

use serde_json::{Value, json};

use super::support::run::Run;
use super::world::{World, stored};

/// The program with the account's password on standard input.
pub(super) fn with_password(world: &World, args: &[&str]) -> Run {
    world
        .npmcred(args)
        .stdin(format!("{}\n", world.registry.user.password))
        .env("npm_config_fetch_retries", "0")
}

/// A token made by the program, kept for reading.
pub(super) fn made(world: &World) {
    with_password(
        world,
        &["token", "create", "--name", "ci", "--expires", "30"],
    )
    .run()
    .expect(0);
}

/// The names of the tokens that the account has, without the sessions.
pub(super) fn names(world: &World) -> Vec<String> {
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
pub(super) fn kept(world: &World, purpose: &str) -> Option<Value> {
    stored(world)
        .into_iter()
        .find(|item| item["use"] == purpose)
}

/// Whether the next run has something to tell.
pub(super) fn is_told(world: &World, what: &str) -> bool {
    world
        .npmcred(&["list"])
        .run()
        .expect(0)
        .err()
        .contains(what)
}

/// Whether the stored credential for reading works.
pub(super) fn is_alive(world: &World) -> bool {
    let install = world
        .npm(&world.path("work"), &["view", "nothing-of-this-name"])
        .run();
    install.err().contains("E404")
}
