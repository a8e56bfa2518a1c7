//! `npmcred token list` and `npmcred token revoke`: every page of the list, and nothing secret on
//! the screen.
//!
//! A list that goes on at another host is not followed, because the session would go there too.

use serde_json::json;

use super::support::fixture::{Endpoint, Fault, Reply};
use super::token_steps::{kept, made, names};
use super::world::{assert_no_leak, signed_in};

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
