//! Tools that come to a registry by another way than npm from PATH: what works is named, and works
//! when it is typed.
//!
//! npm-check-updates is the real one. lerna, semantic-release and nx are of a hundred megabytes
//! each. In their place stand scripts that read npm's configuration, or start npm, in the same way.
//! In the whole run `tests/peers/releasers.rs` has the first two themselves.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::packages::{assert_no_file_has, assert_published, publishable, registry, stored};
use super::support::needles::Needles;
use super::support::run::Outcome;
use super::support::{Lab, tools};

/// Puts a program of the project's own where npx and scripts find it.
fn put_in_bin(lab: &Lab, project: &str, name: &str, text: &str) {
    let file = lab.write(format!("work/{project}/node_modules/.bin/{name}"), text);
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
}

/// Types the command of a hint that is among these words.
#[track_caller]
fn typed(lab: &Lab, folder: &Path, told: &Outcome) -> Outcome {
    let told = told.err();
    let line = told
        .lines()
        .find_map(|line| line.split_once(": npmcred exec"))
        .unwrap_or_else(|| panic!("{told}"))
        .1;
    let line = format!("\"$NPMCRED\" exec{line}");
    lab.run("sh")
        .cwd(folder)
        .args(["-c", &line])
        .env("NPMCRED", tools::program())
        .run()
}

#[test]
fn npm_check_updates_is_authenticated_where_it_is_named_by_its_path() {
    let lab = stored(12);
    let dependencies = json!({ "@priv/lib": "0.9.0", "open": "0.9.0" });
    let project = lab.project(
        "old",
        &json!({ "name": "old", "version": "1.0.0", "dependencies": dependencies }),
    );
    std::fs::create_dir_all(project.join("node_modules/.bin")).unwrap();
    let program = tools::folder().join("npm-check-updates/build/cli.js");
    symlink(program, project.join("node_modules/.bin/ncu")).unwrap();
    let by_npx = lab.npm(&project, &["exec", "ncu"]).run().expect(0);
    assert!(by_npx.out().contains("authorization required"), "{by_npx}");
    let in_vain = lab
        .npmcred(&["exec", "--", "npx", "ncu"])
        .cwd(&project)
        .run()
        .expect(2);
    for told in [by_npx, in_vain] {
        let seen = typed(&lab, &project, &told).expect(0);
        for update in ["@priv/lib  0.9.0  →  1.0.0", "open       0.9.0  →  1.0.0"] {
            assert!(seen.out().contains(update), "{seen}");
        }
    }
    assert_no_file_has(&lab, &[&lab.registry.writer]);
}

/// As lerna's own reader of npm's configuration (`libs/core/src/lib/npm-conf`): the user's file as
/// a variable names it.
const READS_CONFIGURATION: &str = r#"#!/usr/bin/env node
const text = require('fs').readFileSync(process.env.npm_config_userconfig || `${process.env.HOME}/.npmrc`, 'utf8')
const token = (/_authToken="(.*)"/.exec(text) || [])[1]
const registry = /^registry=(.*)$/m.exec(text)[1]
fetch(`${registry}@priv%2flib`, { headers: token ? { authorization: `Bearer ${token}` } : {} })
  .then(answer => console.log(answer.status, process.argv.slice(2).join(' ')))
"#;

#[test]
fn a_tool_that_asks_itself_is_named_by_its_path() {
    let lab = stored(11);
    let project = lab.project(
        "many",
        &json!({ "name": "many", "version": "1.0.0", "private": true }),
    );
    put_in_bin(&lab, "many", "lerna", READS_CONFIGURATION);
    let publish = lab
        .run("npx")
        .cwd(&project)
        .args(["lerna", "publish"])
        .run()
        .expect(0);
    assert_eq!(
        (publish.out().trim(), publish.said().len()),
        ("401 publish", 1),
        "{publish}"
    );
    assert_eq!(
        typed(&lab, &project, &publish).expect(0).out().trim(),
        "200 publish"
    );
    // Nothing is said of what asks nobody.
    let other = lab
        .run("npx")
        .cwd(&project)
        .args(["lerna", "run", "build"])
        .run()
        .expect(0);
    assert!(other.said().is_empty(), "{other}");
    // Who comes later finds the user's own file, as soon as the watcher has seen that it was read;
    // and an npm from PATH the shim.
    let script = "while grep -q _authToken \"$npm_config_userconfig\"; do :; done
        cat \"$npm_config_userconfig\"; npm whoami; npm config get userconfig";
    let later = lab
        .npmcred(&["exec", "--", "sh", "-c", script])
        .run()
        .expect(0);
    let user_file = lab.path("home/.npmrc");
    assert!(later.out().starts_with(&lab.user_config()), "{later}");
    assert!(
        later
            .out()
            .trim_end()
            .ends_with(&format!("writer\n{}", user_file.display())),
        "{later}"
    );
}

