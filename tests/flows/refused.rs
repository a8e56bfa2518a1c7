//! A credential that the registry no longer accepts: revoked, or another machine has logged out.
//!
//! A command that changes something asks first. What was said is good for ten minutes, and a
//! registry that is down, or does not know the question, has said nothing.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::sessions::{cure, package, publish};
use super::support::Lab;
use super::support::fixture::{Endpoint, Fault, Fixture, Moment, Reply};
use super::support::pty::Session;
use super::support::run::Run;

/// A world with a session of an hour ago, which the registry accepts.
pub(super) fn logged_in(major: u32) -> Lab<Fixture> {
    let lab = Lab::shimmed(major, Fixture::start());
    let token = lab.registry.user.token.clone();
    lab.store_ending(&lab.registry.url, &token, "any", 7200);
    lab
}

/// The same, and the registry no longer accepts it.
pub(super) fn revoked(major: u32) -> Lab<Fixture> {
    let lab = logged_in(major);
    lab.registry.kill(&lab.registry.user.token);
    lab
}

/// Puts a script where npm was, which tells whether it was handed a credential: for what is about
/// us alone.
pub(super) fn with_quick_npm(lab: Lab<Fixture>) -> Lab<Fixture> {
    let npm = lab.path("prefix/bin/npm");
    // A link to a file that other labs share goes before anything is written.
    std::fs::remove_file(&npm).unwrap();
    let script = r#"#!/bin/sh
[ -n "$NPMCRED_HANDOVER" ] && echo with || echo without
"#;
    lab.write("prefix/bin/npm", script);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&npm, mode).unwrap();
    lab
}

pub(super) fn asked(lab: &Lab<Fixture>) -> usize {
    lab.registry.asked(Endpoint::Whoami).len()
}

pub(super) fn record(lab: &Lab<Fixture>) -> PathBuf {
    lab.path("home/.local/share/npmcred/acceptance.json")
}

/// Where it stands who asks.
fn claims(lab: &Lab<Fixture>) -> PathBuf {
    lab.path("home/.local/share/npmcred/asking.lock")
}

/// Makes nobody remember an answer, or a question.
pub(super) fn forget(lab: &Lab<Fixture>) {
    for file in [record(lab), claims(lab)] {
        let _ = std::fs::remove_file(file);
    }
}

/// Makes everything that is remembered so many seconds older.
pub(super) fn age(lab: &Lab<Fixture>, seconds: u64) {
    let claimed = std::fs::read_to_string(claims(lab)).unwrap_or_default();
    let older = |line: &str| {
        let (what, since) = line.split_once(' ').unwrap();
        format!("{what} {}\n", since.parse::<u64>().unwrap() - seconds)
    };
    let claimed: String = claimed.lines().map(older).collect();
    std::fs::write(claims(lab), claimed).unwrap();
    let text = std::fs::read_to_string(record(lab)).unwrap();
    let mut json: Value = serde_json::from_str(&text).unwrap();
    for one in json["asked"].as_array_mut().unwrap() {
        for name in ["asked", "answered"] {
            if let Some(then) = one[name].as_u64() {
                one[name] = json!(then - seconds);
            }
        }
    }
    std::fs::write(record(lab), json.to_string()).unwrap();
}

#[test]
fn with_a_person_the_login_happens_and_the_publish_goes_on() {
    for major in [8, 12] {
        let lab = revoked(major);
        let (status, shown) = Session::start(&publish(&lab)).finish();
        assert!(status.success(), "npm {major}:\n{shown}");
        assert!(
            shown.contains("was rejected by the registry\r\n"),
            "npm {major}:\n{shown}"
        );
        assert!(lab.registry.has_package("mine"), "npm {major}:\n{shown}");
        assert_eq!(
            (asked(&lab), lab.registry.asked(Endpoint::LoginStart).len()),
            (2, 1),
            "npm {major}, before, and whose the new one is:\n{shown}"
        );
        assert_eq!(lab.files_with(&lab.registry.needles()), [], "npm {major}");
    }
}

