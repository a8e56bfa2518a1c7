//! `npmcred login`: what it says, keeps, and leaves behind.

use serde_json::Value;

use super::support::fixture::{Approval, Endpoint, Fault, Fixture, Reply};
use super::support::run::Outcome;
use super::support::tools;
use super::support::{Front, Lab};

pub(super) fn lab() -> Lab<Fixture> {
    Lab::shimmed(12, Fixture::start())
}

/// What is kept, as `npmcred list` tells it.
pub(super) fn kept(lab: &Lab<Fixture>) -> Vec<Value> {
    let list = lab.npmcred(&["list", "--json"]).run().expect(0);
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    list["credentials"].as_array().unwrap().clone()
}

/// Nothing secret in any file of the world, nor in what was said.
#[track_caller]
pub(super) fn assert_hidden(lab: &Lab<Fixture>, outcome: &Outcome) {
    let needles = lab.registry.needles();
    assert_eq!(lab.files_with(&needles), [], "{outcome}");
    assert!(
        needles.find(&outcome.stdout).is_none() && needles.find(&outcome.stderr).is_none(),
        "{outcome}"
    );
}

#[test]
fn a_login_in_the_browser_says_where_and_what_was_kept() {
    let lab = lab();
    lab.registry.manners(|it| {
        (it.approval, it.notice) = (
            Approval::AfterPolls(1),
            Some("Your code is “12-34”".to_owned()),
        );
    });
    let login = lab.npmcred(&["login"]).run().expect(0);
    assert_eq!(
        login.out(),
        format!(
            "logged in on {} as {} (use any)\n",
            lab.registry.url, lab.registry.user.name
        )
    );
    assert!(
        login
            .err()
            .contains(&format!("note: log in at {}", lab.registry.url)),
        "{login}"
    );
    assert_eq!(
        login.err().matches("is “12-34”").count(),
        1,
        "once: {login}"
    );
    assert_eq!(kept(&lab)[0]["kind"], "session");
    assert_hidden(&lab, &login);
}

#[test]
fn a_registry_that_is_named_beside_no_browser_is_the_one() {
    let lab = lab();
    lab.write("home/.npmrc", "");
    let there = ["--no-browser", "--registry", &lab.registry.url];
    lab.npmcred(&["login"]).args(there).run().expect(0);
    let create = ["token", "create", "--name", "ci", "--use", "read"];
    let created = lab
        .npmcred(&create)
        .args(there)
        .stdin(lab.registry.user.password.clone());
    created.run().expect(0);
    let registries: Vec<Value> = kept(&lab)
        .iter()
        .map(|one| one["registry"].clone())
        .collect();
    assert_eq!(registries, [lab.registry.url.as_str(); 2]);
}

#[test]
fn each_event_is_a_line_of_json() {
    let lab = lab();
    lab.registry
        .manners(|it| it.notice = Some("hello".to_owned()));
    let login = lab
        .npmcred(&["login", "--json", "--use", "read"])
        .run()
        .expect(0);
    let events: Vec<Value> = login
        .out()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["notice", "url", "waiting", "done"], "{login}");
    assert!(events.iter().all(|event| event["v"] == 1));
    assert_eq!(
        (&events[3]["use"], &events[3]["registry"]),
        (&"read".into(), &lab.registry.url.as_str().into())
    );
    assert_hidden(&lab, &login);

    lab.registry.fault(Endpoint::LoginStart, Fault::Status(502));
    let failed = lab.npmcred(&["login", "--json"]).run().expect(5);
    let last: Value = serde_json::from_str(failed.out().lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["event"], &last["code"]),
        (&"error".into(), &5.into()),
        "{failed}"
    );
}

