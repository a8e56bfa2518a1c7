//! Tools that publish, each the real one: they start npm or pnpm by its name, and so it meets the
//! shim. The credential is in the store alone, and the scripts of what is published find nothing.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::reports;
use super::support::run::{Outcome, Run};
use super::support::tools;
use super::world::World;

const HARVEST: &str = include_str!("../leaks/harvest.js");

/// A repository of git's with these packages below `packages`, or with the first as its root. Each
/// harvests as it is published.
fn repository(world: &World, tree: &str, root: &Value, names: &[&str]) -> PathBuf {
    let folder = world.lab.project("app", root);
    for name in names {
        let place = format!("work/app/packages/{name}");
        let manifest = publishable(world, name).to_string();
        world.lab.write(format!("{place}/package.json"), manifest);
        world.lab.write(format!("{place}/harvest.js"), HARVEST);
    }
    world.lab.write("work/app/.gitignore", "node_modules\n");
    symlink(
        tools::folder().join(tree).join("node_modules"),
        folder.join("node_modules"),
    )
    .unwrap();
    folder
}

fn publishable(world: &World, name: &str) -> Value {
    let script = |stage: &str| format!("node harvest.js {stage}");
    json!({
        "name": full(world, name), "version": "1.0.0", "license": "MIT",
        "repository": "https://git.example/app",
        "scripts": {
            "prepublishOnly": script("prepublishOnly"),
            "prepack": script("prepack"),
            "postpublish": script("postpublish"),
        },
    })
}

fn full(world: &World, name: &str) -> String {
    format!("@priv/{name}{}", world.lab.unique())
}

/// Everything into one commit.
fn commit(folder: &Path) {
    let name = "git config user.name lab && git config user.email lab@example.invalid";
    let all = format!("git init -qb main && {name} && git add -A && git commit -qm 'feat: lab'");
    sh(folder, &all);
}

fn sh(folder: &Path, script: &str) {
    let mut sh = Command::new("sh");
    let done = sh.args(["-c", script]).current_dir(folder).status();
    assert!(done.unwrap().success(), "{script}");
}

fn run(world: &World, folder: &Path, typed: &str) -> Run {
    world.run(folder, typed).env("LAB_STEP", "release")
}

/// It is there, was sent by the writer, and no script has seen how.
#[track_caller]
fn assert_published(world: &World, names: &[&str], told: &Outcome) {
    let folder = world.lab.path("work");
    for name in names {
        let name = full(world, name);
        let asked = world
            .run(&folder, &format!("npm view {name} version"))
            .run();
        assert!(asked.out().contains("1.0."), "{name}: {told}");
    }
    let reports = reports::read(&world.lab);
    assert!(
        reports.len() >= 3 * names.len(),
        "{} reports: {told}",
        reports.len()
    );
    let needles = world.needles();
    let found: Vec<String> = reports.iter().flat_map(|one| one.finds(&needles)).collect();
    assert!(found.is_empty(), "{found:#?}");
    let files = world.lab.files_with(&needles);
    assert!(files.is_empty(), "{files:?}");
    world.assert_nobody_outside_was_asked();
}

/// A workspace with two packages, as this manager has it.
fn workspace(world: &World, manager: &str) -> PathBuf {
    let mut root = json!({ "name": "app", "private": true, "packageManager": manager });
    root["scripts"] = json!({ "release": "changeset publish" });
    if manager.starts_with("npm") {
        root["workspaces"] = json!(["packages/*"]);
    }
    let folder = repository(world, "releasers", &root, &["one", "two"]);
    world
        .lab
        .write("work/app/pnpm-workspace.yaml", "packages: ['packages/*']\n");
    let config = json!({ "changelog": false, "access": "restricted", "baseBranch": "main" });
    world
        .lab
        .write("work/app/.changeset/config.json", config.to_string());
    folder
}

#[test]
fn changesets_publishes_every_package() {
    for (manager, lockfile, typed) in [
        ("npm@12.2.0", "package-lock.json", "npm run release"),
        ("pnpm@11.28.11", "pnpm-lock.yaml", "pnpm run release"),
    ] {
        let world = World::stored(11);
        let folder = workspace(&world, manager);
        world.lab.write(format!("work/app/{lockfile}"), "");
        if typed.starts_with("pnpm") {
            // Without this it asks the public registry, where pnpm starts it.
            for name in ["one", "two"] {
                let mut manifest = publishable(&world, name);
                manifest["publishConfig"] = json!({ "registry": world.lab.registry.url });
                let place = format!("work/app/packages/{name}/package.json");
                world.lab.write(place, manifest.to_string());
            }
        }
        commit(&folder);
        let told = run(&world, &folder, typed).run().expect(0);
        assert_published(&world, &["one", "two"], &told);
    }
}