#[test]
fn without_a_person_a_writing_command_ends_before_npm_starts() {
    let lab = revoked(12);
    for round in ["asked", "remembered"] {
        let ended = publish(&lab).run().expect(3);
        let said = ended.said();
        let want = [
            format!(
                "npmcred: error: the session for {} was rejected by the registry",
                lab.registry.url
            ),
            format!("npmcred: hint: log in: {}", cure(&lab)),
        ];
        assert_eq!(said, want, "{round}: {ended}");
        assert_eq!(ended.err().lines().count(), 2, "{round}: {ended}");
    }
    let all = lab.registry.seen();
    assert_eq!(
        (asked(&lab), all.len()),
        (1, 1),
        "once, and no npm: {all:?}"
    );
    let never = publish(&lab).env("NPMCRED_RENEW", "never").run().expect(3);
    assert!(
        never.err().contains("was rejected by the registry"),
        "{never}"
    );
    let json = lab.npm(&package(&lab), &["publish", "--json"]).run();
    assert_eq!(json.said().len(), 1, "npm itself says it: {json}");
    assert!(json.err().contains("ENEEDAUTH"), "{json}");
    let text = std::fs::read_to_string(record(&lab)).unwrap();
    assert!(text.contains("\"accepted\": false"), "{text}");
}

#[test]
fn an_accepted_one_is_asked_about_once_in_ten_minutes() {
    let lab = with_quick_npm(logged_in(12));
    let write = || {
        let published = publish(&lab).run().expect(0);
        assert_eq!(
            (published.out().trim(), published.said().len()),
            ("with", 0)
        );
        asked(&lab)
    };
    assert_eq!([write(), write()], [1, 1]);
    age(&lab, 601);
    assert_eq!(write(), 2);
    // What comes in its place is another credential, of which nothing is known.
    let other = lab.registry.grant("other").text;
    lab.npmcred(&["store", "--registry", &lab.registry.url, "--yes"])
        .stdin(other.as_bytes())
        .run()
        .expect(0);
    lab.registry.kill(&other);
    publish(&lab).run().expect(3);
}

#[test]
fn who_changes_nothing_or_wants_no_question_is_not_asked() {
    let lab = with_quick_npm(revoked(12));
    lab.npm(&package(&lab), &["publish", "--dry-run"])
        .run()
        .expect(0);
    let runs: [Run; 2] = [
        publish(&lab).env("NPMCRED_CHECK", "off"),
        publish(&lab).env("CI", "true"),
    ];
    for run in runs {
        let ran = run.run().expect(0);
        assert_eq!((ran.out().trim(), ran.said().len()), ("with", 0), "{ran}");
    }
    assert_eq!(asked(&lab), 0);
    assert!(!record(&lab).exists());
    lab.npmcred(&["config", "check", "off"]).run().expect(0);
    publish(&lab).run().expect(0);
    let wrong = publish(&lab).env("NPMCRED_CHECK", "no").run().expect(2);
    assert!(wrong.err().contains("on, off"), "{wrong}");
    assert_eq!(asked(&lab), 0);
}

/// The silent one costs a few seconds, and all others nothing.
#[test]
fn who_cannot_tell_keeps_nobody_from_publishing() {
    let address = Reply::json(401, &json!({})).with("www-authenticate", "ipaddress");
    for fault in [
        Fault::Status(404),
        Fault::Status(405),
        Fault::Status(403),
        Fault::Status(500),
        Fault::Reply(address),
        Fault::Html,
        Fault::BadJson,
        Fault::Cut,
        Fault::Redirect("http://127.0.0.1:9/".to_owned()),
        Fault::Silence,
    ] {
        let lab = with_quick_npm(revoked(12));
        lab.registry.fault(Endpoint::Whoami, fault.clone());
        let ran = publish(&lab).run().expect(0);
        assert_eq!(ran.out().trim(), "with", "{fault:?}: {ran}");
        assert!(ran.said().is_empty(), "{fault:?}: {ran}");
        assert!(asked(&lab) > 0, "{fault:?}");
    }
    let lab = with_quick_npm(logged_in(12));
    let token = lab.registry.user.token.clone();
    lab.store_ending("http://127.0.0.1:9/", &token, "any", 7200);
    let args = ["publish", "--registry=http://127.0.0.1:9/"];
    let down = lab.npm(&package(&lab), &args).run().expect(0);
    assert_eq!(
        (down.out().trim(), down.said().len()),
        ("with", 0),
        "{down}"
    );
}

/// Verdaccio answers 403 to every request with a token that it has revoked.
#[test]
fn a_403_counts_where_strangers_are_answered() {
    let lab = with_quick_npm(revoked(12));
    lab.registry
        .fault_times(Endpoint::Whoami, 1, Fault::Status(403));
    let ended = publish(&lab).run().expect(3);
    assert!(
        ended.err().contains("was rejected by the registry"),
        "{ended}"
    );
    assert_eq!(asked(&lab), 2, "with it, and without");
}

