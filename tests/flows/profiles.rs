//! Several accounts for one registry: the folder or the variable says whose credential goes out,
//! and no other stands in.

use super::packages::{consumer, registry};
use super::support::Lab;
use super::support::registry::User;
use serde_json::json;
use std::path::PathBuf;

/// A world in which the reader is the default account and the writer that of the profile `work`.
fn two_accounts(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.store(&lab.registry.url, &lab.registry.reader, &[]);
    lab.store(
        &lab.registry.url,
        &lab.registry.writer,
        &["--profile", "work"],
    );
    lab
}

/// A package of a name of its own, below `work/<tree>`.
fn package(lab: &Lab, tree: &str) -> (String, PathBuf) {
    let name = format!("{tree}-{}", lab.unique());
    let folder = lab.project(
        &format!("{tree}/package"),
        &json!({ "name": format!("@priv/{name}"), "version": "1.0.0" }),
    );
    (name, folder)
}

/// With whose token the package was published.
fn publishers(lab: &Lab, name: &str) -> Vec<Option<String>> {
    let puts = lab
        .registry
        .requests(name)
        .into_iter()
        .filter(|request| request.method == "PUT");
    puts.map(|request| request.authorization).collect()
}

fn bearer(user: &User) -> Option<String> {
    Some(format!("Bearer {}", user.token))
}

#[test]
fn the_tree_chooses_who_publishes() {
    for major in [8, 12] {
        let lab = two_accounts(major);
        let (name, ours) = package(&lab, "ours");
        let (outside, theirs) = package(&lab, "theirs");
        lab.npmcred(&[
            "use",
            "work",
            "--in",
            lab.path("work/ours").to_str().unwrap(),
        ])
        .run()
        .expect(0);
        lab.npm(&ours, &["publish"]).run().expect(0);
        assert_eq!(
            publishers(&lab, &name),
            [bearer(&lab.registry.writer)],
            "npm {major}"
        );
        let who = |folder: &PathBuf| {
            lab.npm(folder, &["whoami"])
                .run()
                .expect(0)
                .out()
                .trim()
                .to_owned()
        };
        assert_eq!(
            (who(&ours), who(&theirs)),
            ("writer".to_owned(), "reader".to_owned()),
            "npm {major}"
        );
        // The reader may not publish; that the writer could changes nothing about it.
        assert!(!lab.npm(&theirs, &["publish"]).run().status.success());
        assert!(
            publishers(&lab, &outside)
                .iter()
                .all(|sent| *sent == bearer(&lab.registry.reader)),
            "npm {major}"
        );
        // A tree that moves away takes no choice with it.
        std::fs::rename(lab.path("work/ours"), lab.path("work/moved")).unwrap();
        assert_eq!(
            who(&lab.path("work/moved/package")),
            "reader",
            "npm {major}"
        );
    }
}

#[test]
fn the_variable_chooses_also_for_what_npm_runs() {
    for major in [8, 12] {
        let lab = two_accounts(major);
        let (name, folder) = package(&lab, "variable");
        lab.npm(&folder, &["publish"])
            .env("NPMCRED_PROFILE", "work")
            .run()
            .expect(0);
        assert_eq!(
            publishers(&lab, &name),
            [bearer(&lab.registry.writer)],
            "npm {major}"
        );
        let script =
            json!({ "name": "nested", "version": "1.0.0", "scripts": { "who": "npm whoami" } });
        let nested = lab.project("nested", &script);
        let who = |profile: &str| {
            let run = lab
                .npm(&nested, &["run", "--silent", "who"])
                .env("NPMCRED_PROFILE", profile);
            run.run().expect(0).out().trim().to_owned()
        };
        assert_eq!(
            (who("work"), who("default"), who("")),
            ("writer".into(), "reader".into(), "reader".into())
        );
        let exec = lab
            .npmcred(&[
                "exec",
                "--profile",
                "work",
                "--",
                "sh",
                "-c",
                "exec npm whoami",
            ])
            .cwd(&nested)
            .run();
        assert_eq!(
            exec.expect(0).out().trim(),
            "writer",
            "npm {major}: a tool's own npm"
        );
    }
}