#[test]
fn release_it_raises_the_version_and_publishes() {
    let world = World::stored(11);
    let root = publishable(&world, "it");
    let folder = repository(&world, "releasers", &root, &[]);
    world.lab.write("work/app/harvest.js", HARVEST);
    commit(&folder);
    let told = run(&world, &folder, "npx release-it patch --ci --no-git")
        .run()
        .expect(0);
    assert_published(&world, &["it"], &told);
}

/// turbo starts its tasks with few variables.
#[test]
fn turbo_runs_a_task_that_publishes() {
    for (manager, publish) in [
        ("npm@12.2.0", "npm publish"),
        ("pnpm@11.28.11", "pnpm publish --no-git-checks"),
    ] {
        let world = World::stored(11);
        let folder = workspace(&world, manager);
        for name in ["one", "two"] {
            let mut manifest = publishable(&world, name);
            manifest["scripts"]["release"] = publish.into();
            let place = format!("work/app/packages/{name}/package.json");
            world.lab.write(place, manifest.to_string());
        }
        let tasks = json!({ "release": { "cache": false, "passThroughEnv": ["LAB_*"] } });
        let tasks = json!({ "tasks": tasks });
        world.lab.write("work/app/turbo.json", tasks.to_string());
        commit(&folder);
        let release = run(&world, &folder, "npx turbo run release");
        let told = release.env("TURBO_TELEMETRY_DISABLED", "1").run().expect(0);
        assert_published(&world, &["one", "two"], &told);
    }
}

/// lerna publishes by itself, and reads npm's configuration: it is named by its path.
#[test]
fn lerna_publishes_where_it_is_named_by_its_path() {
    if !tools::is_whole() {
        return; // Its tree is of a hundred megabytes.
    }
    let world = World::stored(12);
    let root = json!({ "name": "app", "private": true, "workspaces": ["packages/*"] });
    let folder = repository(&world, "lerna", &root, &["one", "two"]);
    let settings = json!({ "version": "independent", "packages": ["packages/*"] });
    world.lab.write("work/app/lerna.json", settings.to_string());
    commit(&folder);
    let typed = "npx lerna publish from-package --yes --loglevel silly";
    let told = run(&world, &folder, typed).run();
    assert!(!told.status.success(), "{told}");
    assert!(
        told.err()
            .contains("npmcred exec -- ./node_modules/.bin/lerna publish"),
        "{told}"
    );
    sh(&folder, "git checkout -q .");
    let words = [
        "exec",
        "--",
        "./node_modules/.bin/lerna",
        "publish",
        "from-package",
        "--yes",
    ];
    let told = world.npmcred(&folder, &words);
    let told = told
        .env("CI", "1")
        .env("LAB_STEP", "release")
        .run()
        .expect(0);
    assert_published(&world, &["one", "two"], &told);
}

/// semantic-release starts the npm in its own tree, unless another plugin publishes.
#[test]
fn semantic_release_publishes_by_the_way_that_the_manual_names() {
    if !tools::is_whole() {
        return; // Its tree is of a hundred megabytes.
    }
    let world = World::stored(12);
    let folder = repository(&world, "semantic-release", &publishable(&world, "one"), &[]);
    world.lab.write("work/app/harvest.js", HARVEST);
    let remote = world.lab.path("remote.git");
    let settings = json!({
        "repositoryUrl": format!("file://{}", remote.display()),
        "branches": ["main"],
        "plugins": [
            "@semantic-release/commit-analyzer",
            ["@semantic-release/npm", { "npmPublish": false }],
            ["@semantic-release/exec", { "publishCmd": "npm publish" }],
        ],
    });
    world
        .lab
        .write("work/app/.releaserc.json", settings.to_string());
    commit(&folder);
    let there = remote.display();
    let push = format!("git init -q --bare -b main {there} && git push -q {there} main");
    sh(&folder, &push);
    let told = run(
        &world,
        &folder,
        "./node_modules/.bin/semantic-release --no-ci",
    )
    .run();
    assert_published(&world, &["one"], &told.expect(0));
}