/// A tool that reads nothing and starts a script of npm: the shim takes back first what lies there
/// unread.
#[test]
fn what_a_tool_leaves_unread_no_script_finds() {
    let lab = stored(12);
    let script =
        "cat \"$npm_config_userconfig\" /dev/fd/200 /proc/$PPID/fd/200 2>/dev/null; echo ran";
    let manifest = json!({ "name": "shows", "version": "1.0.0", "scripts": { "show": script } });
    let project = lab.project("shows", &manifest);
    for start in ["npm run --silent show", "NPMCRED=off npm run --silent show"] {
        let told = lab
            .npmcred(&["exec", "--", "sh", "-c", start])
            .cwd(&project)
            .run()
            .expect(0);
        assert!(told.out().ends_with("ran\n"), "{told}");
        assert_eq!(
            Needles::of(&lab.registry.writer).find(&told.stdout),
            None,
            "{told}"
        );
    }
}

/// As the exec plugin of semantic-release does: npm by its name, in a shell.
const STARTS_NPM: &str = r"#!/usr/bin/env node
process.exit(require('child_process').spawnSync('npm publish', { shell: true, stdio: 'inherit' }).status)
";

#[test]
fn what_starts_the_projects_npm_is_started_by_its_path() {
    let lab = stored(12);
    let (project, name) = publishable(&lab, "semantic");
    put_in_bin(&lab, "semantic", "semantic-release", STARTS_NPM);
    symlink(
        lab.path("prefix/lib/node_modules/npm/bin/npm-cli.js"),
        project.join("node_modules/.bin/npm"),
    )
    .unwrap();
    let by_npx = lab
        .run("npx")
        .cwd(&project)
        .args(["semantic-release", "--no-ci"])
        .run()
        .expect(1);
    assert!(by_npx.err().contains("ENEEDAUTH"), "{by_npx}");
    assert!(
        by_npx
            .said()
            .iter()
            .any(|line| line.contains("npmcred help exec")),
        "{by_npx}"
    );
    lab.run("./node_modules/.bin/semantic-release")
        .cwd(&project)
        .args(["--no-ci"])
        .run()
        .expect(0);
    assert_published(&lab, &name, &lab.registry.writer);
}

/// As nx does (npm-run-path 4): the folder of the running node comes first, and with it the npm
/// that is there.
const NODE_FIRST: &str = r#"#!/usr/bin/env node
const PATH = `${require('path').dirname(process.execPath)}:${process.env.PATH}`
const view = `npm view @priv/lib name version --json --"@priv:registry=${process.env.REGISTRY}"`
require('child_process').execSync(view, { env: { ...process.env, PATH }, stdio: 'inherit' })
"#;

#[test]
fn what_starts_the_npm_beside_node_is_said() {
    let lab = stored(12);
    let project = lab.project(
        "mono",
        &json!({ "name": "mono", "version": "1.0.0", "private": true }),
    );
    put_in_bin(&lab, "mono", "nx", NODE_FIRST);
    let words = ["nx", "release", "publish"];
    let told = lab
        .run("npx")
        .cwd(&project)
        .args(words)
        .env("REGISTRY", lab.registry.url.as_str())
        .run();
    assert!(
        told.err().contains("E401")
            && told
                .said()
                .iter()
                .any(|line| line.contains("npmcred help exec")),
        "{told}"
    );
    let exec = lab
        .npmcred(&["exec", "--", "./node_modules/.bin/nx", "release", "publish"])
        .cwd(&project);
    let told = exec.env("REGISTRY", lab.registry.url.as_str()).run();
    assert!(told.err().contains("npmcred help exec"), "{told}");
}