#[test]
fn a_project_chooses_nothing() {
    let lab = two_accounts(12);
    let project = lab.project(
        "hostile",
        &json!({ "name": "hostile", "version": "1.0.0", "npmcred": { "profile": "work" } }),
    );
    lab.write(
        "work/hostile/.npmrc",
        "profile=work\nnpmcred-profile=work\nNPMCRED_PROFILE=work\n",
    );
    lab.write("work/hostile/.npmcred", "work\n");
    lab.write(
        "work/hostile/.config/npmcred/profiles.json",
        r#"{"v":1,"user":"work","folders":{}}"#,
    );
    assert_eq!(
        lab.npm(&project, &["whoami"]).run().expect(0).out().trim(),
        "reader"
    );
}

#[test]
fn where_another_profile_has_one_it_is_named_and_not_used() {
    let lab = two_accounts(12);
    let (name, folder) = package(&lab, "none");
    let tree = folder.to_str().unwrap().to_owned();
    lab.npmcred(&["use", "empty", "--in", &tree])
        .run()
        .expect(0);
    let publish = lab.npm(&folder, &["publish"]).run().expect(3);
    let said = publish.said().join("\n");
    assert!(
        said.contains("the profile empty has no credential")
            && said.contains("default and work have one"),
        "{said}"
    );
    assert!(said.contains("NPMCRED_PROFILE=work npm"), "{said}");
    assert!(publishers(&lab, &name).is_empty());
    // Reading goes on, with one line; what is private stays so.
    let project = consumer(&lab, "reads");
    let view = lab
        .npm(&project, &["view", "@priv/absent"])
        .env("NPMCRED_PROFILE", "empty")
        .run();
    assert!(!view.status.success());
    assert_eq!(view.said().len(), 1, "{view}");
    assert!(
        lab.registry
            .requests("absent")
            .iter()
            .all(|request| request.authorization.is_none())
    );
    let explained = lab
        .npmcred(&["explain", "--json", "npm", "publish"])
        .cwd(&folder)
        .run()
        .expect(0);
    let explained: serde_json::Value = serde_json::from_str(&explained.out()).unwrap();
    assert_eq!(
        explained["profile"],
        json!({ "name": "empty", "from": "folder", "folder": tree })
    );
    assert_eq!(explained["registries"][0]["outcome"], "other-profile");
}

/// A world in which the reader is the default account, and a folder that is bound to the profile
/// `work`; the folder of a project in it.
fn bound_folder() -> (Lab, PathBuf) {
    let lab = Lab::shimmed(12, registry());
    let project = consumer(&lab, "bound/reads");
    let tree = lab.path("work/bound");
    lab.npmcred(&["use", "work", "--in", tree.to_str().unwrap()])
        .run()
        .expect(0);
    (lab, project)
}

/// What the registry was sent with this package's name, since so many requests.
fn sent(lab: &Lab, name: &str, since: usize) -> Vec<Option<String>> {
    let requests = lab.registry.requests(name).into_iter().skip(since);
    requests.map(|request| request.authorization).collect()
}

#[test]
fn for_reading_a_folders_profile_is_filled_up_from_the_one_of_everywhere_else() {
    let (lab, project) = bound_folder();
    lab.store(&lab.registry.url, &lab.registry.reader, &[]);
    let install = lab.npm(&project, &["install"]).run().expect(0);
    assert_eq!(install.said(), [""; 0], "{install}");
    let name = format!("@priv%2fwithheld-{}", lab.unique());
    let view = lab.npm(&project, &["view", &name.replace("%2f", "/")]);
    let denied = view.run();
    assert_eq!(denied.said(), [""; 0], "{denied}");
    assert_eq!(sent(&lab, &name, 0), [bearer(&lab.registry.reader)]);

    let explained = |flags: &[&str]| {
        let all = [&["explain"], flags, &["npm", "install"]].concat();
        lab.npmcred(&all).cwd(&project).run().expect(0).out()
    };
    let json: serde_json::Value = serde_json::from_str(&explained(&["--json"])).unwrap();
    assert_eq!(json["profile"]["name"], "work");
    let registry = &json["registries"][0];
    assert_eq!(registry["outcome"], "handed-over", "{registry}");
    assert_eq!(registry["profile"], "default");
    let text = explained(&[]);
    assert!(text.contains("profile default, because"), "{text}");

    // Whose it is is said in the very command: nobody stands in.
    let since = sent(&lab, &name, 0).len();
    let named = view.clone().env("NPMCRED_PROFILE", "work").run();
    assert_eq!(named.said().len(), 1, "{named}");
    assert!(named.err().contains("profile work has no credential"));
    assert_eq!(sent(&lab, &name, since), [None]);
}

