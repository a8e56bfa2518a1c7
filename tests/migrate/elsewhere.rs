//! Credentials outside of npm's config files (start files, images, logs, backups, a repository's
//! history), and other tools that read npm's.
//!
//! All these are told and left alone: npmcred cannot know who else needs them.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::{Value, json};

use super::world::*;

/// In start files, `.env`, Dockerfiles, compose files, copies, logs, the environment and a
/// repository's history it is told and left.
#[test]
fn what_is_not_npms_is_told_and_left_alone() {
    let world = world();
    let project = world.project("p", &json!({ "name": "p" }));
    let files = others_files();
    for (file, text) in &files {
        world.write(file, text);
    }
    world.write(
        "home/.npmrc",
        format!(
            "//npm.pkg.github.com/:_authToken={PLAIN}\n//x.example/:_authToken=${{NPM_TOKEN}}\n"
        ),
    );
    let run = world
        .npmcred(&["migrate", "--yes", "--json"])
        .cwd(&project)
        .env("NPM_TOKEN", TOKEN);
    let told = run.run().expect(0);
    assert_silent(&told);
    let told: Value = serde_json::from_str(&told.out()).unwrap();
    assert_eq!(
        places(&told),
        [
            "backup NPM_TOKEN left",
            "env NODE_AUTH_TOKEN left",
            "image NPM_TOKEN left",
            "image NPM_TOKEN left",
            "log //npm.pkg.github.com/:_authToken left",
            "process NPM_TOKEN left",
            "start NPM_TOKEN left",
            "start npm_config_//one.example/:_authToken left",
            "tool //y.example/:_authToken left",
            "tool npmAuthIdent left",
            "tool npmAuthToken left",
            "tool token left",
            "user //npm.pkg.github.com/:_authToken moved",
        ],
        "{told:#}"
    );
    assert!(
        told.to_string().contains("NPM_TOKEN is set in ~/.bashrc:1"),
        "{told:#}"
    );
    assert!(
        told["beside"].to_string().contains("build argument"),
        "{told:#}"
    );
    for (file, text) in &files {
        assert_eq!(read(&world, file), *text, "{file}");
    }
}

/// Files with a secret that are not npm's.
fn others_files() -> [(&'static str, String); 10] {
    [
        ("home/.bashrc", format!("export NPM_TOKEN={TOKEN}\n")),
        (
            "home/.zshenv",
            format!("export npm_config_//one.example/:_authToken='{OTHER}'\n"),
        ),
        ("work/p/.env", format!("NODE_AUTH_TOKEN=\"{TOKEN}\"\n")),
        (
            "work/p/Dockerfile",
            format!("FROM x\nARG NPM_TOKEN={TOKEN}\nARG NPM_TOKEN_TWO\nARG NODE_AUTH_TOKEN\n"),
        ),
        (
            "work/p/compose.yaml",
            format!("services:\n  a:\n    build:\n      args:\n        NPM_TOKEN: {TOKEN}\n"),
        ),
        (
            "home/.yarnrc.yml",
            format!("npmAuthToken: {OTHER}\nnpmScopes:\n  a:\n    npmAuthIdent: \"{OTHER}\"\n"),
        ),
        (
            "work/p/bunfig.toml",
            format!(
                "[install]\nregistry = {{ url = \"https://x.example/\", token = \"{OTHER}\" }}\n"
            ),
        ),
        (
            "home/.config/pnpm/auth.ini",
            format!("//y.example/:_authToken={OTHER}\n"),
        ),
        (
            "home/.npmrc.bak",
            format!("//registry.npmjs.org/:_authToken={TOKEN}\n"),
        ),
        (
            "home/.npm/_logs/2026-01-01T00_00_00_000Z-debug-0.log",
            format!("0 verbose argv {PLAIN}\n"),
        ),
    ]
}

/// Of everything that was found: where, under which name, and what became of it.
fn places(told: &Value) -> Vec<String> {
    let found = told["found"].as_array().unwrap().iter();
    let mut places: Vec<String> = found
        .map(|one| ["place", "key", "result"].map(|name| one[name].as_str().unwrap()))
        .map(|words| words.join(" "))
        .collect();
    places.sort();
    places
}

#[test]
fn a_repositorys_history_is_searched_without_the_secret_as_an_argument() {
    let world = world();
    let project = world.project("p", &json!({ "name": "p" }));
    world.write(
        "work/p/.npmrc",
        format!("fund=false\n//one.example/:_authToken={TOKEN}\n"),
    );
    let spy = world.write(
        "front/git",
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$LAB_REPORTS/git\"\nexec /usr/bin/git \"$@\"\n",
    );
    std::fs::set_permissions(spy, PermissionsExt::from_mode(0o755)).unwrap();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=x", "-c", "user.email=x@x.invalid"])
            .args(words)
            .current_dir(&project);
        assert!(
            command
                .env("HOME", world.path("home"))
                .output()
                .unwrap()
                .status
                .success(),
            "git {words:?}"
        );
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    world.write(
        "work/p/.npmrc",
        format!("//one.example/:_authToken={OTHER}\n"),
    );
    git(&["commit", "-qam", "two"]);
    world.write(
        "work/p/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n//two.example/:_authToken={PLAIN}\n"),
    );
    let told = world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    assert_silent(&told);
    let held = "the history of the repository contains it";
    assert_eq!(
        told.err().matches(held).count(),
        1,
        "one of them was committed: {told}"
    );
    let asked = read(&world, "reports/git");
    assert!(
        asked.contains("rev-list") && asked.contains("cat-file"),
        "{asked}"
    );
    assert_eq!(needles().find(asked.as_bytes()), None);
}

#[test]
fn tools_that_read_the_same_file_are_named() {
    let world = world();
    for tool in ["pnpm", "yarn", "bun"] {
        let program = world.write(format!("front/{tool}"), "#!/bin/sh\n");
        std::fs::set_permissions(program, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let project = world.project("p", &json!({ "name": "p" }));
    for file in ["home/.npmrc", "work/p/.npmrc"] {
        world.write(file, format!("//one.example/:_authToken={TOKEN}\n"));
    }
    let told = world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    assert!(
        told.err()
            .contains("pnpm and yarn 1 and bun read it from this file too"),
        "{told}"
    );
    assert!(
        told.err().contains("yarn 1 stops at ${NPM_TOKEN}"),
        "{told}"
    );
    world.write("work/p/.yarnrc.yml", "x: y\n");
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n"),
    );
    let told = world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    assert!(
        told.err().contains("pnpm and bun read it") && !told.err().contains("yarn"),
        "{told}"
    );
}
