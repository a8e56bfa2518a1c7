//! Each hint about credentials, tokens and npm's own commands, typed where it is offered.

use super::program::kept;
use super::support::fixture::{DIGITS, Otp};
use super::support::pty::Session;
use super::support::run::Outcome;
use super::support::typed::behind;
use super::token_steps::with_password;
use super::world::{World, assert_logged_in, signed_in, world};

const MINE: &str = "npm_ofMineOfMineOfMineOfMineOfMineOfMine";
const OF_GITHUB: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";
const PUBLIC: &str = "https://registry.npmjs.org/";

/// The program with these words, and a token on its standard input.
#[track_caller]
fn refused(world: &World, words: &[&str], status: i32) -> Outcome {
    world.npmcred(words).stdin(MINE).run().expect(status)
}

/// The same, with the words of a hint behind.
#[track_caller]
fn again_with(world: &World, words: &[&str], told: &Outcome, says: &str) -> Outcome {
    let more = behind(&told.err(), says);
    let words: Vec<&str> = words.iter().copied().chain(more.split(' ')).collect();
    world.npmcred(&words).stdin(MINE).run().expect(0)
}

#[test]
fn where_nothing_is_stored() {
    let it = world(12);
    let told = refused(&it, &["list"], 0);
    it.types(&told, "log in").run().expect(0);
    assert_logged_in(&it);
    let it = world(12);
    let told = refused(&it, &["list"], 0);
    it.types(&told, "or store a token")
        .stdin(MINE)
        .run()
        .expect(0);
    assert_eq!(kept(&it).len(), 1);
    it.npmcred(&["remove", "--registry", &it.registry.url])
        .run()
        .expect(0);
    for words in [&["logout"][..], &["remove", "--registry", PUBLIC]] {
        let told = refused(&it, words, 3);
        let list = it
            .types(&told, "list the stored credentials")
            .run()
            .expect(0);
        assert!(list.err().contains("no credential is stored yet"), "{list}");
    }
}

#[test]
fn where_a_registry_is_not_named_as_it_must_be() {
    let it = world(12);
    for (text, says) in [
        ("http://far.example/", "if that is what you want, add"),
        ("npm.example.com", "name it in full"),
        ("not a registry", "name it in full"),
    ] {
        let words = ["store", "--registry", text];
        let status = if text.starts_with("http:") { 7 } else { 2 };
        let told = refused(&it, &words, status);
        let words = if status == 7 { &words[..] } else { &words[..1] };
        again_with(&it, words, &told, says);
    }
    assert_eq!(kept(&it).len(), 3);
}

#[test]
fn where_a_scope_has_no_registry_of_its_own() {
    let it = world(12);
    let url = it.registry.url.clone();
    let words = ["store", "--scope", "@octo"];
    let told = refused(&it, &words, 7);
    it.types(&told, "store it for the default registry")
        .stdin(MINE)
        .run()
        .expect(0);
    assert_eq!(kept(&it)[0]["registry"], url);
    let own = [("URL", "https://octo.example/")];
    let says = "or say first where its packages come from";
    it.types_with(&told, says, &own).run().expect(0);
    refused(&it, &words, 0);
    assert_eq!(kept(&it).len(), 2);

    let words = ["exec", "--env", "T", "--scope", "@acme", "--", "true"];
    let told = refused(&it, &words, 2);
    let own = [("URL", url.as_str())];
    it.types_with(&told, "say where its packages come from", &own)
        .run()
        .expect(0);
    refused(&it, &words, 0);

    let words = [
        "store",
        "--registry",
        "https://other.example/",
        "--scope",
        "@new",
    ];
    let told = refused(&it, &words, 0);
    it.types(&told, "tell it").run().expect(0);
    let words = [
        "store",
        "--registry",
        "https://other.example/",
        "--scope",
        "@new",
        "--yes",
    ];
    let again = refused(&it, &words, 0);
    assert!(!again.err().contains("tell it"), "{again}");
}

