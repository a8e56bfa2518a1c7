//! `npmcred source`: which command makes the tokens of a registry, and what is refused.

use serde_json::{Value, json};

use super::minter::{add, count, does, holds, leaves_no_trace, minter, minting, prints_token};
use super::packages::registry;
use super::support::Lab;
use super::support::typed::behind;

fn listed(lab: &Lab) -> Value {
    let told = lab.npmcred(&["source", "list", "--json"]).run().expect(0);
    serde_json::from_str::<Value>(&told.out()).unwrap()["sources"].clone()
}

#[test]
fn a_command_is_tried_listed_replaced_and_removed() {
    let lab = Lab::shimmed(12, registry());
    let told = lab.npmcred(&["source", "list"]).run().expect(0);
    lab.types_with(&told, "add one", &[("URL", "https://registry.npmjs.org/")])
        .run()
        .expect(2);
    does(&lab, "exit 1");
    add(&lab, &[]).run().expect(3);
    assert_eq!(listed(&lab), json!([]), "what does not work is not kept");
    prints_token(&lab);
    let told = add(&lab, &["--expires", "1h"]).run().expect(0);
    assert!(told.out().contains("mint makes the tokens for"), "{told}");
    let told = add(&lab, &["--basic", "me"]).run().expect(0);
    assert!(
        told.out().contains("instead of the former command"),
        "{told}"
    );
    let [one] = listed(&lab).as_array().unwrap().clone().try_into().unwrap();
    assert_eq!(
        one["command"],
        json!([minter(&lab).to_str().unwrap(), "an argument"])
    );
    assert_eq!(
        (&one["basic"], &one["seconds"]),
        (&json!("me"), &Value::Null)
    );
    let shown = lab.npmcred(&["source", "list"]).run().expect(0);
    assert!(shown.out().contains("mint an argument"), "{shown}");
    let [kept] = lab.kept().try_into().unwrap();
    assert_eq!(
        (&kept["kind"], &kept["owner"]),
        (&json!("basic"), &json!("me"))
    );
    let words = ["explain", "--json", "npm", "view", "@priv/lib"];
    let explained = lab.npmcred(&words).run().expect(0);
    let explained: Value = serde_json::from_str(&explained.out()).unwrap();
    assert_eq!(explained["registries"][0]["source"], "mint");
    let remove = ["source", "remove", "--registry", &lab.registry.url];
    lab.npmcred(&remove).run().expect(0);
    let told = lab.npmcred(&remove).run().expect(2);
    lab.types(&told, "see which there are").run().expect(0);
    assert_eq!((listed(&lab), count(&lab)), (json!([]), 3));
    leaves_no_trace(&lab);
}

#[test]
fn what_makes_no_sense_is_said_with_what_to_type() {
    let lab = minting(12, &[]);
    let url = lab.registry.url.clone();
    let told = lab
        .npmcred(&["source", "add", "--registry", &url])
        .run()
        .expect(2);
    let own = [("URL", url.as_str()), ("COMMAND", "false")];
    let says = "name it behind two dashes";
    lab.types_with(&told, says, &own).run().expect(3);
    let told = add(&lab, &["--expires", "soon"]).run().expect(2);
    let flags = behind(&told.err(), "for example");
    let flags: Vec<&str> = flags.split(' ').collect();
    add(&lab, &flags).run().expect(0);
    let told = add(&lab, &["--deadline", "1h"]).run().expect(2);
    assert!(told.err().contains("up to five minutes"), "{told}");
    let secret = format!("--token=ghp_{}", "a1".repeat(18));
    let told = lab
        .npmcred(&["source", "add", "--registry", &url, "--", "echo", &secret])
        .run()
        .expect(7);
    assert!(!told.err().contains("ghp_"), "{told}");
    lab.npmcred(&["remove", "--registry", &url]).run().expect(0);
    lab.types_with(&told, "store the token itself", &[("URL", &url)])
        .stdin("npm_other")
        .run()
        .expect(0);
    // That token was made to last.
    let told = add(&lab, &[]).run().expect(7);
    let flag = behind(&told.err(), "to replace it, add");
    add(&lab, &[&flag]).run().expect(0);
    lab.npmcred(&["source", "add", "--registry", &url, "--", "no-such-program"])
        .run()
        .expect(127);
}

#[test]
fn a_failure_names_where_the_command_is_to_be_seen() {
    let lab = minting(12, &[]);
    does(&lab, "exit 1");
    holds(&lab, "npm_dead", -60);
    let told = lab
        .npm(&lab.path("work"), &["view", "@priv/lib"])
        .run()
        .expect(3);
    let shown = lab
        .types(&told, "see what makes its tokens")
        .run()
        .expect(0);
    assert!(shown.out().contains("mint an argument"), "{shown}");
}

/// A dependency that brings a program of the same name, and a project that brings a record.
#[test]
fn a_project_has_no_say() {
    let lab = Lab::shimmed(12, registry());
    prints_token(&lab);
    let path =
        std::env::join_paths([lab.path("minter"), "/usr/bin".into(), "/bin".into()]).unwrap();
    let words = [
        "source",
        "add",
        "--registry",
        &lab.registry.url,
        "--",
        "mint",
    ];
    lab.npmcred(&words).env("PATH", path).run().expect(0);
    let manifest = json!({
        "name": "consumer", "version": "1.0.0",
        "scripts": { "nested": "npm view @priv/lib version --silent" },
    });
    let project = lab.project("consumer", &manifest);
    let evil = "#!/bin/sh\ntouch \"$LAB_REPORTS/ran\"\necho npm_evil\n";
    for place in ["node_modules/.bin/mint", "mint"] {
        let file = lab.write(project.join(place), evil);
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
    }
    let record =
        json!({ "sources": [{ "registry": lab.registry.url, "command": [project.join("mint")] }] });
    for place in [
        "sources.json",
        ".npmcred/sources.json",
        ".config/npmcred/sources.json",
    ] {
        lab.write(project.join(place), record.to_string());
    }
    holds(&lab, "npm_dead", -60);
    let seen = lab
        .npm(&project, &["run", "--silent", "nested"])
        .run()
        .expect(0);
    assert_eq!(seen.out().trim(), "1.0.0", "{seen}");
    assert!(!lab.path("reports/ran").exists(), "{seen}");
    leaves_no_trace(&lab);
}

/// npm needs two keys there: for the registry, and for what lies above it.
#[test]
fn a_token_for_a_path_serves_the_registries_below_it() {
    let lab = Lab::shimmed(12, registry());
    prints_token(&lab);
    let above = "https://pkgs.example.com/o/_packaging/f/npm/";
    let mint = minter(&lab);
    let words = [
        "source",
        "add",
        "--registry",
        above,
        "--",
        mint.to_str().unwrap(),
    ];
    lab.npmcred(&words).run().expect(0);
    lab.write("home/.npmrc", format!("registry={above}registry/\n"));
    let explained = lab
        .npmcred(&["explain", "--json", "npm", "ci"])
        .run()
        .expect(0);
    let explained: Value = serde_json::from_str(&explained.out()).unwrap();
    let keys = explained["hand_over"]["keys"].to_string();
    for path in ["npm/:_authToken", "npm/registry/:_authToken"] {
        assert!(keys.contains(path), "{explained:#}");
    }
}