#[test]
fn nobody_stands_in_for_a_folders_profile_where_an_account_is_meant() {
    let (lab, project) = bound_folder();
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    let (name, folder) = package(&lab, "bound");
    for words in [&["publish"][..], &["whoami"], &["deprecate", "x", "old"]] {
        let run = lab.npm(&folder, words).run().expect(3);
        let said = run.said().join("\n");
        assert!(said.contains("profile work has no credential"), "{said}");
        assert!(said.contains("default has one"), "{said}");
        assert!(said.contains("NPMCRED_PROFILE=default npm"), "{said}");
    }
    assert!(publishers(&lab, &name).is_empty());
    lab.npm(&folder, &["publish"])
        .env("NPMCRED_PROFILE", "default")
        .run()
        .expect(0);
    assert_eq!(publishers(&lab, &name), [bearer(&lab.registry.writer)]);

    // Where the folder's profile has anything on that host, both could be meant.
    let above = format!("{}elsewhere/", lab.registry.url);
    lab.store(&above, &lab.registry.reader, &["--profile", "work"]);
    let view = lab.npm(&project, &["view", "@priv/lib"]).run();
    assert!(!view.status.success(), "{view}");
    assert_eq!(view.said().len(), 1, "{view}");
    assert!(view.err().contains("profile work has no credential"));
}

#[test]
fn where_who_stands_in_has_to_log_in_the_command_names_the_profile() {
    let (lab, project) = bound_folder();
    lab.store_ending(&lab.registry.url, "npm_dead", "any", -3600);
    let view = lab.npm(&project, &["view", "@priv/lib"]).run();
    let said = view.said();
    assert_eq!(said.len(), 1, "{view}");
    assert!(said[0].contains("has expired"), "{view}");
    let hint = format!("--registry {} --profile default)", lab.registry.url);
    assert!(said[0].ends_with(&hint), "{view}");
}

#[test]
fn an_expired_session_is_not_made_good_by_another_account() {
    let lab = Lab::shimmed(12, registry());
    lab.store_ending(&lab.registry.url, "npm_dead", "any", -3600);
    lab.store(
        &lab.registry.url,
        &lab.registry.writer,
        &["--profile", "work"],
    );
    let (name, folder) = package(&lab, "expired");
    let publish = lab.npm(&folder, &["publish"]).run().expect(3);
    assert!(
        publish.said().join(" ").contains("has expired"),
        "{publish}"
    );
    assert!(publishers(&lab, &name).is_empty());
}

#[test]
fn each_profile_is_listed_and_removed_by_itself() {
    let lab = two_accounts(12);
    let listed = |flags: &[&str]| {
        let all = lab
            .npmcred(&[&["list", "--json"], flags].concat())
            .run()
            .expect(0);
        let all: serde_json::Value = serde_json::from_str(&all.out()).unwrap();
        let profiles = all["credentials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["profile"].clone());
        profiles.collect::<Vec<_>>()
    };
    assert_eq!(listed(&[]), ["default", "work"]);
    assert_eq!(listed(&["--profile", "work"]), ["work"]);
    let status = lab
        .npmcred(&["status", "--json", "--profile", "work"])
        .run()
        .expect(0);
    let status: serde_json::Value = serde_json::from_str(&status.out()).unwrap();
    assert_eq!(
        status["profile"],
        json!({ "name": "work", "from": "flag", "folder": null })
    );
    let url = lab.registry.url.as_str();
    lab.npmcred(&["remove", "--registry", url, "--profile", "home"])
        .run()
        .expect(3);
    lab.npmcred(&["remove", "--registry", url, "--profile", "work"])
        .run()
        .expect(0);
    assert_eq!(listed(&[]), ["default"]);
}
