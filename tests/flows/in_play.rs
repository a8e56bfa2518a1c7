//! People hear only of registries that a command is known to ask: in one note, and in one question.

use serde_json::json;

use super::packages::registry;
use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::pty::Session;
use super::support::run::Outcome;

const GONE: i64 = -60;

/// Four scopes with registries of their own, where each session is over.
fn four_scopes() -> Lab {
    let lab = Lab::shimmed(12, registry());
    let mut config = lab.user_config();
    for (at, scope) in ["a", "b", "c", "d"].iter().enumerate() {
        let url = format!("https://127.0.0.1:9/{at}/");
        config.push_str(&format!("@{scope}:registry={url}\n"));
        lab.store_ending(&url, "npm_dead", "any", GONE);
    }
    lab.write("home/.npmrc", config);
    lab
}

fn view(lab: &Lab, args: &[&str]) -> Outcome {
    let folder = lab.project("work", &json!({ "name": "work", "version": "1.0.0" }));
    lab.npm(&folder, args).run()
}

#[test]
fn scopes_that_play_no_part_are_not_spoken_of() {
    let lab = four_scopes();
    let silent = view(&lab, &["view", "open", "version"]).expect(0);
    assert!(silent.said().is_empty(), "{silent}");
    let one = view(&lab, &["view", "@a/x", "--fetch-retries=0"]);
    let said = one.said().join("\n");
    assert!(said.contains("9/0/") && !said.contains("9/1/"), "{one}");
    lab.store_ending(&lab.registry.url, "npm_dead", "any", GONE);
    let field = view(&lab, &["view", "@a/x", "version", "--fetch-retries=0"]);
    let said = field.said().join("\n");
    assert!(
        said.contains("9/0/") && !said.contains(&lab.registry.url),
        "a field is no package: {field}"
    );
}

#[test]
fn a_project_and_its_lockfile_say_which_scopes_play_a_part() {
    let lab = four_scopes();
    let folder = lab.project(
        "project",
        &json!({
            "name": "project", "version": "1.0.0", "workspaces": ["packages/*"],
            "dependencies": { "open": "1.0.0", "@a/x": "1" },
        }),
    );
    lab.write(
        folder.join("packages/p/package.json"),
        r#"{"name":"p","version":"1.0.0","devDependencies":{"@b/x":"1"}}"#,
    );
    lab.write(
        folder.join("package-lock.json"),
        r#"{"lockfileVersion":3,"packages":{"node_modules/@c/x":{"version":"1.0.0"}}}"#,
    );
    let install = lab.npm(&folder, &["install", "--fetch-retries=0"]).run();
    let said = install.said();
    let [one] = said.as_slice() else {
        panic!("one note: {install}")
    };
    for part in ["9/0/", "9/1/", "9/2/"] {
        assert!(one.contains(part), "{part}: {install}");
    }
    assert!(!one.contains("9/3/"), "{install}");
}

#[test]
fn one_question_names_all_registries() {
    let lab = four_scopes();
    let folder = lab.project(
        "asked",
        &json!({
            "name": "asked", "version": "1.0.0",
            "dependencies": { "@a/x": "1", "@b/x": "1" },
        }),
    );
    let mut session = Session::start(&lab.npm(&folder, &["install", "--fetch-retries=0"]));
    session.wait_for("log in? [Y/n]");
    session.type_in("n\r");
    let (_, shown) = session.finish();
    assert_eq!(shown.matches("log in?").count(), 1, "{shown}");
    let question = shown.lines().find(|line| line.contains("log in?"));
    let question = question.unwrap_or_default();
    assert!(
        question.contains("npmcred: ") && question.contains("9/0/") && question.contains("9/1/"),
        "{shown}"
    );
    let note = "npmcred: note: running without the stored credentials";
    assert_eq!(shown.matches(note).count(), 1, "{shown}");
    assert_eq!(shown.matches("has expired").count(), 2, "{shown}");
}

