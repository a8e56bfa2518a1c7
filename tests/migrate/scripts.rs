//! Who reads the file that is emptied: start files, and what a project is built with.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::support::Front;
use super::world::*;

/// A project that is built in every way that reads the user's file, and the start file of its
/// owner.
fn readers(world: &World) -> std::path::PathBuf {
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n"),
    );
    world.write(
        "home/.bashrc",
        "alias ll='ls -l'\nexport NPM_TOKEN=$(grep _authToken ~/.npmrc | sed 's/.*=//')\n",
    );
    world.write(
        "home/.config/fish/config.fish",
        "set -gx NPM_TOKEN (string replace -r '.*=' '' < ~/.npmrc)\n",
    );
    let scripts = json!({ "scripts": { "up": "scp ~/.npmrc host:", "ok": "npm ci" } });
    let project = world.project("p", &scripts);
    world.write(
        "work/p/Makefile",
        "image:\n\tdocker build \\\n\t  --secret id=npmrc,src=$$HOME/.npmrc .\n",
    );
    world.write(
        "work/p/Dockerfile",
        "FROM node\nRUN --mount=type=secret,id=npmrc,target=/home/node/.npmrc npm ci\n",
    );
    world.write(
        "work/p/compose.yaml",
        "services:\n  a:\n    volumes:\n      - ~/.npmrc:/home/node/.npmrc:ro\n",
    );
    let mounts = "{\n  // ours\n  \"mounts\": [\"source=${localEnv:HOME}/.npmrc,target=/home/node/.npmrc,type=bind\"]\n}\n";
    world.write("work/p/.devcontainer/devcontainer.json", mounts);
    world.write(
        "work/p/.gitlab-ci.yml",
        "job:\n  script:\n    - cat ~/.npmrc\n",
    );
    world.write(
        "work/p/.github/workflows/x.yml",
        "      - run: echo \"$T\" > ~/.npmrc\n",
    );
    world.write(
        "work/p/scripts/release",
        "#!/usr/bin/env bash\nTOKEN=$(awk -F= '{print $2}' \"$HOME/.npmrc\")\n",
    );
    world.write("work/p/scripts/other", "cat ~/.npmrc is what people type\n");
    // Neither is ever opened: one would wait for a writer, and of the other nobody wrote a line.
    let fifo = world.path("work/p/scripts/wait.sh");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(fifo)
            .status()
            .unwrap()
            .success()
    );
    world.write(
        "work/p/scripts/large.sh",
        format!("cat ~/.npmrc\n{}", "#\n".repeat(200_000)),
    );
    project
}

const PLACES: [(&str, u64, &str); 9] = [
    (".bashrc", 2, "asks"),
    ("config.fish", 1, "asks"),
    ("Makefile", 3, "build-secret"),
    ("Dockerfile", 2, "wants"),
    ("compose.yaml", 4, "mount"),
    ("devcontainer.json", 3, "mount"),
    (".gitlab-ci.yml", 3, "server"),
    ("release", 2, "asks"),
    ("package.json", 0, "copy"),
];

fn told(json: &Value) -> Vec<(String, u64, String)> {
    let one = |one: &Value| {
        let (file, line) = (one["file"].as_str().unwrap(), one["line"].as_u64().unwrap());
        let name = file.rsplit('/').next().unwrap().to_owned();
        (
            name.clone(),
            if name == "package.json" { 0 } else { line },
            one["way"].as_str().unwrap().to_owned(),
        )
    };
    let mut found: Vec<_> = json["scripts"]
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect();
    found.sort();
    found
}

#[test]
fn who_reads_the_file_is_named_before_it_is_emptied() {
    let world = world();
    let project = readers(&world);
    let mut want = PLACES.map(|(name, line, way)| (name.to_owned(), line, way.to_owned()));
    want.sort();
    for words in [&["--json", "--dry-run"][..], &["--json", "--yes"]] {
        let said = world
            .npmcred(&[&["migrate"], words].concat())
            .cwd(&project)
            .run()
            .expect(0);
        assert_silent(&said);
        let json: Value = serde_json::from_str(&said.out()).unwrap();
        assert_eq!(told(&json), want, "{json:#}");
    }
    // The same for a person, who is told although nothing is left to move.
    for words in [&["migrate", "--dry-run"][..], &["migrate", "--yes"]] {
        let said = world
            .npmcred(words)
            .cwd(&project)
            .env("EDITOR", "ed -s")
            .run()
            .expect(0);
        for text in [
            "~/.bashrc:2, ~/.config/fish/config.fish:1",
            "takes a credential out of npm's config file",
            "ed -s +2",
        ] {
            assert!(said.err().contains(text), "no {text}: {said}");
        }
    }
    let elsewhere = world.project("q", &json!({}));
    let named = world
        .npmcred(&["migrate", "--json", "--dry-run", "../p"])
        .cwd(&elsewhere)
        .run()
        .expect(0);
    assert_eq!(
        told(&serde_json::from_str(&named.out()).unwrap()),
        want,
        "a folder that is named"
    );
    let here = world
        .npmcred(&["migrate", "--json", "--dry-run"])
        .cwd(&elsewhere)
        .run()
        .expect(0);
    assert_eq!(
        told(&serde_json::from_str(&here.out()).unwrap()).len(),
        2,
        "the start files alone: {here}"
    );
}

/// What a command reads in the place of the file: it is told to, so it must work. `docker` is a
/// program that opens what it is named, as docker does.
#[test]
fn what_is_named_instead_works() {
    let world = world();
    world.write(
        "home/.npmrc",
        format!(
            "registry={}\n{}:_authToken={TOKEN}\n",
            world.registry.url,
            world.registry.nerf()
        ),
    );
    let project = world.project("p", &json!({}));
    world
        .npmcred(&["migrate", "--yes"])
        .cwd(&project)
        .run()
        .expect(0);
    let docker = world.write(
        "home/docker",
        "#!/bin/sh\nfor word; do case $word in *src=*) cat \"${word#*src=}\" >build.secret ;; esac; done\n",
    );
    std::fs::set_permissions(&docker, PermissionsExt::from_mode(0o755)).unwrap();
    let build = format!(
        "{} build --secret id=npmrc,src=\"$npm_config_userconfig\" .",
        docker.display()
    );
    world
        .npmcred(&["exec", "--use", "read", "--", "sh", "-c", &build])
        .cwd(&project)
        .run()
        .expect(0);
    let given = read(&world, "work/p/build.secret");
    assert!(
        given.contains(&format!("{}:_authToken=\"{TOKEN}\"", world.registry.nerf())),
        "{given}"
    );
    assert!(
        given.contains(&format!("registry={}", world.registry.url)),
        "{given}"
    );
    std::fs::remove_file(project.join("build.secret")).unwrap();
    world.put(Front::Shim);
    assert_eq!(files_with_secrets(&world), Vec::<String>::new());
}
