//! A sample through the real command, so that driving npm's modules directly cannot have gone
//! astray.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::oracle::{MAJORS, Verdict, node, npm, scratch};
use crate::worlds::World;

/// What a person would have: user, project, workspace and global files, with values that every npm
/// takes.
fn world(root: PathBuf, at: usize) -> World {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "home/.npmrc",
        "registry=https://user.example/npm\n@a:registry=https://${A}.example/\ntag=\"user;tag\" \n",
    );
    write(
        "work/.npmrc",
        "; project\n@b:registry=https://b.example/x/ # note\nsave-prefix=~\n\tloglevel = warn\n",
    );
    write(
        "work/package.json",
        "{\"name\":\"root\",\"workspaces\":[\"packages/*\"]}",
    );
    write("work/packages/w/package.json", "{\"name\":\"w\"}");
    write(
        "work/packages/w/.npmrc",
        "registry=https://ignored.example/\n",
    );
    write(
        "global/etc/npmrc",
        "@a:registry=https://hidden.example/\n@c:registry=https://c.example/\n",
    );
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let args = match at {
        0 => words(""),
        1 => words("--reg https://cli.example/p/q --tag --json"),
        2 => words("--@b:registry=https://cli.example/b"),
        3 => words("--location global"),
        4 => words("--no-workspaces"),
        5 => words("--userconfig ../other --no-save --otp=123"),
        _ => words("-d --scope=@a --globalconfig=/nowhere"),
    };
    write("other", "registry=http://other.example:8080/\n");
    let cwd = root.join("work");
    let env = vec![
        ("A".to_owned(), "envA".to_owned()),
        (
            "npm_config_prefix".to_owned(),
            root.join("global").to_str().unwrap().to_owned(),
        ),
        ("NPM_CONFIG_TAG_VERSION_PREFIX".to_owned(), format!("v{at}")),
    ];
    World {
        root,
        cwd,
        args,
        env,
    }
}

const KEYS: &[&str] = &[
    "registry",
    "@a:registry",
    "@b:registry",
    "@c:registry",
    "prefix",
    "userconfig",
    "globalconfig",
    "tag",
    "save-prefix",
    "loglevel",
    "location",
    "scope",
    "save",
    "tag-version-prefix",
];

/// What `npm WORDS` prints.
fn run(world: &World, cwd: &Path, major: u64, words: &[&str]) -> Vec<u8> {
    let output = Command::new(node(major))
        .arg(npm(major).canonicalize().unwrap().join("bin/npm-cli.js"))
        .args(words)
        .args(&world.args)
        .current_dir(cwd)
        .env_clear()
        .env("HOME", world.root.join("home"))
        .env("npm_config_update_notifier", "false")
        .envs(world.env.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "npm {major} {words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn real(world: &World, major: u64) -> Json {
    let all: Json = serde_json::from_slice(&run(
        world,
        &world.cwd,
        major,
        &["config", "ls", "-l", "--json"],
    ))
    .unwrap();
    KEYS.iter().map(|key| json!([key, all[key]])).collect()
}

fn ours(world: &World, major: u64) -> Json {
    let config = world.load(major);
    let value = |key: &str| match key {
        "registry" => json!(config.text("registry")),
        "prefix" => json!(config.global_prefix),
        "userconfig" => json!(config.user_path),
        "globalconfig" => json!(config.global_path),
        _ => config
            .get(key)
            .map_or(Json::Null, |(_, setting)| crate::json(&setting.value)),
    };
    KEYS.iter().map(|key| json!([key, value(key)])).collect()
}

/// Keys that no layer sets have npm's own default in its list.
fn without_defaults(theirs: &Json, ours: &Json) -> Json {
    let pairs = theirs
        .as_array()
        .unwrap()
        .iter()
        .zip(ours.as_array().unwrap());
    pairs
        .map(|(theirs, ours)| {
            if ours[1].is_null() {
                ours.clone()
            } else {
                theirs.clone()
            }
        })
        .collect()
}

#[test]
fn the_real_command_agrees() {
    let folder = scratch("real");
    let mut verdict = Verdict::new("commands", 0);
    for major in MAJORS {
        for at in 0..7 {
            let world = world(folder.join(at.to_string()), at);
            let ours = ours(&world, major);
            let theirs = without_defaults(&real(&world, major), &ours);
            verdict.compare(major, &json!(world.args), &theirs, &ours);
            // `config` refuses to run inside a workspace; the folder that npm takes for the project
            // it tells all the same.
            let inside = World {
                cwd: world.root.join("work/packages/w"),
                ..world
            };
            if at % 3 == 0 {
                let theirs =
                    String::from_utf8(run(&inside, &inside.cwd, major, &["prefix"])).unwrap();
                let config = inside.load(major);
                let prefix = if at == 3 {
                    config.global_prefix
                } else {
                    config.local_prefix
                };
                verdict.compare(
                    major,
                    &json!(inside.args),
                    &json!(theirs.trim()),
                    &json!(prefix),
                );
            }
        }
    }
    verdict.done(50);
    std::fs::remove_dir_all(folder).unwrap();
}