/// The words with which nx starts npm, from a PATH that leads to us, and with hardly a variable:
/// JSON is all that is printed.
#[test]
fn a_registry_that_only_a_flag_names_for_a_scope_gets_its_credential() {
    for major in [8, 12] {
        let lab = stored(major);
        lab.write("home/.npmrc", "update-notifier=false\n");
        let (package, name) = publishable(&lab, "flagged");
        let flag = format!("--@priv:registry={}", lab.registry.url);
        let npm = |words: &[&str]| {
            let mut run = lab.npm(&lab.path("work"), words).args(["--json", &flag]);
            run.env.retain(|name, _| {
                ["PATH", "HOME", "DBUS_SESSION_BUS_ADDRESS"]
                    .iter()
                    .any(|kept| name == kept)
            });
            run.run()
        };
        let json = |told: Outcome| serde_json::from_slice::<Value>(&told.expect(0).stdout).unwrap();
        json(npm(&["publish", package.to_str().unwrap()]));
        assert_published(&lab, &name, &lab.registry.writer);
        let seen = json(npm(&["view", &name, "name", "version"]));
        // npm 12 prints a list.
        let seen = seen.get(0).unwrap_or(&seen);
        assert_eq!(
            *seen,
            json!({ "name": name, "version": "1.0.0" }),
            "npm {major}"
        );
    }
}

/// npm installs a git dependency that builds itself by an npm of its own, past us. From npm's cache
/// it gets what it needs.
#[test]
fn a_git_dependency_finds_private_packages_in_npms_cache() {
    for major in [8, 12] {
        let lab = stored(major);
        let build = "node -e \"require('@priv/lib'); require('fs').writeFileSync('built.js', '')\"";
        let manifest = json!({
            "name": "built", "version": "1.0.0",
            "devDependencies": { "@priv/lib": "1.0.0" }, "scripts": { "prepare": build },
        });
        let built = lab.project("built", &manifest);
        let script = "git init -q && git add -A && git -c user.name=lab -c user.email=lab@example.invalid commit -qm lab";
        assert!(
            Command::new("sh")
                .args(["-c", script])
                .current_dir(&built)
                .status()
                .unwrap()
                .success()
        );
        let address = format!("git+file://{}", built.display());
        let user =
            json!({ "name": "user", "version": "1.0.0", "dependencies": { "built": address } });
        let project = lab.project("user", &user);
        let install = |more: &[&str]| {
            let allow = if major == 12 {
                &["--allow-git=all"][..]
            } else {
                &[]
            };
            lab.npm(&project, &["install"])
                .args(more.iter().chain(allow).copied())
                .run()
        };
        let told = lab
            .npmcred(&["explain", "npm", "install"])
            .cwd(&project)
            .run()
            .expect(0);
        assert!(
            told.out()
                .contains("npm cache add NAME, then npm install --prefer-offline"),
            "{told}"
        );
        assert!(install(&[]).err().contains("E401"), "npm {major}");
        lab.npm(&project, &["cache", "add", "@priv/lib"])
            .run()
            .expect(0);
        lab.npm(&project, &["cache", "add", "open"]).run().expect(0);
        install(&["--prefer-offline"]).expect(0);
        assert!(
            project.join("node_modules/built/built.js").exists(),
            "npm {major}"
        );
        assert_no_file_has(&lab, &[&lab.registry.writer]);
    }
}

#[test]
fn nothing_is_started_that_would_read_what_is_for_a_tool() {
    let lab = Lab::shimmed(11, registry());
    for words in [
        &["npx", "tool"][..],
        &["npm", "run", "release"],
        &["npm", "exec", "tool"],
        &["npm", "test"],
    ] {
        let told = lab
            .npmcred(&["exec", "--"])
            .args(words.iter().copied())
            .run()
            .expect(2);
        assert!(
            told.err().contains("would read the credential itself"),
            "{told}"
        );
    }
}

/// npx asks the registry also for what it has installed before, at every start.
#[test]
fn what_npx_has_installed_before_starts_without_a_session() {
    for major in [8, 12] {
        let lab = stored(major);
        let work = lab.path("work");
        let hello = lab
            .run("npx")
            .cwd(&work)
            .args(["--yes", "@priv/hello@1.0.0"]);
        assert!(hello.run().expect(0).said().is_empty());
        lab.npmcred(&["remove", "--registry", &lab.registry.url])
            .run()
            .expect(0);
        lab.store_ending(&lab.registry.url, &lab.registry.writer.token, "any", -1);
        let told = hello.run().expect(1);
        assert!(told.err().contains("E401"), "npm {major}: {told}");
        let hint = told
            .said()
            .iter()
            .find_map(|line| Some(line.split_once("without the registry: ")?.1.to_owned()));
        let hint = hint.unwrap_or_else(|| panic!("{told}"));
        let started = lab.run("sh").cwd(&work).args(["-c", &hint]).run().expect(0);
        assert!(
            started.out().contains("hello from a private package"),
            "npm {major}: {started}"
        );
        assert!(
            !started.err().contains("--prefer-offline"),
            "it is said once: {started}"
        );
    }
}
