//! Several commands that need the same login at the same time: one asks, the others wait for its
//! answer.
//!
//! A refusal is shared as well, but only with those that waited; the next command asks again.

use std::time::Instant;

use serde_json::json;

use super::sessions::{over, publish};
use super::support::fixture::{Approval, Endpoint};
use super::support::pty::Session;
use super::support::run::Run;

/// Commands without a person wait for the login that a person is at, and share what comes of it.
#[test]
fn a_login_under_way_is_shared() {
    let lab = over(12);
    lab.registry.manners(|it| it.approval = Approval::WhenTold);
    let person = Session::start(&publish(&lab));
    lab.registry.wait_asked(Endpoint::Done, 1);
    let other = lab.project("other", &json!({ "name": "others", "version": "1.0.0" }));
    let run = lab.npm(&other, &["publish"]);
    let begun = Instant::now();
    let (waiting, err) = started_and_waiting(&run);
    lab.registry.approve();
    let (status, shown) = person.finish();
    assert!(status.success(), "{shown}");
    let outcome = run.collect(waiting, begun);
    assert!(outcome.status.success(), "{err}{outcome}");
    assert!(lab.registry.has_package("mine") && lab.registry.has_package("others"));
    assert_eq!(
        lab.registry.asked(Endpoint::LoginStart).len(),
        1,
        "one login for both"
    );
}

/// Starts it and reads its first line, which says that it waits.
fn started_and_waiting(run: &Run) -> (std::process::Child, String) {
    use std::io::Read;
    let mut child = run.spawn();
    let mut err = String::new();
    let stderr = child.stderr.as_mut().unwrap();
    while !err.contains("waiting for the login") {
        let mut byte = [0];
        assert_eq!(stderr.read(&mut byte).unwrap(), 1, "it did not wait: {err}");
        err.push(byte[0] as char);
    }
    (child, err)
}

#[test]
fn a_no_is_shared_too_and_holds_for_those_who_waited_only() {
    let lab = over(12);
    let view = lab.npm(
        &lab.path("work"),
        &["view", "nothing", "--no-browser", "--fetch-retries=0"],
    );
    let mut person = Session::start(&view);
    person.wait_for("log in? [Y/n]");
    let run = publish(&lab);
    let begun = Instant::now();
    let (waiting, err) = started_and_waiting(&run);
    person.type_in("n\r");
    person.finish();
    let outcome = run.collect(waiting, begun);
    assert_eq!(outcome.status.code(), Some(3), "{err}{outcome}");
    assert!(lab.registry.asked(Endpoint::LoginStart).is_empty());
    let (status, shown) = Session::start(&publish(&lab)).finish();
    assert!(status.success(), "a new command begins anew:\n{shown}");
}