#[test]
fn where_exec_is_told_too_little() {
    let it = signed_in(12);
    let url = it.registry.url.as_str();
    let run = |flags: &[&str]| {
        let words = [&["exec"][..], flags, &["--", "true"]].concat();
        it.npmcred(&words).run()
    };
    let told = run(&["--env", "T"]).expect(2);
    let hint = behind(&told.err(), "add");
    assert_eq!(hint, format!("--registry {PUBLIC}"));
    it.npmcred(&["store", "--registry", PUBLIC])
        .stdin(MINE)
        .run()
        .expect(0);
    run(&["--env", "T", "--registry", PUBLIC]).expect(0);

    it.npmcred(&["remove", "--registry", url]).run().expect(0);
    it.npmcred(&["store", "--registry", url, "--use", "write"])
        .stdin(MINE)
        .run()
        .expect(0);
    let flags = ["--env", "T", "--registry", url];
    let told = run(&flags).expect(3);
    let more = behind(&told.err(), "if that is what you want, add");
    let more: Vec<&str> = more.split(' ').collect();
    run(&[&more[..], &flags].concat()).expect(0);
}

#[test]
fn where_a_lifetime_is_not_understood() {
    let it = world(12);
    let store = ["store", "--registry", PUBLIC, "--yes"];
    let told = refused(&it, &[&store[..], &["--expires", "soon"]].concat(), 2);
    let hint = told.err();
    let (_, examples) = hint.split_once("for example: ").unwrap();
    let examples: Vec<&str> = examples.trim_end().split(", ").collect();
    assert_eq!(examples.len(), 3, "{hint}");
    for flags in examples {
        let flags: Vec<&str> = flags.split(' ').collect();
        let words = [&store[..], &flags].concat();
        let told = it.npmcred(&words).stdin(MINE).run();
        // The last one is a day, which will be over some day.
        let is_understood = told.status.success() || told.err().contains("has expired already");
        assert!(is_understood, "{told}");
    }
}

#[test]
fn where_a_token_is_asked_for_what_it_cannot_be() {
    let it = signed_in(12);
    let create = ["token", "create", "--name", "ci"];
    for (wrong, says) in [
        (["--expires", "soon"], "for example"),
        (["--cidr", "192.0.2.1"], "for example"),
    ] {
        let told = with_password(&it, &[&create[..], &wrong].concat())
            .run()
            .expect(2);
        let more = behind(&told.err(), says);
        let more: Vec<&str> = more.split(' ').collect();
        with_password(&it, &[&create[..], &more].concat())
            .run()
            .expect(0);
        it.npmcred(&["remove", "--registry", &it.registry.url, "--use", "read"])
            .run()
            .expect(0);
    }
    let wrong = ["--permission", "read-write"];
    let told = with_password(&it, &[&create[..], &wrong].concat())
        .run()
        .expect(2);
    let says = "name it: --packages NAME or --scopes @SCOPE, or all of it: --packages-all";
    assert!(told.err().contains(says), "{told}");
    for more in [
        &["--packages", "a"][..],
        &["--scopes", "@a"],
        &["--packages-all"],
    ] {
        let words = [&create[..], &wrong, more].concat();
        with_password(&it, &words).run().expect(0);
        it.npmcred(&["remove", "--registry", &it.registry.url, "--use", "write"])
            .run()
            .expect(0);
    }
    let bypassing = ["--bypass-2fa", "--packages-all"];
    let told = with_password(&it, &[&create[..], &wrong, &bypassing].concat())
        .run()
        .expect(0);
    let says = "let it stage packages for a person to approve";
    let staged = behind(&told.err(), says);
    it.npmcred(&["remove", "--registry", &it.registry.url, "--use", "write"])
        .run()
        .expect(0);
    let staged: Vec<&str> = staged.split(' ').collect();
    with_password(&it, &[&create[..], &staged, &bypassing].concat())
        .run()
        .expect(0);
}

/// Each of the three ways, and the token is made.
#[test]
fn where_a_token_would_take_the_place_of_another() {
    for says in [
        "replace it",
        "store the new one for another use",
        "or remove it first",
    ] {
        let it = signed_in(12);
        let create = ["token", "create"];
        with_password(&it, &create).run().expect(0);
        let told = with_password(&it, &create).run().expect(7);
        let password = format!("{}\n", it.registry.user.password);
        it.types(&told, says).stdin(password).run().expect(0);
        if says == "or remove it first" {
            with_password(&it, &create).run().expect(0);
        }
        assert_eq!(
            it.registry.alive().len(),
            if says == "replace it" { 2 } else { 3 },
            "{says}"
        );
    }
}

