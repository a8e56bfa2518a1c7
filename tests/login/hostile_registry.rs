//! A registry that wants something: a token at another host, a hold on the terminal, or no end.
//!
//! What it sends is shown, but nothing in it that a terminal would obey.

use serde_json::json;

use super::fault_steps::{ESCAPES, assert_clean, login, without_retries};
use super::support::fixture::{Approval, Endpoint, Fault, Fixture, Reply};
use super::support::pty::Session;
use super::world::{assert_no_leak, signed_in, stored, world};

/// A redirect could lead a token, or a password, to anybody.
#[test]
fn no_redirect_is_followed() {
    let elsewhere = Fixture::start();
    let world = signed_in(12);
    let redirects = |endpoint, below: &str| {
        world.registry.reset();
        for status in [302, 307] {
            let to = format!("{}{below}", elsewhere.url);
            let reply = Reply::json(status, &json!({})).with("location", &to);
            world.registry.fault_times(endpoint, 1, Fault::Reply(reply));
        }
    };
    for (endpoint, below) in [
        (Endpoint::LoginStart, "-/v1/login"),
        (Endpoint::Done, "-/v1/done?sessionId=sitting-1"),
    ] {
        redirects(endpoint, below);
        for _ in 0..2 {
            let refused = login(&world).run().expect(5);
            assert_clean(&world, &refused);
        }
    }
    redirects(Endpoint::CouchPut, "-/user/org.couchdb.user:fixture-user");
    for _ in 0..2 {
        let typed = format!(
            "{}\n{}\n",
            world.registry.user.name, world.registry.user.password
        );
        let words = ["login", "--auth-type=legacy"];
        let refused = world
            .npm(&world.path("work"), &words)
            .stdin(typed)
            .run()
            .expect(1);
        assert_clean(&world, &refused);
    }
    redirects(Endpoint::Logout, "-/user/token/x");
    let refused = world.npmcred(&["logout"]).run().expect(5);
    assert!(
        refused.err().contains("removed from this machine"),
        "{refused}"
    );
    assert_clean(&world, &refused);
    assert_eq!(elsewhere.seen(), [], "nobody went there");
    assert_eq!(stored(&world).len(), 0);
}

/// A mirror may say that the login ends elsewhere. It may; but the old token does not go there.
#[test]
fn a_foreign_done_url_is_asked_without_the_old_token() {
    let world = signed_in(12);
    let elsewhere = Fixture::start();
    world.registry.fault(
        Endpoint::LoginStart,
        Fault::DoneUrl(format!("{}-/v1/done?sessionId=sitting-1", elsewhere.url)),
    );
    elsewhere.manners(|it| it.approval = Approval::AtOnce);
    // The other side knows of the login, as if it were its own.
    login(&world)
        .env("npm_config_registry", elsewhere.url.as_str())
        .run()
        .expect(0);
    let asked_before = elsewhere.asked(Endpoint::Done).len();
    let ended = world.npm(&world.path("work"), &["login"]).run().expect(0);
    let asked = elsewhere.asked(Endpoint::Done);
    assert!(asked.len() > asked_before, "{ended}");
    assert!(
        asked
            .iter()
            .all(|request| request.header("authorization").is_none()),
        "{asked:?}"
    );
    assert!(
        world.registry.asked(Endpoint::LoginStart)[0]
            .header("authorization")
            .is_some(),
        "its own registry got it"
    );
    assert_no_leak(&world, &ended.to_string());
}

