//! A `${NPM_TOKEN}` that is not set, as thousands of projects carry it: npm alone would send the
//! literal text.

use serde_json::json;

use super::packages::{assert_no_file_has, assert_published, consumer, publishable, stored};
use super::support::Lab;
use super::support::fixture::Fixture;

/// Every command that matters, with the placeholder where `place` says.
fn works_with_placeholder(major: u32, place: &str) {
    let lab = stored(major);
    let line = format!("{}:_authToken=${{NPM_TOKEN}}\n", lab.registry.nerf());
    let put = |folder: &str| {
        if place == "project" {
            lab.write(format!("work/{folder}/.npmrc"), &line);
        }
    };
    if place == "user" {
        lab.write("home/.npmrc", lab.user_config() + &line);
    }
    let project = consumer(&lab, "consumer");
    put("consumer");
    lab.npm(&project, &["install"]).run().expect(0);
    lab.npm(&project, &["ci"]).run().expect(0);
    let seen = lab
        .npm(&project, &["view", "@priv/lib", "version"])
        .run()
        .expect(0);
    assert_eq!(seen.out().trim(), "1.0.0");
    let who = lab.npm(&project, &["whoami"]).run().expect(0);
    assert_eq!(who.out().trim(), "writer", "npm {major}, {place}");
    lab.run("npx")
        .cwd(&project)
        .args(["--yes", "@priv/hello"])
        .run()
        .expect(0);
    let (package, name) = publishable(&lab, "single");
    put("single");
    lab.npm(&package, &["publish"]).run().expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
    workspaces(&lab, &put);
    let literal = lab.registry.requests("").into_iter().find(|request| {
        request
            .authorization
            .as_deref()
            .is_some_and(|text| text.contains("${"))
    });
    assert!(
        literal.is_none(),
        "npm {major}, {place}: sent as it stands: {literal:?}"
    );
    assert_no_file_has(&lab, &[&lab.registry.writer]);
}

/// Several packages published with one command.
fn workspaces(lab: &Lab, put: &dyn Fn(&str)) {
    let root = lab
        .project("many", &json!({ "name": "many", "version": "1.0.0", "private": true, "workspaces": ["packages/*"] }));
    let names = ["first", "second"].map(|word| {
        publishable(lab, &format!("many/packages/{word}"))
            .1
            .replace("many/packages/", "")
    });
    for (name, word) in names.iter().zip(["first", "second"]) {
        lab.project(
            &format!("many/packages/{word}"),
            &json!({ "name": name, "version": "1.0.0" }),
        );
    }
    put("many");
    lab.npm(&root, &["publish", "--workspaces"]).run().expect(0);
    for name in &names {
        assert_published(lab, name, &lab.registry.writer);
    }
}

#[test]
fn in_the_project_with_npm_8() {
    works_with_placeholder(8, "project");
}

#[test]
fn in_the_project_with_npm_9() {
    works_with_placeholder(9, "project");
}

#[test]
fn in_the_project_with_npm_10() {
    works_with_placeholder(10, "project");
}

#[test]
fn in_the_project_with_npm_11() {
    works_with_placeholder(11, "project");
}

#[test]
fn in_the_project_with_npm_12() {
    works_with_placeholder(12, "project");
}

#[test]
fn in_the_users_file_with_npm_8() {
    works_with_placeholder(8, "user");
}

#[test]
fn in_the_users_file_with_npm_12() {
    works_with_placeholder(12, "user");
}

const DUMMY: &str = "XXXXX-XXXXX-XXXXX-XXXXX";

