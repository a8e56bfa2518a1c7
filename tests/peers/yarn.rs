//! yarn 1 with each command that talks to a registry: it works, the registry sees the stored token,
//! and nobody else does.

use serde_json::json;

use super::leaks::{assert_found_in_a_file_alone, harvested};
use super::reports::Report;
use super::transparency::assert_equal_to_the_byte;
use super::world::{World, YARN};

#[test]
fn a_private_package_is_installed_in_every_way() {
    let world = World::with_yarn();
    let folder = world.project("app", &["@priv/plain"]);
    for (typed, asks) in [
        ("yarn", true),
        ("yarn install --frozen-lockfile", true),
        ("yarnpkg install", true),
        ("yarn add @priv/tool@1.0.0", true),
        ("yarn upgrade @priv/plain", true),
        ("yarn outdated", true),
        ("yarn remove @priv/tool", false),
        ("yarn global add @priv/plain", true),
    ] {
        if asks {
            for name in ["work/app/node_modules", "home/.cache"] {
                drop(std::fs::remove_dir_all(world.lab.path(name)));
            }
        }
        let before = world.asked("plain", 0).len();
        let done = world.run(&folder, typed).run().expect(0);
        assert!(!done.err().contains("npmcred"), "{typed}: {done}");
        if asks {
            world.assert_all_with_token("plain", before);
        }
    }
    world.assert_nobody_outside_was_asked();
}

/// As root yarn has another home, and reads root's own files last.
#[test]
fn root_is_served_like_everybody() {
    let world = World::with_yarn();
    let folder = world.project("app", &[]);
    let cache = world.lab.path("cache");
    for key in ["", "1"] {
        let before = world.asked("plain", 0).len();
        let run = world.run(&folder, "yarn info @priv/plain version");
        let run = run.env("YARN_CACHE_FOLDER", &cache);
        let run = if key.is_empty() {
            run.without("FAKEROOTKEY")
        } else {
            run
        };
        run.run().expect(0);
        world.assert_all_with_token("plain", before);
    }
}

#[test]
fn questions_are_asked_with_the_token() {
    let world = World::with_yarn();
    let folder = world.project("app", &["@priv/plain"]);
    for (typed, part, said) in [
        ("yarn info @priv/plain version", "plain", "1.0.0"),
        ("yarn tag list @priv/plain", "plain", "latest: 1.0.0"),
        ("yarn owner list @priv/plain", "plain", "Getting owners"),
    ] {
        let before = world.asked(part, 0).len();
        let done = world.run(&folder, typed).run();
        world.assert_all_with_token(part, before);
        assert!(done.out().contains(said), "{typed}: {done}");
    }
    world.assert_nobody_outside_was_asked();
}

#[test]
fn a_package_is_published_and_tagged() {
    let world = World::with_yarn();
    let name = format!("@priv/yarn{}", world.lab.unique());
    let manifest = json!({ "name": name, "version": "1.0.0" });
    let folder = world.lab.project("lib", &manifest);
    let publish = "yarn publish --non-interactive --new-version 1.0.0";
    world.run(&folder, publish).run().expect(0);
    for (typed, said) in [
        (format!("yarn tag add {name}@1.0.0 next"), "tag"),
        (format!("yarn tag list {name}"), "next: 1.0.0"),
        (format!("yarn info {name} version"), "1.0.0"),
    ] {
        let done = world.run(&folder, &typed).run().expect(0);
        assert!(done.out().contains(said), "{typed}: {done}");
    }
    world.assert_nobody_outside_was_asked();
}

/// A placeholder that nothing resolves ends a yarn that is handed nothing.
#[test]
fn a_placeholder_of_the_project_is_stepped_around() {
    let world = World::with_yarn();
    let folder = world.project("app", &[]);
    let line = format!("{}:_authToken=${{NPM_TOKEN}}\n", world.lab.registry.nerf());
    world.lab.write("work/app/.npmrc", line);
    let typed = "yarn info @priv/plain version";
    let before = world.asked("plain", 0).len();
    world.run(&folder, typed).run().expect(0);
    world.assert_all_with_token("plain", before);
    let off = world.run(&folder, typed).env("NPMCRED", "off");
    assert_ne!(off.run().status.code(), Some(0));
}