/// A notice is shown; what a terminal would obey in it is not.
#[test]
fn notices_and_names_cannot_steer_the_terminal() {
    let world = world(12);
    // ESC in a header is no HTTP, for npm neither; its C1 twin is.
    world
        .registry
        .manners(|it| it.notice = Some("code 12-34 \u{9b}31m \u{9d}0;owned\u{9c}".to_owned()));
    let name = Reply::json(200, &json!({ "username": ESCAPES }));
    world.registry.fault(Endpoint::Whoami, Fault::Reply(name));
    let noticed = login(&world).run().expect(0);
    assert!(noticed.err().contains("code 12-34"), "{noticed}");
    assert_clean(&world, &noticed);
    let token = world.registry.user.token.clone();
    for words in [&["login", "--with-token"][..], &["list"], &["logout"]] {
        assert_clean(
            &world,
            &without_retries(world.npmcred(words))
                .stdin(token.clone())
                .run(),
        );
    }
    let login = world.npm(&world.path("work"), &["login"]);
    let (_, shown) = Session::start(&login).finish_tidily();
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{shown:?}");
}

/// A registry that has something else to say at each poll, and much of it, is not listened to for
/// ever, nor asked without a pause.
#[test]
fn a_registry_cannot_flood_the_terminal_nor_be_flooded() {
    let world = world(12);
    let long = "x".repeat(2_000);
    world.registry.manners(|it| {
        it.notice = Some(format!("{{requests}} {long}"));
        (it.approval, it.retry_after) = (Approval::AfterPolls(12), Some("0.000001"));
    });
    let begun = std::time::Instant::now();
    let out = login(&world).run().expect(0);
    assert!(
        begun.elapsed() >= std::time::Duration::from_millis(11 * 250),
        "{:?}",
        begun.elapsed()
    );
    let notices: Vec<String> = out
        .err()
        .lines()
        .filter(|line| line.contains("xxx"))
        .map(str::to_owned)
        .collect();
    assert_eq!(notices.len(), 8, "{notices:?}");
    assert!(
        notices
            .iter()
            .all(|line| line.chars().count() <= "note: ".len() + 400),
        "{notices:?}"
    );
}

/// Neither what a list says nor how a refusal is worded steers the terminal, and a token in it is
/// not repeated.
#[test]
fn the_token_api_can_say_what_it_wants() {
    let world = signed_in(12);
    let token = world.registry.user.token.clone();
    let listed = json!({ "objects": [{
        "key": ESCAPES, "token": token, "name": ESCAPES, "created": ESCAPES, "cidr_whitelist": [ESCAPES], "readonly": ESCAPES,
        "expires": ESCAPES,
    }], "urls": {} });
    world
        .registry
        .fault(Endpoint::TokenList, Fault::Reply(Reply::json(200, &listed)));
    assert_clean(&world, &world.npmcred(&["token", "list"]).run().expect(0));
    assert_no_leak(
        &world,
        &world
            .npmcred(&["token", "list", "--json"])
            .run()
            .expect(0)
            .to_string(),
    );
    // So long that only the beginning of the secret would be shown.
    let before = format!("{ESCAPES}{}", "x".repeat(280 - ESCAPES.chars().count()));
    for (endpoint, secret) in [
        (Endpoint::TokenCreate, &world.registry.user.password),
        (Endpoint::TokenRevoke, &token),
        (Endpoint::LoginStart, &token),
        (Endpoint::CouchPut, &world.registry.user.password),
        (Endpoint::Logout, &token),
    ] {
        let refusal = Reply::json(502, &json!({ "error": format!("{before}{secret}") }));
        world.registry.fault(endpoint, Fault::Reply(refusal));
    }
    let password = format!("{}\n", world.registry.user.password);
    let name_and_password = format!("{}\n{password}", world.registry.user.name);
    for (args, stdin) in [
        (&["token", "create", "--name", "ci"][..], &password),
        (&["token", "revoke", "abcdef"], &password),
        (&["login"], &password),
        (&["login", "--auth-type", "legacy"], &name_and_password),
        (&["logout"], &password),
    ] {
        let outcome = without_retries(world.npmcred(args))
            .stdin(stdin.clone())
            .run();
        assert!(!outcome.status.success(), "{outcome}");
        assert_clean(&world, &outcome);
    }
}
