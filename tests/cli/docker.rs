//! `npmcred docker`: what it prints for a project, and which of its lines it names.

use super::{CANARY, Home};
use std::fs;

/// What the command says in a folder with these files.
fn said(files: &[(&str, &str)], words: &[&str]) -> super::Said {
    let home = Home::new();
    let project = home.path().join("project");
    fs::create_dir(&project).unwrap();
    for (name, text) in files {
        fs::write(project.join(name), text).unwrap();
    }
    let mut command = home.command(env!("CARGO_BIN_EXE_npmcred"));
    let output = command.args(words).current_dir(&project).output().unwrap();
    super::Said::of(&output)
}

#[test]
fn each_line_that_leaves_a_token_is_named_with_what_to_put_instead() {
    let recipe = "FROM node:22\nARG NPM_TOKEN\n\
        RUN echo \"//npm.example.com/:_authToken=${NPM_TOKEN}\" > .npmrc\nRUN npm ci\nRUN rm -f .npmrc\n";
    let compose =
        "services:\n  web:\n    build:\n      context: .\n      args:\n        - NPM_TOKEN\n";
    let token = format!("//npm.example.com/:_authToken={CANARY}\n");
    let files = [
        ("Dockerfile", recipe),
        ("Dockerfile.all", "FROM node:22\nCOPY . .\n"),
        ("compose.yaml", compose),
        (".npmrc", token.as_str()),
    ];
    let checked = said(&files, &["docker", "--check"]);
    assert_eq!(checked.status, 1, "{checked:?}");
    let named: Vec<&str> = checked
        .out
        .lines()
        .filter_map(|line| Some(line.split_once("/project/")?.1.split_once(": ")?.0))
        .collect();
    assert_eq!(
        named,
        [
            "Dockerfile:2",
            "Dockerfile:3",
            "Dockerfile.all:2",
            "compose.yaml:6"
        ],
        "{checked:?}"
    );
    assert_eq!(
        checked.out.matches("\n  instead: ").count(),
        4,
        "{checked:?}"
    );
    assert!(
        checked.err.contains("4 lines leave a token behind"),
        "{checked:?}"
    );
    assert!(!checked.out.contains(CANARY), "{checked:?}");
}

/// What `npmcred docker` prints is clean by its own check, and so is a folder whose token is kept
/// out.
#[test]
fn its_own_lines_leave_nothing() {
    let shown = said(&[], &["docker"]);
    assert_eq!(shown.status, 0, "{shown:?}");
    let steps: Vec<&str> = shown
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| !line.starts_with("npmcred exec"))
        .collect();
    let dockerfile = format!("FROM node:22\n{}\n", steps.join("\n"));
    let token = format!("//npm.example.com/:_authToken={CANARY}\n");
    let files = [
        ("Dockerfile", dockerfile.as_str()),
        ("Containerfile", "FROM node:22\nCOPY . .\n"),
        (".npmrc", token.as_str()),
        (".dockerignore", "node_modules\n.npmrc\n"),
    ];
    let checked = said(&files, &["docker", "--check"]);
    assert_eq!(
        (checked.status, checked.out.as_str()),
        (0, "no line here leaves a token in an image\n"),
        "{checked:?}"
    );
}

/// The commands name the registries that npm is configured for here.
#[test]
fn the_commands_name_the_private_registries_of_the_project() {
    let private =
        "@acme:registry=https://npm.example.com/\n@open:registry=https://registry.npmjs.org/\n";
    for (npmrc, want) in [
        (
            private,
            "exec --secret npmrc --scope @acme -- docker build .",
        ),
        (
            "",
            "exec --secret npmrc --registry https://registry.npmjs.org/ -- docker build .",
        ),
        (
            "registry=https://npm.example.com/\n",
            "exec --secret npmrc --registry https://npm.example.com/ -- docker build .",
        ),
    ] {
        let shown = said(&[(".npmrc", npmrc)], &["docker"]);
        assert!(shown.out.contains(want), "{shown:?}");
    }
}