/// A project whose dependency harvests, a script of it, and what yarn runs beside it.
fn harvest(world: &World) -> Vec<Report> {
    let manifest = json!({
        "name": "app",
        "version": "1.0.0",
        "dependencies": { "@priv/scripts": "1.0.0" },
        "scripts": { "harvest": "node node_modules/@priv/scripts/harvest.js run" },
    });
    let folder = world.lab.project("app", &manifest);
    let typed = [
        "yarn install",
        "yarn run harvest",
        "yarn global add @priv/scripts",
        "yarn create @priv/made",
    ];
    harvested(world, &folder, "yarn", &typed)
}

#[test]
fn scripts_find_nothing_and_a_file_is_found() {
    let (stored, in_a_file) = (World::with_yarn(), World::with_yarn_and_a_file());
    assert_found_in_a_file_alone(&stored, &in_a_file, harvest);
}

/// yarn puts itself first on PATH, so that a yarn below never meets the shim. For a scope it asks
/// where the user says; for all else it asks the public registry whatever they say, npmcred or not
/// (`findings/yarn1-tells-scripts-its-own-registry.sh`).
#[test]
fn a_yarn_below_yarn_is_anonymous_at_the_users_registry() {
    let world = World::with_yarn();
    let url = &world.lab.registry.url;
    let config = format!("{}@priv:registry={url}\n", world.lab.user_config());
    world.lab.write("home/.npmrc", config);
    let scripts = json!({
        "postinstall": "yarn info @priv/under version || exit 0",
        "npm": "npm view @priv/plain version",
    });
    let manifest = json!({
        "name": "app",
        "version": "1.0.0",
        "scripts": scripts,
        "dependencies": { "@priv/tool": "1.0.0" },
    });
    let folder = world.lab.project("app", &manifest);
    let before = world.asked("under", 0).len();
    world.run(&folder, "yarn install").run().expect(0);
    assert_eq!(world.asked("under", before), ["bare"]);
    let before = world.asked("plain", 0).len();
    world.run(&folder, "yarn run npm").run().expect(0);
    world.assert_all_with_token("plain", before);
    world.assert_nobody_outside_was_asked();
}

#[test]
fn who_has_nothing_stored_is_told_what_to_type() {
    let world = World::beside(YARN, super::packages::registry());
    let folder = world.project("app", &[]);
    let publish = "yarn publish --non-interactive --new-version 1.0.0";
    let done = world.run(&folder, publish).run().expect(3);
    assert!(done.err().contains("npmcred login --registry"), "{done}");
    for (typed, hint) in [
        ("yarn login", "npmcred login"),
        ("yarn logout", "npmcred logout"),
        ("yarn config set //h/:_authToken x", "npmcred store"),
    ] {
        let done = world.run(&folder, typed).run().expect(7);
        assert!(done.err().contains(hint), "{typed}: {done}");
    }
    assert!(!world.lab.path("home/.yarnrc").exists());
}

#[test]
fn a_newer_yarn_runs_bare_with_one_note() {
    let note = "npmcred: note: yarn 5.0.0 is handed no credential: npmcred knows yarn 1 to 4";
    // The project asks for one in whose place yarn 1 starts it.
    let world = World::with_yarn();
    let folder = world.project("app", &[]);
    let release = "work/app/.yarn/releases/yarn-5.0.0.cjs";
    let script = "console.log(process.env.npm_config_userconfig, process.env.YARN_PLUGINS)";
    world.lab.write(release, script);
    let named = "yarnPath: .yarn/releases/yarn-5.0.0.cjs\n";
    world.lab.write("work/app/.yarnrc.yml", named);
    let done = world.run(&folder, "yarn install").run().expect(0);
    assert_eq!(done.out(), "undefined undefined\n");
    assert_eq!(done.err().matches(note).count(), 1, "{done}");
}

/// Command lines that ask nobody, or the registry.
const LINES: [&str; 11] = [
    "yarn --version",
    "yarn config get registry",
    "yarn cache dir",
    "yarn bin",
    "yarn nosuchscript",
    "yarn run nosuchscript",
    "yarn --silent info @priv/plain name version",
    "yarn --silent info @priv/nosuch",
    "yarn --silent tag list @priv/plain",
    "yarn --json info @priv/plain version",
    "yarn --silent why nosuch",
];

#[test]
fn output_and_status_are_those_of_yarn_alone() {
    let (bare, shim) = (World::with_yarn_and_a_file(), World::with_yarn());
    assert_equal_to_the_byte(&bare, &shim, &LINES);
}
