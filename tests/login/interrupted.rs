//! Ctrl-C where a registry does not answer, and at the questions of commands that are no login.
//!
//! The command ends at once, the terminal is as it was, and nothing is half done. What a login asks
//! is in `person`.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::program::kept;
use super::support::fixture::{Endpoint, Fault, Moment, Otp};
use super::support::pty::Session;
use super::support::run::Run;
use super::world::{assert_logged_in, package, signed_in, world};

/// A shell shows 130 for either.
fn is_interrupted(status: ExitStatus) -> bool {
    status.signal() == Some(2) || status.code() == Some(130)
}

/// Runs it until this is on the screen, and types Ctrl-C.
#[track_caller]
fn interrupts(run: &Run, shown: &str) -> String {
    let mut session = Session::start(run);
    session.wait_for(shown);
    let begun = Instant::now();
    session.type_in("\x03");
    let (status, screen) = session.finish_tidily();
    assert!(is_interrupted(status), "{status:?}\n{screen}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{screen}");
    screen
}

#[test]
fn the_question_whether_another_one_is_replaced() {
    let it = signed_in(12);
    let url = it.registry.url.clone();
    let words = ["store", "--registry", &url];
    let mut session = Session::start(&it.npmcred(&words));
    session.wait_for("(not shown)");
    session.type_in("npm_another\r");
    session.wait_for("replace it? [y/N]");
    session.type_in("\x03");
    let (status, shown) = session.finish_tidily();
    assert!(is_interrupted(status), "{status:?}\n{shown}");
    assert_logged_in(&it);
}

#[test]
fn a_registry_that_does_not_answer() {
    let it = signed_in(12);
    for endpoint in [Endpoint::Whoami, Endpoint::TokenList] {
        it.registry.fault(endpoint, Fault::Silence);
    }
    for words in [&["status", "--check"][..], &["token", "list"]] {
        let mut session = Session::start(&it.npmcred(words));
        session.wait_for_written("waiting for 127.0.0.1\u{2026}");
        session.type_in("\x03");
        let (status, screen) = session.finish_tidily();
        assert!(is_interrupted(status), "{status:?}\n{screen}");
    }
    assert_eq!(kept(&it).len(), 1);
}

/// The registry is asked whether it still accepts the token, before npm starts.
#[test]
fn a_publish_whose_registry_does_not_answer() {
    let it = signed_in(12);
    let folder = package(&it, "mine");
    let gate = it.registry.gate(Endpoint::Whoami, Moment::Before);
    let mut session = Session::start(&it.npm(&folder, &["publish"]));
    gate.wait_for(1);
    session.type_in("\x03");
    let (status, screen) = session.finish_tidily();
    assert!(is_interrupted(status), "{status:?}\n{screen}");
    gate.open();
    assert!(!it.registry.has_package("mine"), "{screen}");
    assert_eq!(kept(&it).len(), 1);
}

#[test]
fn a_second_factor_that_is_asked_for() {
    let it = signed_in(12);
    it.registry.manners(|it| it.otp = Some(Otp::Classic));
    let alive = it.registry.alive();
    let mut session = Session::start(&it.npmcred(&["token", "create"]));
    session.wait_for("password for");
    session.type_in(&format!("{}\r", it.registry.user.password));
    session.wait_for("Enter OTP: ");
    session.type_in("\x03");
    let (status, shown) = session.finish_tidily();
    assert!(is_interrupted(status), "{status:?}\n{shown}");
    assert_eq!((kept(&it).len(), it.registry.alive()), (1, alive));
}

/// A migration and an installation that ask before they begin.
#[test]
fn a_migration_or_an_installation_that_asks() {
    let it = world(12);
    let line = "//one.example/:_authToken=npm_7fK2mQ9xLrT4vW8zBcD3nH6jPsY1aGeU5oXi\n";
    let text = it.user_config() + line;
    it.write("home/.npmrc", &text);
    for words in [&["migrate"][..], &["setup"]] {
        interrupts(&it.npmcred(words), "do this? [Y/n]");
        let file = std::fs::read_to_string(it.path("home/.npmrc")).unwrap();
        assert_eq!((file, kept(&it).len()), (text.clone(), 0), "{words:?}");
    }
    // The installation itself was done by then, and is whole.
    let again = it.npmcred(&["setup", "--dry-run"]).run().expect(0);
    assert!(again.out().starts_with("all is in place\n"), "{again}");
    it.write("home/.npmrc", it.user_config());
    interrupts(&it.npmcred(&["setup"]), "log in? [y/N]");
    assert!(kept(&it).is_empty());
}
