//! A login in the middle of a command, where a session has run out and a person is there.
//!
//! A command that only reads asks first. So does any command at a registry that only a project
//! names.

use serde_json::{Value, json};

use super::sessions::{GONE, cure, over, package, publish};
use super::support::Lab;
use super::support::fixture::{Endpoint, Fixture};
use super::support::pty::Session;

/// The one session that is kept.
fn kept(lab: &Lab<Fixture>) -> Value {
    let list = lab.npmcred(&["list", "--json"]).run().expect(0);
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let [one] = list["credentials"].as_array().unwrap().as_slice() else {
        panic!("{list:#}")
    };
    one.clone()
}

#[test]
fn with_a_person_the_login_happens_and_the_command_goes_on() {
    for major in [8, 10, 12] {
        for purpose in [Some("any"), Some("read"), None] {
            let lab = Lab::shimmed(major, Fixture::start());
            match purpose {
                Some("any") => lab.store_ending(&lab.registry.url, "npm_dead", "any", GONE),
                Some(other) => lab.store_ending(&lab.registry.url, "npm_read", other, 7200),
                None => {}
            }
            let (status, shown) = Session::start(&publish(&lab)).finish();
            assert!(status.success(), "npm {major} {purpose:?}:\n{shown}");
            assert!(
                lab.registry.has_package("mine"),
                "npm {major} {purpose:?}:\n{shown}"
            );
            let why = [
                " has expired\r\n",
                " is for read only\r\n",
                "nothing is stored for",
            ];
            assert!(why.iter().any(|why| shown.contains(why)), "{shown}");
            let is_told = shown.contains("not in a file");
            assert_eq!(is_told, purpose != Some("any"), "once is enough:\n{shown}");
            assert_eq!(
                lab.registry.asked(Endpoint::LoginStart).len(),
                1,
                "npm {major} {purpose:?}:\n{shown}"
            );
            let list = lab.npmcred(&["list", "--json"]).run().expect(0);
            let list: Value = serde_json::from_slice(&list.stdout).unwrap();
            let count = list["credentials"].as_array().unwrap().len();
            assert_eq!(
                count,
                if purpose == Some("read") { 2 } else { 1 },
                "npm {major} {purpose:?}: {list:#}"
            );
            assert_eq!(
                lab.files_with(&lab.registry.needles()),
                [],
                "npm {major} {purpose:?}"
            );
        }
    }
}

#[test]
fn a_reading_command_asks_first() {
    let lab = over(11);
    let install = lab.npm(
        &lab.path("work"),
        &["view", "nothing", "--no-browser", "--fetch-retries=0"],
    );
    let mut declined = Session::start(&install);
    declined.wait_for("log in? [Y/n]");
    declined.type_in("n\r");
    let (_, shown) = declined.finish();
    assert!(
        shown.contains("npmcred: note: running without the stored credential"),
        "{shown}"
    );
    let ours = shown.matches("npmcred:").count();
    assert_eq!(ours, 2, "the question has said why:\n{shown}");
    assert!(lab.registry.asked(Endpoint::LoginStart).is_empty());
    assert!(
        !lab.registry.asked(Endpoint::Packument).is_empty(),
        "it ran bare"
    );
    let mut accepted = Session::start(&install);
    accepted.wait_for("log in? [Y/n]");
    accepted.type_in("\r");
    let (_, shown) = accepted.finish();
    assert!(!shown.contains("running without"), "{shown}");
    let ours = shown.lines().filter(|line| line.starts_with("npmcred:"));
    assert_eq!(ours.count(), 2, "the question and the address:\n{shown}");
    let token = lab.registry.tokens().last().unwrap().text.clone();
    let last = lab.registry.asked(Endpoint::Packument).pop().unwrap();
    assert!(format!("{last:?}").contains(&token), "{last:?}");
    assert_eq!(kept(&lab)["kind"], "session");
}

#[test]
fn the_setting_decides_without_asking() {
    let lab = over(11);
    let view = |setting: &str| {
        lab.npm(&lab.path("work"), &["view", "nothing", "--no-browser"])
            .env("NPMCRED_RENEW", setting)
    };
    let (_, shown) = Session::start(&view("never")).finish();
    assert!(
        shown.contains("running without the stored credential") && !shown.contains("log in?"),
        "{shown}"
    );
    let (status, shown) = Session::start(&publish(&lab).env("NPMCRED_RENEW", "never")).finish();
    assert_eq!(status.code(), Some(3), "{shown}");
    assert!(lab.registry.asked(Endpoint::LoginStart).is_empty());
    lab.npmcred(&["config", "renew", "always"]).run().expect(0);
    let (_, shown) = Session::start(&view("")).finish();
    assert!(
        !shown.contains("log in?") && !shown.contains("running without"),
        "{shown}"
    );
    assert_eq!(lab.registry.asked(Endpoint::LoginStart).len(), 1);
    let wrong = publish(&lab).env("NPMCRED_RENEW", "yes").run();
    assert!(
        wrong.status.success(),
        "nobody looks at the setting while the credential is good: {wrong}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    let wrong = publish(&lab).env("NPMCRED_RENEW", "yes").run().expect(2);
    assert!(wrong.err().contains("ask, always, never"), "{wrong}");
    lab.npmcred(&["config", "renew", "--unset"]).run().expect(0);
    assert_eq!(
        lab.npmcred(&["config", "renew"]).run().expect(0).out(),
        "ask\n"
    );
}

/// Nobody is led to a login page by a cloned repository alone.
#[test]
fn a_project_alone_begins_no_login() {
    let lab = Lab::shimmed(12, Fixture::start());
    lab.write("home/.npmrc", "update-notifier=false\n");
    let folder = package(&lab);
    lab.write(
        "work/package/.npmrc",
        format!("registry={}\n", lab.registry.url),
    );
    let mut session = Session::start(&lab.npm(&folder, &["publish", "--no-browser"]));
    session.wait_for("log in there? [y/N]");
    session.type_in("\r");
    let (status, shown) = session.finish();
    assert_eq!(status.code(), Some(3), "{shown}");
    assert!(lab.registry.seen().is_empty(), "{shown}");
}

#[test]
fn explain_tells_what_would_happen() {
    let lab = over(12);
    let told = |args: &[&str]| {
        let json = lab
            .npmcred(&[&["explain", "--json", "--"], args].concat())
            .run()
            .expect(0);
        let json: Value = serde_json::from_slice(&json.stdout).unwrap();
        (
            json["registries"][0]["outcome"].clone(),
            json["registries"][0]["renewal"].clone(),
        )
    };
    let asked = json!({ "attended": "asked", "unattended": "runs-bare" });
    let login = json!({ "attended": "login", "unattended": "ends" });
    assert_eq!(told(&["npm", "install"]), (json!("expired"), asked));
    assert_eq!(told(&["npm", "publish"]), (json!("expired"), login));
    let text = lab.npmcred(&["explain", "npm", "publish"]).run().expect(0);
    assert!(
        text.out()
            .contains("renewal: by a login before the command"),
        "{text}"
    );
    assert!(lab.registry.seen().is_empty(), "it asks nobody");
}

/// `npmcred exec` likewise, where there is nothing else to hand over.
#[test]
fn exec_renews_or_ends() {
    let lab = over(11);
    let exec = lab.npmcred(&["exec", "--", "sh", "-c", "cat \"$npm_config_userconfig\""]);
    let ended = exec.run().expect(3);
    assert!(ended.err().contains(&cure(&lab)), "{ended}");
    let (status, shown) = Session::start(&exec).finish();
    assert!(
        status.success() && shown.contains(":_authToken="),
        "{shown}"
    );
}
