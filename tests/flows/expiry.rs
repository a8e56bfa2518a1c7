//! A session that is missing or has run out: with a person there the login happens in the middle of
//! the command, without one the command ends at once or runs bare, and always says why.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

use super::support::fixture::{Approval, Endpoint, Fixture};
use super::support::pty::Session;
use super::support::run::Run;
use super::support::{Front, Lab};

const GONE: i64 = -3600;

/// A world whose one session is over.
fn over(major: u32) -> Lab<Fixture> {
    let lab = Lab::shimmed(major, Fixture::start());
    lab.store_ending(&lab.registry.url, "npm_dead", "any", GONE);
    lab
}

fn package(lab: &Lab<Fixture>) -> PathBuf {
    lab.project("package", &json!({ "name": "mine", "version": "1.0.0" }))
}

fn publish(lab: &Lab<Fixture>) -> Run {
    lab.npm(&package(lab), &["publish", "--no-browser"])
}

fn cure(lab: &Lab<Fixture>) -> String {
    format!("npmcred login --registry {}", lab.registry.url)
}

/// The one session that is kept.
fn kept(lab: &Lab<Fixture>) -> Value {
    let list = lab.npmcred(&["list", "--json"]).run().expect(0);
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let [one] = list["credentials"].as_array().unwrap().as_slice() else {
        panic!("{list:#}")
    };
    one.clone()
}

fn nobody_sent(lab: &Lab<Fixture>, secret: &str) {
    for seen in lab.registry.seen() {
        assert!(!format!("{seen:?}").contains(secret), "{seen:?}");
    }
}

#[test]
fn without_a_person_a_writing_command_ends_at_once() {
    for major in [8, 12] {
        let lab = over(major);
        let ended = publish(&lab).run().expect(3);
        assert!(
            ended.err().contains("has expired") && ended.err().contains(&cure(&lab)),
            "npm {major}: {ended}"
        );
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(3);
        assert!(who.err().contains(&cure(&lab)), "npm {major}: {who}");
        assert!(
            lab.registry.seen().is_empty(),
            "npm {major}: nothing was started: {:?}",
            lab.registry.seen()
        );
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
        let missing = publish(&lab).run().expect(3);
        assert!(
            missing.err().contains("nothing is stored") && missing.err().contains(&cure(&lab)),
            "{missing}"
        );
        let who = lab.npm(&lab.path("work"), &["whoami"]).run().expect(1);
        assert!(
            who.said().is_empty() && who.err().contains("ENEEDAUTH"),
            "a reading command is npm's: {who}"
        );
    }
}

#[test]
fn without_a_person_a_reading_command_runs_bare_and_says_so() {
    let lab = over(11);
    lab.registry.manners(|it| it.closed = false);
    for setting in ["ask", "always", "never"] {
        let seen = lab
            .npm(&lab.path("work"), &["view", "nothing"])
            .env("NPMCRED_RENEW", setting)
            .run()
            .expect(1);
        assert_eq!(seen.said().len(), 1, "{setting}: {seen}");
        assert!(
            seen.err().contains("has expired") && seen.err().contains(&cure(&lab)),
            "{setting}: {seen}"
        );
    }
    assert!(!lab.registry.asked(Endpoint::Packument).is_empty());
    nobody_sent(&lab, "npm_dead");
}