/// An answer without a name counts if the registry has named the owner before.
#[test]
fn a_registry_that_names_nobody_has_refused_whom_it_named_before() {
    let lab = with_quick_npm(revoked(12));
    lab.registry.manners(|it| it.polite_whoami = true);
    publish(&lab).run().expect(3);
    let lab = with_quick_npm(Lab::shimmed(12, Fixture::start()));
    let reply = Reply::json(200, &json!({}));
    lab.registry.fault(Endpoint::Whoami, Fault::Reply(reply));
    lab.npmcred(&["store", "--registry", &lab.registry.url, "--basic"])
        .args(["--username", "kim"])
        .stdin("pass-word-of-kim")
        .run()
        .expect(0);
    let ran = publish(&lab).run().expect(0);
    assert!(ran.said().is_empty(), "{ran}");
}

#[test]
fn two_registries_are_asked_side_by_side() {
    let (lab, other) = (with_quick_npm(logged_in(12)), Fixture::start());
    lab.store_ending(&other.url, &other.user.token.clone(), "any", 7200);
    let scopes = format!(
        "@a:registry={}\n@b:registry={}\n",
        lab.registry.url, other.url
    );
    lab.write("home/.npmrc", lab.user_config() + &scopes);
    let root = lab.project(
        "many",
        &json!({ "name": "many", "version": "1.0.0", "private": true, "workspaces": ["p/*"] }),
    );
    for name in ["a", "b"] {
        lab.project(
            &format!("many/p/{name}"),
            &json!({ "name": format!("@{name}/mine"), "version": "1.0.0" }),
        );
    }
    let gates = [
        lab.registry.gate(Endpoint::Whoami, Moment::Before),
        other.gate(Endpoint::Whoami, Moment::Before),
    ];
    let run = lab.npm(&root, &["publish", "--workspaces"]);
    let child = run.begin();
    gates.iter().for_each(|gate| gate.wait_for(1));
    drop(gates);
    run.collect(child, std::time::Instant::now()).expect(0);
    other.kill(&other.user.token);
    age(&lab, 601);
    let ended = lab.npm(&root, &["publish", "--workspaces"]).run().expect(3);
    assert!(
        ended.err().contains(&other.url) && !ended.err().contains(&lab.registry.url),
        "{ended}"
    );
}

/// What was refused is asked about again, by a reading command too, once the answer is old.
#[test]
fn a_registry_that_has_changed_its_mind_is_heard() {
    let lab = with_quick_npm(revoked(12));
    publish(&lab).run().expect(3);
    lab.registry.reset();
    let view = || {
        lab.npm(&lab.path("work"), &["view", "nothing"])
            .run()
            .expect(0)
    };
    let bare = view();
    assert_eq!(bare.out().trim(), "without", "{bare}");
    let line = format!(
        "npmcred: note: the session for {} was rejected by the registry; running without the stored credential (log in: {})",
        lab.registry.url,
        cure(&lab)
    );
    assert_eq!(bare.said(), [line], "{bare}");
    assert_eq!(asked(&lab), 0);
    age(&lab, 601);
    let healed = view();
    assert_eq!(
        (healed.out().trim(), healed.said().len()),
        ("with", 0),
        "{healed}"
    );
    assert_eq!(asked(&lab), 1);
    publish(&lab).run().expect(0);
    assert_eq!(asked(&lab), 1, "it has just been said");
}

#[test]
fn status_and_doctor_and_explain_tell_it() {
    let lab = with_quick_npm(revoked(12));
    let explain = || {
        let args = ["explain", "--json", "--", "npm", "publish"];
        let told = lab.npmcred(&args).cwd(package(&lab)).run().expect(0);
        serde_json::from_slice::<Value>(&told.stdout).unwrap()["registries"][0].clone()
    };
    assert_eq!(explain()["outcome"], "handed-over", "nobody was asked");
    let status = lab.npmcred(&["status", "--check"]).run().expect(3);
    assert!(
        status.err().contains("1 credential no longer works"),
        "{status}"
    );
    let told = lab.npmcred(&["doctor"]).run();
    let line = format!(
        "the session credential for {} was rejected by the registry",
        lab.registry.url
    );
    assert!(
        told.out().contains(&line) && told.out().contains(&cure(&lab)),
        "{told}"
    );
    let one = explain();
    assert_eq!(one["outcome"], "rejected", "{one:#}");
    assert_eq!(one["renewal"]["attended"], "login", "{one:#}");
    publish(&lab).run().expect(3);
    assert_eq!(asked(&lab), 1, "it was asked by status alone");
    lab.registry.reset();
    lab.npmcred(&["status", "--check"]).run().expect(0);
    assert_eq!(explain()["outcome"], "handed-over");
    let told = lab.npmcred(&["doctor"]).run();
    assert!(!told.out().contains("rejected"), "{told}");
}