/// What is set to nothing, or to what a build server puts where there is no token, hides no stored
/// one.
#[test]
fn what_stands_for_no_token_hides_none() {
    for major in [8, 12] {
        let lab = stored(major);
        let name = publishable(&lab, "single").1;
        consumer(&lab, "consumer");
        for (at, (value, line)) in [
            ("", "${NPM_TOKEN}"),
            (DUMMY, "${NPM_TOKEN}"),
            ("x", ""),
            ("x", DUMMY),
        ]
        .into_iter()
        .enumerate()
        {
            let version = format!("1.0.{at}");
            lab.project("single", &json!({ "name": name, "version": version }));
            hides_none_in_the_project(&lab, value, line);
        }
        assert_published(&lab, &name, &lab.registry.writer);
        lab.project("single", &json!({ "name": name, "version": "1.0.9" }));
        hides_none_as_setup_node_writes_it(&lab);
        let sent = lab
            .registry
            .requests("")
            .into_iter()
            .filter_map(|request| request.authorization);
        let odd: Vec<_> = sent
            .filter(|text| text.contains(DUMMY) || text.contains("Bearer npmcred"))
            .collect();
        assert!(odd.is_empty(), "npm {major}: {odd:?}");
    }
}

/// With this value of `NPM_TOKEN`, and this one of the key in the project's file.
#[track_caller]
fn hides_none_in_the_project(lab: &Lab, value: &str, line: &str) {
    let key = format!("{}:_authToken", lab.registry.nerf());
    for folder in ["consumer", "single"] {
        lab.write(format!("work/{folder}/.npmrc"), format!("{key}={line}\n"));
    }
    let run = |folder: &str, args: &[&str]| {
        let folder = lab.path(format!("work/{folder}"));
        let run = lab.npm(&folder, args).env("NPM_TOKEN", value);
        run.run().expect(0)
    };
    let at = format!("npm {}, {value:?} {line:?}", lab.major);
    let seen = run("consumer", &["view", "@priv/lib", "version"]);
    assert_eq!(seen.out().trim(), "1.0.0", "{at}: {seen}");
    let who = run("consumer", &["whoami"]);
    assert_eq!(who.out().trim(), "writer", "{at}: {who}");
    run("single", &["publish"]);
}

/// The file that actions/setup-node writes, and points npm to.
#[track_caller]
fn hides_none_as_setup_node_writes_it(lab: &Lab) {
    let key = format!("{}:_authToken", lab.registry.nerf());
    let file = lab.write(
        "tmp/.npmrc",
        format!(
            "{}{key}=${{NODE_AUTH_TOKEN}}\nalways-auth=false\n",
            lab.user_config()
        ),
    );
    for folder in ["consumer", "single"] {
        std::fs::remove_file(lab.path(format!("work/{folder}/.npmrc"))).unwrap();
    }
    for (folder, words) in [
        ("consumer", &["whoami"][..]),
        ("consumer", &["view", "@priv/lib", "version"]),
        ("single", &["publish"]),
    ] {
        let run = lab
            .npm(&lab.path(format!("work/{folder}")), words)
            .env("NPM_CONFIG_USERCONFIG", &file)
            .env("NODE_AUTH_TOKEN", DUMMY);
        run.run().expect(0);
    }
}

/// npm says only that nobody is logged in, and neither the line nor the variable.
#[test]
fn a_variable_that_is_not_set_is_named_where_an_account_is_asked_for() {
    // npm sends the placeholder to it, and nobody else asks this one.
    let lab = Lab::shimmed(12, Fixture::start());
    let project = lab.project("here", &json!({ "name": "here", "version": "1.0.0" }));
    let line = format!("{}:_authToken=${{NODE_AUTH_TOKEN}}\n", lab.registry.nerf());
    lab.write("work/here/.npmrc", line);
    let whoami = lab.npm(&project, &["whoami"]);
    let told = whoami.run().expect(1);
    let said = told.said();
    assert_eq!(said.len(), 1, "{told}");
    for piece in [
        "here/.npmrc line 1, ",
        "NODE_AUTH_TOKEN is not set",
        "(log in: npmcred login --registry ",
    ] {
        assert!(said[0].contains(piece), "{piece}: {told}");
    }
    let set = whoami.env("NODE_AUTH_TOKEN", lab.registry.user.token.as_str());
    assert!(set.run().expect(0).said().is_empty());
}
