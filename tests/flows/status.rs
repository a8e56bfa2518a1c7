//! `npmcred status` and `npmcred list`: whose each credential is, how long it lasts, and what
//! overrides it.
//!
//! Without `--check` no registry is asked, so a token may be dead and still be shown as current.

use serde_json::{Value, json};

use super::sessions::{GONE, nobody_sent};
use super::support::Lab;
use super::support::fixture::Fixture;

/// `npmcred status`: who, what for, how long; and with `--check` what each registry says.
#[test]
fn status_tells_the_life_that_is_left_and_asks_on_demand() {
    let lab = Lab::shimmed(12, Fixture::start());
    let (url, token) = (&lab.registry.url, &lab.registry.user.token);
    lab.npmcred(&["store", "--registry", url])
        .stdin(token.as_bytes())
        .run()
        .expect(0);
    lab.store_ending(&lab.registry.below(), token, "read", 4000);
    lab.store_ending(&lab.registry.below(), "npm_dead", "any", GONE);
    lab.store_ending("http://127.0.0.1:9/", token, "any", 7000);
    let row = |name: &str, state: &str, owner: Value| (name.to_owned(), json!(state), owner);
    let (below, known) = ("R/some/path/", json!("somebody"));
    let mut want = vec![
        row(&format!("{below} \"any\""), "expired", known.clone()),
        row(&format!("{below} \"read\""), "current", known.clone()),
        row("R/ \"any\"", "unknown", Value::Null),
        row("http://127.0.0.1:9/ \"any\"", "current", known.clone()),
    ];
    want.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(states(&lab, &[]), want);
    assert!(lab.registry.seen().is_empty(), "nobody is asked unasked");
    for one in &mut want {
        match one.0.as_str() {
            "R/ \"any\"" => (one.1, one.2) = (json!("accepted"), json!(lab.registry.user.name)),
            name if name.ends_with("\"read\"") => one.1 = json!("accepted"),
            _ => {}
        }
    }
    assert_eq!(
        states(&lab, &["--check"]),
        want,
        "a registry that cannot be asked calls nobody dead"
    );
    nobody_sent(&lab, "npm_dead");
    keeps_what_was_learnt(&lab);
    for polite in [false, true] {
        lab.registry.kill(token);
        lab.registry.manners(|it| it.polite_whoami = polite);
        let refused: Vec<_> = states(&lab, &["--check"])
            .into_iter()
            .filter(|one| one.1 == "rejected")
            .collect();
        assert_eq!(refused.len(), 2, "{refused:?}");
    }
}

/// What `npmcred status` says of each of the four credentials: registry and use, state, owner.
#[track_caller]
fn states(lab: &Lab<Fixture>, flags: &[&str]) -> Vec<(String, Value, Value)> {
    let told = lab
        .npmcred(&[&["status", "--json"], flags].concat())
        .run()
        // Only who asks whether all is well is told by the status that one is over.
        .expect(if flags.is_empty() { 0 } else { 3 });
    assert!(!told.out().contains(&lab.registry.user.token), "{told}");
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["store"]["kept"], 4);
    let list = told["credentials"].as_array().unwrap();
    let state = |one: &Value| {
        let registry = one["registry"].as_str().unwrap();
        let name = format!(
            "{} {}",
            registry.replace(lab.registry.url.as_str(), "R/"),
            one["use"]
        );
        (name, one["state"].clone(), one["owner"].clone())
    };
    let mut states: Vec<_> = list.iter().map(state).collect();
    states.sort_by(|one, other| one.0.cmp(&other.0));
    states
}

/// The owner that the registry named is shown without asking again, in columns.
#[track_caller]
fn keeps_what_was_learnt(lab: &Lab<Fixture>) {
    let plain = lab.npmcred(&["status"]).run().expect(0);
    assert!(
        plain.out().contains(&lab.registry.user.name),
        "what was learnt is kept: {plain}"
    );
    let columns: Vec<_> = plain
        .out()
        .lines()
        .filter_map(|line| line.find(" any ").or(line.find(" read ")))
        .collect();
    assert!(
        columns.len() == 4 && columns.iter().all(|at| *at == columns[0]),
        "{plain}"
    );
}

/// A literal in a project wins over what is kept, dead or alive: it is named, and asked about where
/// that is wanted.
#[test]
fn what_wins_here_over_what_is_kept_is_told_and_asked_about() {
    let lab = Lab::shimmed(12, Fixture::start());
    let (url, token) = (&lab.registry.url, &lab.registry.user.token);
    lab.npmcred(&["store", "--registry", url])
        .stdin(token.as_bytes())
        .run()
        .expect(0);
    let project = lab.project("here", &json!({ "name": "here", "version": "1.0.0" }));
    let nerf = lab.registry.nerf();
    for (line, want, words) in [
        (
            format!("{nerf}:_authToken=npm_dead"),
            "rejected",
            "was rejected by the registry",
        ),
        (
            format!("{nerf}:_authToken={token}"),
            "accepted",
            "is accepted",
        ),
    ] {
        lab.write("work/here/.npmrc", format!("fund=false\n{line}\n"));
        let status = |flags: &[&str]| {
            let is_dead = flags.contains(&"--check") && want == "rejected";
            lab.npmcred(&[&["status"], flags].concat())
                .cwd(&project)
                .run()
                .expect(if is_dead { 3 } else { 0 })
                .out()
        };
        let overruled = |flags: &[&str]| -> Value {
            let told: Value = serde_json::from_str(&status(flags)).unwrap();
            assert!(told["credentials"][0]["state"] != "rejected", "{told:#}");
            told["overruled"][0].clone()
        };
        lab.registry.reset();
        let found = overruled(&["--json"]);
        let spot = (
            found["by"]["line"].clone(),
            found["by"]["path"]
                .as_str()
                .unwrap()
                .ends_with("here/.npmrc"),
        );
        assert_eq!(
            (spot, found["state"].as_str()),
            ((json!(2), true), Some("unknown")),
            "{found:#}"
        );
        assert!(lab.registry.seen().is_empty(), "nobody is asked unasked");
        assert_eq!(overruled(&["--json", "--check"])["state"], want);
        let told = status(&["--check"]);
        assert!(
            told.contains("here/.npmrc line 2 overrides") && told.contains(words),
            "{told}"
        );
    }
    let elsewhere = lab.npmcred(&["status"]).run().expect(0).out();
    assert!(!elsewhere.contains("overrides"), "{elsewhere}");
}

/// A JWT may say its end in milliseconds, and an npmcred of before has kept what it said.
#[test]
fn an_end_beyond_the_year_9999_is_told_and_harms_nothing() {
    let lab = Lab::shimmed(12, Fixture::start());
    lab.store_ending(&lab.registry.url, "npm_old", "any", 4_102_444_800_000);
    // {"exp":4102444800000}
    lab.npmcred(&["store", "--registry", &lab.registry.url, "--use", "read"])
        .stdin("eyJhbGciOiJub25lIn0.eyJleHAiOjQxMDI0NDQ4MDAwMDB9.c2ln")
        .run()
        .expect(0);
    for command in [
        &["list"][..],
        &["list", "--json"],
        &["status"],
        &["status", "--json"],
        &["doctor"],
        &[],
    ] {
        let told = lab.npmcred(command).run();
        assert!(
            told.status.code().is_some_and(|code| code < 2),
            "{command:?}: {told}"
        );
    }
    let listed = lab.npmcred(&["list"]).run().expect(0);
    assert_eq!(
        listed.out().matches("no known expiry").count(),
        2,
        "{listed}"
    );
}