#[test]
fn an_ended_session_for_the_public_registry_is_nothing_to_a_reader() {
    let lab = Lab::shimmed(12, registry());
    lab.write("home/.npmrc", "");
    lab.store_ending("https://registry.npmjs.org/", "npm_dead", "any", GONE);
    let folder = lab.project("open", &json!({ "name": "open", "version": "1.0.0" }));
    let explained = |typed: &[&str]| {
        let args = [&["explain", "--json", "--", "npm"], typed].concat();
        let told = lab.npmcred(&args).cwd(&folder).run().expect(0);
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        told["registries"][0].clone()
    };
    let view = explained(&["view", "lodash"]);
    assert_eq!(view["outcome"], "expired");
    assert!(view["why_not"].is_null(), "{view:#}");
    let publish = explained(&["publish"]);
    assert!(publish["why_not"]["message"].is_string(), "{publish:#}");
}

#[test]
fn a_quiet_tool_or_setting_quiets_notes_and_no_errors() {
    let lab = four_scopes();
    for quiet in ["--silent", "--loglevel=error"] {
        let outcome = view(&lab, &["view", "@a/x", "--fetch-retries=0", quiet]);
        assert!(outcome.said().is_empty(), "{quiet}: {outcome}");
    }
    let folder = lab.project("work", &json!({ "name": "work", "version": "1.0.0" }));
    let words = ["view", "@a/x", "--fetch-retries=0"];
    let outcome = lab.npm(&folder, &words).env("NPMCRED_QUIET", "on").run();
    assert!(outcome.said().is_empty(), "{outcome}");
    lab.npmcred(&["config", "quiet", "on"]).run().expect(0);
    let outcome = view(&lab, &["view", "@a/x", "--fetch-retries=0"]);
    assert!(outcome.said().is_empty(), "{outcome}");
    let publish = lab.project("p", &json!({ "name": "@a/p", "version": "1.0.0" }));
    let failed = lab.npm(&publish, &["publish", "--silent"]).run().expect(3);
    assert!(failed.err().contains("has expired"), "{failed}");
}

#[test]
fn a_placeholder_without_its_variable_is_named_where_it_matters() {
    let lab = Lab::shimmed(12, Fixture::start());
    let folder = lab.project("unset", &json!({ "name": "unset", "version": "1.0.0" }));
    let nerf = lab.registry.nerf();
    lab.write(
        folder.join(".npmrc"),
        format!("\n{nerf}:_authToken=${{UNSET_TOKEN}}\n"),
    );
    let outcome = lab
        .npm(&folder, &["view", "nothing", "--fetch-retries=0"])
        .run();
    let said = outcome.said().join("\n");
    assert!(
        said.contains("unset/.npmrc line 2") && said.contains("UNSET_TOKEN is not set"),
        "{outcome}"
    );
    let cure = format!("npmcred login --registry {}", lab.registry.url);
    assert!(
        outcome.said().len() == 1 && said.contains(&cure),
        "{outcome}"
    );
    // Everybody reads the public registry without: it is named where it is asked for.
    lab.write("home/.npmrc", "update-notifier=false\n");
    lab.write(
        folder.join(".npmrc"),
        "//registry.npmjs.org/:_authToken=${UNSET_TOKEN}\n",
    );
    for args in [&["npm", "view", "x"][..], &["npm", "publish"]] {
        let args = [&["explain", "--"], args].concat();
        let told = lab.npmcred(&args).cwd(&folder).run().expect(0);
        assert!(
            told.out().contains("unset/.npmrc line 1")
                && told.out().contains("UNSET_TOKEN is not set"),
            "{told}"
        );
    }
    let args = ["explain", "--json", "--", "npm", "view", "x"];
    let told = lab.npmcred(&args).cwd(&folder).run().expect(0);
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert!(told["registries"][0]["why_not"].is_null(), "{told:#}");
}
