//! A reading command does not wait for a question: a process apart asks while npm starts, and the
//! next command knows.
//!
//! So a command is over before the question may be; what it was told is waited for.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::refused::{age, asked, forget, logged_in, record, revoked, with_quick_npm};
use super::sessions::{cure, publish};
use super::support::Lab;
use super::support::fixture::{Endpoint, Fault, Fixture, Moment};
use super::support::pty::Session;
use super::support::run::{Outcome, Run};

/// So many commands start together. A store that is too slow for all of them leaves some without a
/// credential, and with nothing to ask.
const AT_ONCE: usize = 24;

/// In a trace, where a process apart was started.
const APART: &str = "a process apart asks registries; questions: ";

fn view(lab: &Lab<Fixture>) -> Run {
    lab.npm(&lab.path("work"), &["view", "nothing", "--fetch-retries=0"])
}

/// Runs it; whether it started a process apart.
fn starts_apart(run: Run) -> (bool, Outcome) {
    let outcome = run.env("NPMCRED_TRACE", "1").run();
    (outcome.err().contains(APART), outcome)
}

/// Waits until this many answers, clear ones or not, are remembered.
#[track_caller]
fn wait_for_answers(lab: &Lab<Fixture>, accepted: &[Value]) {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let text = std::fs::read_to_string(record(lab)).unwrap_or_default();
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        let known = json["asked"].as_array().cloned().unwrap_or_default();
        let known: Vec<Value> = known.iter().map(|one| one["accepted"].clone()).collect();
        if known == accepted {
            return;
        }
        assert!(Instant::now() < until, "{accepted:?} in {text}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_command_after_the_first_that_fails_says_it() {
    let lab = revoked(12);
    let first = view(&lab).run().expect(1);
    assert!(
        first.said().is_empty() && first.err().contains("E401"),
        "npm's own: {first}"
    );
    wait_for_answers(&lab, &[json!(false)]);
    let second = view(&lab).run().expect(1);
    let line = format!(
        "npmcred: note: the session for {} was rejected by the registry; running without the stored credential (log in: {})",
        lab.registry.url,
        cure(&lab)
    );
    assert_eq!(second.said(), [line], "{second}");
    let mut session = Session::start(&lab.npm(
        &lab.path("work"),
        &["view", "nothing", "--fetch-retries=0", "--no-browser"],
    ));
    session.wait_for("was rejected by the registry; log in? [Y/n]");
    session.type_in("\r");
    let (_, shown) = session.finish();
    assert!(!shown.contains("running without"), "{shown}");
    let token = lab.registry.tokens().last().unwrap().text.clone();
    let last = lab.registry.asked(Endpoint::Packument).pop().unwrap();
    assert!(format!("{last:?}").contains(&token), "{last:?}");
    assert_eq!(asked(&lab), 2, "apart, and whose the new one is");
    assert_eq!(lab.files_with(&lab.registry.needles()), []);
}

/// The gate is closed until the command is over, and both its streams have ended.
#[test]
fn nobody_waits_for_the_answer() {
    let lab = with_quick_npm(logged_in(12));
    let gate = lab.registry.gate(Endpoint::Whoami, Moment::Before);
    let lines = [
        "npm view nothing | cat",
        "echo $(npm view nothing)",
        "npm view nothing 2>&1 | cat",
        // Nor for a descriptor that the shell opened, and the lock on it.
        "(flock 9; npm view nothing) 9>lock; flock -n lock true",
    ];
    for (at, line) in lines.iter().enumerate() {
        forget(&lab);
        let ran = lab.run("sh").args(["-c", line]).run().expect(0);
        let said = (ran.out(), ran.err());
        assert_eq!(said, ("with\n".to_owned(), String::new()), "{line}");
        gate.wait_for(at + 1);
    }
}

/// As in a monorepo: of all that start together one starts a process apart.
#[test]
fn of_many_commands_that_start_together_one_asks() {
    let lab = with_quick_npm(logged_in(12));
    let gate = lab.registry.gate(Endpoint::Whoami, Moment::Before);
    let at_once = || {
        std::thread::scope(|scope| {
            let view = || scope.spawn(|| starts_apart(view(&lab)));
            let all: Vec<_> = (0..AT_ONCE).map(|_| view()).collect();
            let all = all.into_iter().map(|one| one.join().unwrap());
            all.filter(|(starts, _)| *starts).count()
        })
    };
    assert_eq!(at_once(), 1);
    gate.wait_for(1);
    assert_eq!(at_once(), 0, "it is asked, and nothing is known");
    gate.open();
    wait_for_answers(&lab, &[json!(true)]);
    assert_eq!((at_once(), asked(&lab)), (0, 1));
    age(&lab, 601);
    assert_eq!(at_once(), 1);
    lab.registry.wait_asked(Endpoint::Whoami, 2);
    assert_eq!(asked(&lab), 2);
}

/// Once it was refused, and that is long ago, they wait for the answer: again one of them.
#[test]
fn of_many_commands_one_waits_for_a_registry_that_refused() {
    let lab = with_quick_npm(revoked(12));
    publish(&lab).run().expect(3);
    age(&lab, 601);
    let gate = lab.registry.gate(Endpoint::Whoami, Moment::Before);
    let run = view(&lab);
    let (begun, child) = (Instant::now(), run.begin());
    gate.wait_for(1);
    for _ in 0..3 {
        let ran = view(&lab).run().expect(0);
        assert_eq!((ran.out().trim(), ran.said().len()), ("with", 0), "{ran}");
    }
    gate.open();
    let waited = run.collect(child, begun).expect(0);
    assert_eq!(waited.out().trim(), "without", "{waited}");
    assert_eq!(asked(&lab), 2, "publish, and one of the four");
}

#[test]
fn who_wants_no_question_is_not_asked() {
    let lab = with_quick_npm(logged_in(12));
    let token = lab.registry.user.token.clone();
    lab.store_ending("https://registry.npmjs.org/", &token, "any", 7200);
    let public = "--registry=https://registry.npmjs.org/";
    let other = "--@s:registry=https://registry.npmjs.org/";
    let work = lab.path("work");
    for run in [
        view(&lab).env("NPMCRED_CHECK", "off"),
        view(&lab).env("NPMCRED_CHECK", "of"),
        view(&lab).env("CI", "1"),
        lab.npm(&work, &["view", "lodash", public]),
        lab.npm(&work, &["ci", public]),
        lab.npm(&work, &["view", "@s/x", other]),
        lab.npm(&work, &["whoami", public]),
        lab.npm(&work, &["run", "x"]),
        lab.npm(&work, &["config", "ls"]),
    ] {
        let (starts, ran) = starts_apart(run);
        assert!(!starts, "{ran}");
    }
    lab.npmcred(&["config", "check", "off"]).run().expect(0);
    assert!(!starts_apart(view(&lab)).0);
    assert!(!record(&lab).exists() && asked(&lab) == 0);
    lab.npmcred(&["config", "check", "--unset"]).run().expect(0);
    assert!(starts_apart(view(&lab)).0, "the trace would have told it");
}

#[test]
fn who_cannot_tell_is_not_spoken_of() {
    let lab = with_quick_npm(revoked(12));
    for fault in [
        Fault::Status(404),
        Fault::Status(500),
        Fault::Html,
        Fault::Cut,
    ] {
        lab.registry.fault_times(Endpoint::Whoami, 1, fault.clone());
        forget(&lab);
        view(&lab).run().expect(0);
        wait_for_answers(&lab, &[Value::Null]);
        lab.registry.settle();
        let (starts, second) = starts_apart(view(&lab));
        assert_eq!((starts, second.out().trim()), (false, "with"), "{fault:?}");
    }
    lab.store_ending("http://127.0.0.1:9/", "npm_dead", "any", 7200);
    let down = || {
        let args = ["view", "nothing", "--registry=http://127.0.0.1:9/"];
        lab.npm(&lab.path("work"), &args).run().expect(0)
    };
    for _ in 0..2 {
        let ran = down();
        assert_eq!((ran.out().trim(), ran.said().len()), ("with", 0), "{ran}");
        wait_for_answers(&lab, &[Value::Null, Value::Null]);
    }
}

/// A fresh clone: the project names the registry of its scope, and nothing is stored.
fn clone(lab: &Lab<Fixture>) -> PathBuf {
    lab.write("home/.npmrc", "update-notifier=false\n");
    let folder = lab.project(
        "clone",
        &json!({ "name": "clone", "version": "1.0.0", "dependencies": { "@acme/x": "1" } }),
    );
    let line = format!("@acme:registry={}\n", lab.registry.url);
    lab.write(folder.join(".npmrc"), line);
    folder
}

#[test]
fn a_registry_that_demands_a_login_is_named_before_npm_starts() {
    let lab = with_quick_npm(Lab::shimmed(12, Fixture::start()));
    let folder = clone(&lab);
    let run = |args: &[&str]| lab.npm(&folder, args).run().expect(0);
    assert!(run(&["ci"]).said().is_empty(), "nothing is known");
    wait_for_answers(&lab, &[json!(false)]);
    let line = format!(
        "npmcred: note: nothing is stored for {}, which may demand a login; running without a credential (log in: {})",
        lab.registry.url,
        cure(&lab)
    );
    for args in [&["ci"][..], &["install"], &["view", "@acme/y"]] {
        let told = run(args);
        assert_eq!(told.said(), std::slice::from_ref(&line), "{told}");
    }
    assert!(run(&["view", "lodash"]).said().is_empty(), "not in play");
    let asked: Vec<String> = lab
        .registry
        .seen()
        .iter()
        .map(|seen| seen.request.path())
        .collect();
    assert_eq!(asked, ["/@acme/x"], "once, for what npm asks for");
    let seen = lab.registry.asked(Endpoint::Packument);
    assert_eq!(seen[0].header("authorization"), None);
    let told = lab
        .npmcred(&["explain", "--json", "--", "npm", "ci"])
        .cwd(&folder)
        .run()
        .expect(0);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let all = told["registries"].as_array().unwrap();
    let one = all.iter().find(|one| one["scopes"] == json!(["@acme"]));
    let why = &one.unwrap()["why_not"];
    assert!(
        why["hints"][0].as_str().unwrap().contains(&cure(&lab)),
        "{told:#}"
    );
    let token = lab.registry.user.token.clone();
    lab.store_ending(&lab.registry.url, &token, "any", 7200);
    let stored = run(&["ci"]);
    assert_eq!(
        (stored.out().trim(), stored.said().len()),
        ("with", 0),
        "{stored}"
    );
}

#[test]
fn a_registry_that_answers_strangers_or_knows_no_accounts_is_not_spoken_of() {
    for answer in [json!(true), Value::Null] {
        let lab = with_quick_npm(Lab::shimmed(12, Fixture::start()));
        let folder = clone(&lab);
        lab.registry.manners(|it| it.closed = false);
        if answer == json!(true) {
            let reply = super::support::fixture::Reply::json(200, &json!({ "name": "@acme/x" }));
            lab.registry.fault(Endpoint::Packument, Fault::Reply(reply));
        } else {
            lab.registry.fault(Endpoint::Whoami, Fault::Status(404));
        }
        for _ in 0..2 {
            let told = lab.npm(&folder, &["ci"]).run().expect(0);
            assert!(told.said().is_empty(), "{told}");
            wait_for_answers(&lab, std::slice::from_ref(&answer));
        }
    }
}

/// As npmjs and GitHub do: 404 for a private package, to whoever has no credential.
#[test]
fn a_registry_with_accounts_that_hides_a_package_of_the_project_is_named() {
    let lab = with_quick_npm(Lab::shimmed(12, Fixture::start()));
    let folder = clone(&lab);
    lab.registry.manners(|it| it.closed = false);
    let run = || lab.npm(&folder, &["ci"]).run().expect(0);
    assert!(run().said().is_empty(), "nothing is known");
    wait_for_answers(&lab, &[json!(false)]);
    let told = run();
    let line = format!(
        "npmcred: note: nothing is stored for {}, which may demand a login; running without a credential (log in: {})",
        lab.registry.url,
        cure(&lab)
    );
    assert_eq!(told.said(), [line], "{told}");
    for endpoint in [Endpoint::Packument, Endpoint::Whoami] {
        let asked = lab.registry.asked(endpoint);
        assert_eq!(asked.len(), 1, "{told}");
        assert_eq!(asked[0].header("authorization"), None, "{told}");
    }
}

/// An open registry may become closed, and the other way round.
#[test]
fn what_a_registry_demands_is_learnt_anew() {
    let lab = with_quick_npm(Lab::shimmed(12, Fixture::start()));
    let folder = clone(&lab);
    let run = || lab.npm(&folder, &["ci"]).run().expect(0);
    run();
    wait_for_answers(&lab, &[json!(false)]);
    let reply = super::support::fixture::Reply::json(200, &json!({ "name": "@acme/x" }));
    lab.registry.fault(Endpoint::Packument, Fault::Reply(reply));
    age(&lab, 601);
    assert_eq!(run().said().len(), 1, "it is asked meanwhile");
    wait_for_answers(&lab, &[json!(true)]);
    assert!(run().said().is_empty());
}
