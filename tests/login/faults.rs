//! A broken or hostile registry: each fault ends in the right words and the right code, soon, and
//! shows nothing that it should not.

use std::thread;

use serde_json::json;

use super::support::fixture::{Approval, Endpoint, Fault, Fixture, Reply};
use super::support::pty::Session;
use super::support::run::{Outcome, Run};
use super::world::{World, assert_no_leak, signed_in, stored, world};

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
/// Colours, a new title for the window, a cleared screen, and the C1 twin of ESC [.
const ESCAPES: &str = "\u{1b}[31mred\u{1b}[0m \u{1b}]0;owned\u{7} \u{1b}[2J \u{9b}31m end";

fn start(registry: &Fixture, fault: Fault) {
    registry.fault(Endpoint::LoginStart, fault);
}

fn done(registry: &Fixture, fault: Fault) {
    registry.fault(Endpoint::Done, fault);
}

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

fn without_retries(run: Run) -> Run {
    run.env("npm_config_fetch_retries", "0")
        .deadline(std::time::Duration::from_secs(120))
}

fn login(world: &World) -> Run {
    without_retries(world.npmcred(&["login"]))
}

/// No secret, and nothing that a terminal would obey.
#[track_caller]
fn assert_clean(world: &World, outcome: &Outcome) {
    let said = outcome.to_string();
    let obeyed = said
        .chars()
        .find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(obeyed, None, "{said:?}");
    assert_no_leak(world, &said);
}

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

/// `npmcred status --check` calls a token dead only where the registry says so.
#[test]
fn a_registry_that_makes_no_sense_calls_no_token_dead() {
    let faults: [(Fault, &str); 11] = [
        (Fault::Status(401), "refused"),
        (Fault::Status(403), "unknown"),
        (Fault::Status(404), "unknown"),
        (Fault::Status(429), "unknown"),
        (Fault::Status(500), "unknown"),
        (Fault::Html, "unknown"),
        (Fault::BadJson, "unknown"),
        (Fault::Cut, "unknown"),
        (Fault::Huge, "unknown"),
        (
            Fault::Redirect("http://127.0.0.1:9/-/whoami".to_owned()),
            "unknown",
        ),
        (
            Fault::Reply(Reply::json(200, &json!({ "username": 7 }))),
            "refused",
        ),
    ];
    let world = signed_in(12);
    for (fault, state) in faults {
        world.registry.reset();
        world.registry.fault(Endpoint::Whoami, fault.clone());
        let told = without_retries(world.npmcred(&["status", "--check", "--json"]))
            .run()
            .expect(if state == "refused" { 3 } else { 0 });
        let json: serde_json::Value = serde_json::from_str(&told.out()).unwrap();
        assert_eq!(json["credentials"][0]["state"], state, "{fault:?}: {told}");
        assert_clean(
            &world,
            &without_retries(world.npmcred(&["status", "--check"])).run(),
        );
        assert_clean(&world, &told);
    }
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