/// What does without a credential of ours is not kept from running.
#[test]
fn who_needs_none_is_let_through() {
    let lab = over(12);
    let dry = lab
        .npm(&package(&lab), &["publish", "--dry-run"])
        .run()
        .expect(0);
    assert!(
        dry.err().contains("+ mine@1.0.0") || dry.out().contains("+ mine@1.0.0"),
        "{dry}"
    );
    let by_identity = publish(&lab)
        .env("GITLAB_CI", "1")
        .env("NPM_ID_TOKEN", "a.b.c")
        .run();
    assert!(
        by_identity.err().contains("ENEEDAUTH"),
        "npm was started, and found no identity here: {by_identity}"
    );
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    let (cert, key) = (
        lab.write("home/cert.pem", "c"),
        lab.write("home/key.pem", "k"),
    );
    let nerf = lab.registry.nerf();
    let certificate = format!(
        "{nerf}:certfile={}\n{nerf}:keyfile={}\n",
        cert.display(),
        key.display()
    );
    lab.write("home/.npmrc", lab.user_config() + &certificate);
    let with_certificate = publish(&lab).run();
    assert!(with_certificate.said().is_empty(), "{with_certificate}");
    // npm says nothing of a certificate that it cannot find, and sends none.
    for write in [
        |key: &Path| std::fs::write(key, ""),
        |key: &Path| std::fs::remove_file(key),
    ] {
        write(&key).unwrap();
        let without = publish(&lab).run().expect(3);
        assert!(without.err().contains("nothing is stored"), "{without}");
    }
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
            assert!(shown.contains("npm publish goes on"), "{shown}");
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
    declined.wait_for("log in now? [Y/n]");
    declined.type_in("n\r");
    let (_, shown) = declined.finish();
    assert!(
        shown.contains("running without the stored credential"),
        "{shown}"
    );
    assert!(lab.registry.asked(Endpoint::LoginStart).is_empty());
    assert!(
        !lab.registry.asked(Endpoint::Packument).is_empty(),
        "it ran bare"
    );
    let mut accepted = Session::start(&install);
    accepted.wait_for("log in now? [Y/n]");
    accepted.type_in("\r");
    let (_, shown) = accepted.finish();
    assert!(!shown.contains("running without"), "{shown}");
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
        shown.contains("running without the stored credential") && !shown.contains("log in now"),
        "{shown}"
    );
    let (status, shown) = Session::start(&publish(&lab).env("NPMCRED_RENEW", "never")).finish();
    assert_eq!(status.code(), Some(3), "{shown}");
    assert!(lab.registry.asked(Endpoint::LoginStart).is_empty());
    lab.npmcred(&["config", "renew", "always"]).run().expect(0);
    let (_, shown) = Session::start(&view("")).finish();
    assert!(
        !shown.contains("log in now") && !shown.contains("running without"),
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
    person.wait_for("log in now? [Y/n]");
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

#[test]
fn a_long_job_is_warned_when_little_is_left() {
    let lab = Lab::shimmed(11, Fixture::start());
    let token = lab.registry.user.token.clone();
    lab.store_ending(&lab.registry.url, &token, "any", 590);
    let project = lab.project("empty", &json!({ "name": "empty", "version": "1.0.0" }));
    let installed = lab.npm(&project, &["install"]).run().expect(0);
    assert_eq!(installed.said().len(), 1, "{installed}");
    assert!(
        installed.err().contains(" ends in 9 min") || installed.err().contains(" ends in 8 min"),
        "{installed}"
    );
    assert!(installed.err().contains(&cure(&lab)), "{installed}");
    let short = lab.npm(&project, &["whoami"]).run().expect(0);
    assert!(short.said().is_empty(), "{short}");
    lab.npmcred(&["remove", "--registry", &lab.registry.url])
        .run()
        .expect(0);
    lab.store_ending(&lab.registry.url, &token, "any", 700);
    assert!(
        lab.npm(&project, &["install"])
            .run()
            .expect(0)
            .said()
            .is_empty()
    );
    let ours = lab.path("home/.local/share/npmcred");
    assert!(
        !ours.join("logins").exists(),
        "no lock is made where nothing is renewed"
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

/// What a killed process left behind is said, and a damaged journal stops nobody.
#[test]
fn what_was_not_finished_is_said_at_the_next_run() {
    let lab = Lab::shimmed(11, Fixture::start());
    let journal = "home/.local/share/npmcred/journal.json";
    let entry = json!({
        "what": "logout", "registry": lab.registry.url, "profile": null, "use": "any", "token": null, "since": 1_000,
    });
    lab.write(
        journal,
        json!({ "v": 1, "unfinished": [entry] }).to_string(),
    );
    let cure = format!("npmcred logout --registry {}", lab.registry.url);
    let view = lab.npm(&lab.path("work"), &["view", "nothing"]).run();
    assert!(view.err().contains(&cure), "{view}");
    assert!(lab.npmcred(&["list"]).run().expect(0).err().contains(&cure));
    assert!(
        lab.npm(&lab.path("work"), &["run"]).run().said().is_empty(),
        "not where no registry is asked"
    );
    lab.write(journal, "{");
    let view = lab
        .npm(&lab.path("work"), &["view", "nothing"])
        .run()
        .expect(1);
    assert!(view.err().contains("journal.json.damaged"), "{view}");
    assert!(
        !lab.npm(&lab.path("work"), &["view", "nothing"])
            .run()
            .err()
            .contains("journal")
    );
}

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
    let states = |flags: &[&str]| -> Vec<(String, Value, Value)> {
        let told = lab
            .npmcred(&[&["status", "--json"], flags].concat())
            .run()
            // Only who asks whether all is well is told by the status that one is over.
            .expect(if flags.is_empty() { 0 } else { 3 });
        assert!(!told.out().contains(token), "{told}");
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!(told["store"]["kept"], 4);
        let list = told["credentials"].as_array().unwrap();
        let state = |one: &Value| {
            let name = format!(
                "{} {}",
                one["registry"]
                    .as_str()
                    .unwrap()
                    .replace(url.as_str(), "R/"),
                one["use"]
            );
            (name, one["state"].clone(), one["owner"].clone())
        };
        let mut states: Vec<_> = list.iter().map(state).collect();
        states.sort_by(|one, other| one.0.cmp(&other.0));
        states
    };
    let row = |name: &str, state: &str, owner: Value| (name.to_owned(), json!(state), owner);
    let (below, known) = ("R/some/path/", json!("somebody"));
    let mut want = vec![
        row(&format!("{below} \"any\""), "expired", known.clone()),
        row(&format!("{below} \"read\""), "current", known.clone()),
        row("R/ \"any\"", "unknown", Value::Null),
        row("http://127.0.0.1:9/ \"any\"", "current", known.clone()),
    ];
    want.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(states(&[]), want);
    assert!(lab.registry.seen().is_empty(), "nobody is asked unasked");
    for one in &mut want {
        match one.0.as_str() {
            "R/ \"any\"" => (one.1, one.2) = (json!("accepted"), json!(lab.registry.user.name)),
            name if name.ends_with("\"read\"") => one.1 = json!("accepted"),
            _ => {}
        }
    }
    assert_eq!(
        states(&["--check"]),
        want,
        "a registry that cannot be asked calls nobody dead"
    );
    nobody_sent(&lab, "npm_dead");
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
    for polite in [false, true] {
        lab.registry.kill(token);
        lab.registry.manners(|it| it.polite_whoami = polite);
        let refused: Vec<_> = states(&["--check"])
            .into_iter()
            .filter(|one| one.1 == "refused")
            .collect();
        assert_eq!(refused.len(), 2, "{refused:?}");
    }
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
            "refused",
            "is invalid: the registry does not accept it",
        ),
        (
            format!("{nerf}:_authToken={token}"),
            "accepted",
            "is accepted",
        ),
    ] {
        lab.write("work/here/.npmrc", format!("fund=false\n{line}\n"));
        let status = |flags: &[&str]| {
            let is_dead = flags.contains(&"--check") && want == "refused";
            lab.npmcred(&[&["status"], flags].concat())
                .cwd(&project)
                .run()
                .expect(if is_dead { 3 } else { 0 })
                .out()
        };
        let overruled = |flags: &[&str]| -> Value {
            let told: Value = serde_json::from_str(&status(flags)).unwrap();
            assert!(told["credentials"][0]["state"] != "refused", "{told:#}");
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

/// `aws codeartifact login` calls `npm config set` three times. Its token says nothing of its end,
/// and nobody can log in there.
#[test]
fn a_token_that_another_program_makes_ends_and_is_made_again_by_it() {
    let lab = Lab::shimmed(12, Fixture::start());
    let (work, token) = (lab.path("work"), "eyJ2".repeat(375));
    let host = "corp-111122223333.d.codeartifact.eu-west-1.amazonaws.com";
    let url = format!("https://{host}/npm/shared/");
    lab.npm(&work, &["config", "set", "registry", &url])
        .run()
        .expect(0);
    lab.npm(
        &work,
        &[
            "config",
            "set",
            &format!("//{host}/npm/shared/:_authToken"),
            &token,
        ],
    )
    .run()
    .expect(0);
    lab.npm(
        &work,
        &[
            "config",
            "set",
            &format!("//{host}/npm/shared/:always-auth"),
            "true",
        ],
    )
    .run();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let kept = lab.kept();
    let left = kept[0]["expires"].as_u64().unwrap() - now;
    assert!((11 * 3600..=12 * 3600).contains(&left), "{left}: {kept:?}");
    lab.npmcred(&["remove", "--registry", &url]).run().expect(0);
    lab.store_ending(&url, &token, "any", -60);
    let cure = "aws codeartifact login --tool npm --domain corp --domain-owner 111122223333 --repository shared --region \
                eu-west-1";
    let told = lab.npm(&work, &["whoami"]).run().expect(3);
    assert!(
        told.err().contains(cure) && !told.err().contains("npmcred login"),
        "{told}"
    );
    let told = lab.npmcred(&["doctor"]).run();
    assert!(told.out().contains(cure), "{told}");
    let session = Session::start(&lab.npm(&work, &["whoami"]));
    let (_, shown) = session.finish_tidily();
    assert!(
        shown.contains("aws codeartifact login"),
        "nobody can log in there: {shown}"
    );
}

/// A program that asks npm for JSON reads npm's own codes: without a person npm says it, and we say
/// the cure beside it.
#[test]
fn who_asks_for_json_gets_npms_own() {
    for major in super::support::tools::MAJORS {
        let lab = over(major);
        package(&lab);
        let folder = lab.path("work/package");
        for args in [
            &["whoami", "--json"][..],
            &["publish", "--json"],
            &["profile", "get", "--json"],
            &["access", "list", "packages", "--json"],
        ] {
            lab.put(Front::Bare);
            let bare = lab.npm(&folder, args).run();
            lab.put(Front::Shim);
            let shimmed = lab.npm(&folder, args).run();
            assert_eq!(
                (shimmed.status.code(), shimmed.out()),
                (bare.status.code(), bare.out()),
                "npm {major} {args:?}: {shimmed}"
            );
            let code = |text: &str| {
                text.lines()
                    .find(|line| line.contains(" code "))
                    .map(str::to_owned)
            };
            assert_eq!(
                code(&shimmed.err()),
                code(&bare.err()),
                "npm {major} {args:?}: {shimmed}"
            );
            if bare.err().contains("ENEEDAUTH") {
                assert_eq!(shimmed.said().len(), 1, "npm {major} {args:?}: {shimmed}");
                assert!(
                    shimmed.err().contains(&cure(&lab)),
                    "npm {major} {args:?}: {shimmed}"
                );
            }
        }
        lab.npm(&folder, &["whoami"]).run().expect(3);
    }
}