#[test]
fn a_token_is_kept_once_its_registry_knows_it() {
    let lab = lab();
    let (token, flags) = (lab.registry.user.token.clone(), ["login", "--with-token"]);
    let taken = lab
        .npmcred(&flags)
        .stdin(format!("{token}\n"))
        .run()
        .expect(0);
    assert!(
        taken
            .out()
            .contains(&format!(" as {} ", lab.registry.user.name)),
        "{taken}"
    );
    assert_hidden(&lab, &taken);
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);

    lab.registry
        .fault_times(Endpoint::Whoami, 1, Fault::Status(404));
    let unknown = lab.npmcred(&flags).stdin(token.clone()).run().expect(0);
    assert!(
        unknown.err().contains("does not say whose token this is"),
        "{unknown}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);

    // {"exp":1}: its registry takes it all the same, so that is not when it ends.
    lab.registry
        .fault_times(Endpoint::Whoami, 1, Fault::Status(404));
    let past = lab
        .npmcred(&flags)
        .stdin("eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln");
    let told = past.run().expect(0);
    let one = &kept(&lab)[0];
    assert_eq!(
        (&one["kind"], &one["expires"]),
        (&"granular".into(), &Value::Null),
        "{told}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);

    lab.registry.kill(&token);
    for polite in [false, true] {
        lab.registry.manners(|it| it.polite_whoami = polite);
        let dead = lab.npmcred(&flags).stdin(token.clone()).run().expect(3);
        assert!(
            dead.err().contains(" was rejected by the registry"),
            "{dead}"
        );
        assert_eq!(kept(&lab).len(), 0);
    }
}

#[test]
fn where_there_is_no_store_nobody_is_asked() {
    let lab = Lab::new(12, Fixture::start());
    lab.put(Front::Shim);
    let jail = tools::jail(&lab.path("no_keyctl"));
    let program = tools::program();
    for words in [
        vec![program.to_str().unwrap(), "login"],
        vec![program.to_str().unwrap(), "login", "--with-token"],
        vec!["npm", "login"],
    ] {
        let outcome = lab
            .run(jail.to_str().unwrap())
            .args(words)
            .stdin("npm_x")
            .run()
            .expect(4);
        assert!(
            outcome.err().contains("hint:"),
            "it names the choices: {outcome}"
        );
    }
    assert_eq!(lab.registry.seen(), [], "and no registry is asked");
}

#[test]
fn a_project_that_names_the_registry_is_named() {
    let lab = lab();
    lab.write("home/.npmrc", "");
    let project = lab.project("hostile", &serde_json::json!({ "name": "hostile" }));
    lab.write(
        "work/hostile/.npmrc",
        format!("\nregistry={}\nbrowser=touch opened\n", lab.registry.url),
    );
    let login = lab.npm(&project, &["login"]).run().expect(0);
    let line = format!("{} line 2", project.join(".npmrc").display());
    assert!(
        login.said().iter().any(|said| said.contains(&line)),
        "{login}"
    );
    assert!(!project.join("opened").exists());
}

/// The address where the token will be lies in the registry's hands: npm follows it, so a token may
/// come over a foreign network in plain text. It is asked for without a credential, and what comes
/// is not kept. A proxy plays the network.
#[test]
fn a_token_from_afar_in_clear_is_not_kept() {
    let lab = lab();
    let url = &lab.registry.url;
    lab.write("home/.npmrc", format!("{}proxy={url}\n", lab.user_config()));
    lab.npmcred(&["store", "--registry", url])
        .stdin("npm_old")
        .run()
        .expect(0);
    lab.registry.fault(
        Endpoint::LoginStart,
        Fault::DoneUrl("http://far.example/-/v1/done?session=x".to_owned()),
    );
    let token = Reply::json(200, &serde_json::json!({ "token": "npm_from_afar" }));
    lab.registry.fault(Endpoint::Done, Fault::Reply(token));
    let refused = lab.npmcred(&["login"]).run().expect(7);
    assert!(
        refused.err().contains("over http from far.example"),
        "{refused}"
    );
    assert!(!refused.err().contains("npm_from_afar"), "{refused}");
    let asked = lab.registry.seen();
    let header = |at: usize, name: &str| {
        asked[at]
            .request
            .headers
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(
        header(0, "authorization") && !header(1, "authorization"),
        "{asked:?}"
    );
}
