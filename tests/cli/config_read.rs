//! What `npmcred explain` and `npmcred trust` read of npm's configuration, and whose each line is.
//!
//! A service or a cron job may run without `HOME`; a project's file is still the project's then.

use std::fs;

use super::{CANARY, Home, Said};

#[test]
fn explain_is_versioned_and_names_what_it_read() {
    let home = Home::new();
    fs::write(
        home.path().join(".npmrc"),
        format!(
            "@acme:registry=https://acme.npmcred.test/\n//acme.npmcred.test/:_authToken={CANARY}\n"
        ),
    )
    .unwrap();
    let said = home.npmcred(["explain", "--json", "--", "npm", "install", "@acme/x"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(!said.out.contains(CANARY), "{said:?}");
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&json["v"], &json["command"], &json["intent"]),
        (&1.into(), &"install".into(), &"registry-read".into())
    );
    let acme = json["registries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["scopes"][0] == "@acme")
        .unwrap();
    assert_eq!(
        (&acme["outcome"], &acme["from"]["line"]),
        (&"yours-wins".into(), &2.into())
    );
    let local = home.npmcred(["explain", "npm", "run", "build"]);
    assert!(local.out.contains("needs no registry"), "{local:?}");
    assert_eq!(home.npmcred(["explain", "cat", "x"]).status, 2);
}

/// A project must not become the user's own layer where a service or a cron job has no `HOME`.
#[test]
fn without_a_home_the_projects_file_is_still_the_projects() {
    let home = Home::new();
    fs::write(home.path().join("package.json"), "{}").unwrap();
    fs::write(
        home.path().join(".npmrc"),
        "proxy=http://proxy.npmcred.test/\n",
    )
    .unwrap();
    for value in [None, Some("")] {
        let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
        command
            .args(["trust", "--json"])
            .env("XDG_CONFIG_HOME", home.path())
            .env_remove("HOME");
        if let Some(value) = value {
            command.env("HOME", value);
        }
        let said = Said::of(&command.output().unwrap());
        let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(json["lines"][0]["key"], "proxy", "{value:?}: {said:?}");
    }
}