#[test]
fn where_it_is_not_clear_which_token_is_meant() {
    let it = world(12);
    it.npmcred(&["login"]).run().expect(0);
    let told = with_password(&it, &["rotate"]).run().expect(3);
    let password = format!("{}\n", it.registry.user.password);
    it.types(&told, "list the stored credentials")
        .run()
        .expect(0);
    it.types(&told, "create one")
        .stdin(password.clone())
        .run()
        .expect(0);
    let create = ["token", "create", "--use", "write"];
    with_password(&it, &create).run().expect(0);
    let told = with_password(&it, &["rotate"]).run().expect(2);
    let says = "choose one: --use read, --use write or --use any";
    assert!(told.err().contains(says), "{told}");
    for purpose in ["read", "write"] {
        with_password(&it, &["rotate", "--use", purpose])
            .run()
            .expect(0);
    }
    let told = it
        .npmcred(&["token", "revoke", "no-such-token"])
        .run()
        .expect(2);
    let list = it
        .types(&told, "see the tokens and their ids")
        .run()
        .expect(0);
    assert!(list.out().contains("read"), "{list}");
}

#[test]
fn where_the_session_for_tokens_is_over() {
    let it = signed_in(12);
    it.registry.kill(&it.registry.user.token);
    let told = it.npmcred(&["token", "list"]).run().expect(3);
    it.types(&told, "log in again").run().expect(0);
    it.npmcred(&["token", "list"]).run().expect(0);
}

#[test]
fn where_a_second_factor_is_wanted() {
    let it = signed_in(12);
    it.registry.manners(|it| it.otp = Some(Otp::Classic));
    let told = with_password(&it, &["token", "create"]).run().expect(3);
    let says = "add the code of your authenticator to the command";
    let code = behind(&told.err(), says).replace("CODE", DIGITS);
    with_password(&it, &["token", "create", &code])
        .run()
        .expect(0);

    let it = signed_in(12);
    it.registry.manners(|it| it.otp = Some(Otp::Web));
    let told = with_password(&it, &["token", "create"]).run().expect(3);
    assert!(
        told.err().contains("hint: do it from a terminal\n"),
        "{told}"
    );
    let session = Session::start(&it.npmcred(&["token", "create", "--no-browser"]));
    let password = format!("{}\r", it.registry.user.password);
    let (status, shown) = session.answering(&[("password for", &password)]);
    assert!(status.success(), "{shown}");
}

#[test]
fn where_another_credential_has_the_place() {
    let it = world(12);
    let words = ["store", "--registry", PUBLIC];
    refused(&it, &words, 0);
    let told = it.npmcred(&words).stdin("npm_another").run().expect(7);
    let own = [("NAME", "two")];
    let both = it.types_with(&told, "store both, this one in a profile of its own", &own);
    both.stdin("npm_another").run().expect(0);
    assert_eq!(kept(&it).len(), 2);
    it.types(&told, "replace it")
        .stdin("npm_another")
        .run()
        .expect(0);
    assert_eq!(kept(&it).len(), 2);

    let words = ["store", "--registry", PUBLIC, "--profile", "three"];
    let told = it.npmcred(&words).stdin(OF_GITHUB).run().expect(7);
    it.types(&told, "store it there all the same")
        .stdin(OF_GITHUB)
        .run()
        .expect(0);
    it.types(&told, "store it where it belongs")
        .stdin(OF_GITHUB)
        .run()
        .expect(0);
    assert_eq!(kept(&it).len(), 4);
}

/// The token that was replaced still works, and who types what is shown ends it.
#[test]
fn where_a_token_that_was_replaced_lives_on() {
    let it = signed_in(12);
    let url = it.registry.url.clone();
    let old = it.registry.grant("old");
    let store = |token: &str| {
        let words = ["store", "--registry", &url, "--use", "read", "--yes"];
        it.npmcred(&words).stdin(token).run().expect(0)
    };
    store(&old.text);
    it.registry.manners(|it| it.otp = Some(Otp::Classic));
    let told = store(&it.registry.grant("new").text);
    it.registry.manners(|it| it.otp = None);
    let list = it.types(&told, "find its id, to revoke it").run().expect(0);
    assert!(list.out().contains("old"), "{list}");
    it.npmcred(&["token", "revoke", &old.key]).run().expect(0);
    assert!(!it.registry.alive().contains(&old.text));
}
