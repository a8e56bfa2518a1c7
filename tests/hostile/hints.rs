//! A hint is copied into a shell: whatever a project calls its registries, folders and keys,
//! nothing else is run by it.

use serde_json::{Value, json};

use super::support::Lab;
use super::support::run::Outcome;
use super::world::registry;

/// A piece of a URL's path that the URL keeps as it is, and that a shell would run.
const PATH: &str = "a;touch$IFS./made;'$(touch$IFS./made)'&touch$IFS./made&";

/// The same for names of folders.
const NAME: &str = "a;touch made;'$(touch made)'\"`touch made`\"\\ made & b";

/// Everything in a JSON answer that is to be typed.
fn typed_in(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("cure" | "rotate", Value::String(text)) => found.push(text.clone()),
                    ("hints", Value::Array(hints)) => {
                        found.extend(hints.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => typed_in(member, found),
                }
            }
        }
        Value::Array(members) => members.iter().for_each(|member| typed_in(member, found)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What an answer wants to be typed, as text or as JSON.
fn hints(outcome: &Outcome) -> Vec<String> {
    let mut found = Vec::new();
    match serde_json::from_str(&outcome.out()) {
        Ok(value) => typed_in(&value, &mut found),
        Err(_) => {
            let all = outcome.out() + &outcome.err();
            let behind = |line: &str| {
                let at = ["hint: ", "cure: "]
                    .iter()
                    .find_map(|word| Some(line.find(word)? + word.len()))?;
                Some(line[at..].to_owned())
            };
            found.extend(all.lines().filter_map(behind));
        }
    }
    found
}

/// Types a hint: the whole of it, and what stands behind each of its colons.
fn type_it(lab: &Lab, hint: &str) {
    let folder = lab.path("tmp/typed");
    std::fs::create_dir_all(&folder).unwrap();
    let colons = hint.match_indices(": ").map(|(at, _)| at + 2);
    for from in std::iter::once(0).chain(colons) {
        for shell in ["sh", "bash", "zsh", "fish"] {
            // Of the programs that hints name only `touch` is there.
            let run = lab
                .run(&format!("/usr/bin/{shell}"))
                .args(["-c", &hint[from..]]);
            run.env("PATH", lab.path("only").as_os_str())
                .cwd(&folder)
                .run();
            let made: Vec<_> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            assert!(
                made.is_empty(),
                "{shell} ran more than one command: {:?} made {made:?}",
                &hint[from..]
            );
        }
    }
}

fn world() -> Lab {
    let lab = Lab::shimmed(12, registry());
    std::fs::create_dir(lab.path("only")).unwrap();
    std::os::unix::fs::symlink("/usr/bin/touch", lab.path("only/touch")).unwrap();
    lab
}

/// Runs each, and types what it wants to be typed; at least so many hints name what is hostile.
fn none_runs_more(lab: &Lab, outcomes: &[Outcome], least: usize) {
    let mut all: Vec<String> = outcomes.iter().flat_map(hints).collect();
    all.sort();
    all.dedup();
    let hostile = all.iter().filter(|hint| hint.contains("made")).count();
    assert!(hostile >= least, "{hostile} of {all:#?}");
    all.iter().for_each(|hint| type_it(lab, hint));
}

#[test]
fn a_registrys_path_is_no_command() {
    let lab = world();
    let url = format!("https://127.0.0.1:9/{PATH}/");
    let manifest = json!({ "name": "@s/p", "version": "1.0.0" });
    let project = lab.project("project", &manifest);
    lab.write(
        "home/.npmrc",
        format!("registry=\"{url}\"\nfetch-retries=0\n@s:registry=\"{url}\"\n"),
    );
    let token = lab.registry.writer.token.clone();
    let npmcred = |words: &[&str]| lab.npmcred(words).cwd(&project);
    let mut said = vec![
        lab.npm(&project, &["publish"]).run(),
        npmcred(&["explain", "npm", "publish"]).run(),
        npmcred(&["explain", "--json", "npm", "publish"]).run(),
        npmcred(&["token", "list", "--registry", &url]).run(),
        npmcred(&["rotate", "--registry", &url]).run(),
        lab.npm(
            &project,
            &[
                "config",
                "set",
                &format!("//127.0.0.1:9/{PATH}/:_auth"),
                "x",
            ],
        )
        .run(),
        lab.npm(
            &project,
            &["token", "create", "--registry", &url, "--name", NAME],
        )
        .run(),
        npmcred(&[
            "store",
            "--registry",
            &url.replace("https://127.0.0.1:9", "http://h.invalid"),
        ])
        .run(),
    ];
    // A key of npm's holds no semicolon, and nothing is kept that no key can name.
    let url = url.replace(';', "&");
    npmcred(&["store", "--registry", &url, "--profile", "work"])
        .stdin(token)
        .run()
        .expect(0);
    lab.write(
        "home/.npmrc",
        format!("registry=\"{url}\"\nfetch-retries=0\n@s:registry=\"{url}\"\n"),
    );
    said.push(lab.npm(&project, &["publish"]).run());
    said.push(npmcred(&["doctor", "--json"]).run());
    none_runs_more(&lab, &said, 3);
}

#[test]
fn names_of_files_and_keys_are_no_command() {
    let lab = world();
    let manifest = json!({ "name": "p", "version": "1.0.0", "dependencies": { "npm": "*" } });
    let project = lab.project(NAME, &manifest);
    let bin = lab.write(format!("work/{NAME}/node_modules/.bin/npm"), "#!/bin/sh\n");
    std::fs::set_permissions(&bin, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let secret = "npm_0123456789abcdefghijklmnopqrstuvwxyz";
    lab.write(
        format!("work/{NAME}/.npmrc"),
        format!(
            "//127.0.0.1:9/{PATH}/:_authToken=${{NOT_SET}}\n; {secret}\nx;touch made={secret}\n\
             //127.0.0.1:9/{PATH}/:_auth=!!\n//h.invalid/{PATH}/:_authToken={secret}\n"
        ),
    );
    lab.write(format!("work/{NAME}/.env"), format!("NPM_TOKEN={secret}\n"));
    lab.write(
        "home/.npmrc",
        format!("registry=\"https://127.0.0.1:9/{PATH}/\"\nfetch-retries=0\n"),
    );
    let name = project.to_str().unwrap();
    let npmcred = |words: &[&str]| lab.npmcred(words).cwd(&project);
    let said = [
        npmcred(&["migrate", "--dry-run", name]).run(),
        npmcred(&["migrate", "--dry-run", "--json", name]).run(),
        npmcred(&["migrate", "--dry-run", name])
            .env("EDITOR", "ed;touch$IFS./made $(touch$IFS./made)")
            .run(),
        npmcred(&["migrate", "--dry-run", name])
            .env("NPM_TOKEN;touch made", secret)
            .run(),
        npmcred(&["doctor", "--json"]).run(),
        npmcred(&["doctor"]).run(),
        lab.npm(&project, &["publish"]).run(),
        npmcred(&["explain", "npm", "publish"]).run(),
    ];
    none_runs_more(&lab, &said, 6);
}
