//! What corepack starts: does the credential reach the tool that it chooses, and nobody else?
//!
//! It fetches the tools from a registry of their own. That is asked without a credential, and must
//! see none.

use std::os::unix::fs::symlink;

use serde_json::json;

use super::corepack_world::{
    COREPACKS, Home, assert_fetched_without_credential, enabled, own_copy, project, stored,
};
use super::reports::{self, Report};
use super::support::Front;
use super::support::run::Outcome;
use super::world::World;

/// What the project pins, and what is typed.
const CALLS: [(&str, &str); 8] = [
    ("pnpm@11.28.11", "corepack pnpm install"),
    ("pnpm@11.28.11", "corepack pnpm@10.34.8 install"),
    ("", "corepack pnpm@10 install"),
    ("yarn@4.18.1", "corepack yarn"),
    ("yarn@4.18.1", "corepack yarn@3.8.7 install"),
    ("yarn@4.18.1", "corepack yarnpkg@4 install"),
    ("", "corepack yarn@1.22.22 install"),
    ("npm@11.21.2", "corepack npm install"),
];

#[track_caller]
fn assert_untold(done: &Outcome) {
    assert!(!done.err().contains("npmcred"), "{done}");
}

#[test]
fn a_private_package_is_installed_by_whichever_tool_it_starts() {
    for corepack in COREPACKS {
        let home = Home::new();
        let some = if corepack == "new" { 1 } else { 3 };
        for (pinned, typed) in CALLS.into_iter().step_by(some) {
            let world = stored(corepack);
            let folder = project(&world, pinned, &["@priv/started"]);
            let before = world.asked("started", 0).len();
            assert_untold(&home.run(&world, &folder, typed).run().expect(0));
            world.assert_all_with_token("started", before);
            world.assert_nobody_outside_was_asked();
        }
        assert_fetched_without_credential();
    }
}

/// A harvest by scripts, in a project that pins this.
fn harvest(world: &World, home: &Home, typed: &[&str]) -> Vec<Report> {
    for line in typed {
        let folder = world.lab.path("work/app");
        home.run(world, &folder, line).run().expect(0);
    }
    reports::read(&world.lab)
}

#[test]
fn scripts_below_it_find_nothing_and_a_file_is_found() {
    let home = Home::new();
    let allowed = "corepack pnpm install --config.dangerously-allow-all-builds=true";
    for (pinned, install, script) in [
        ("pnpm@10.34.8", allowed, "corepack pnpm run harvest"),
        ("pnpm@11.28.11", allowed, "corepack pnpm run harvest"),
        ("yarn@1.22.22", "corepack yarn", "corepack yarn harvest"),
        ("yarn@4.18.1", "corepack yarn", "corepack yarn harvest"),
        (
            "npm@11.21.2",
            "corepack npm install",
            "corepack npm run harvest",
        ),
    ] {
        let world = stored("new");
        let needles = world.needles();
        let finds = |reports: &[Report]| -> Vec<String> {
            reports.iter().flat_map(|one| one.finds(&needles)).collect()
        };
        project(&world, pinned, &["@priv/scripts"]);
        let reports = harvest(&world, &home, &[install, script]);
        assert!(reports.len() >= 4, "{pinned}: {} reports", reports.len());
        assert_eq!(finds(&reports), [""; 0], "{pinned}");
        let files = world.lab.files_with(&needles);
        assert!(files.is_empty(), "{pinned}: {files:?}");
        // The search itself works.
        let registry = world.lab.registry;
        let line = format!("{}:_authToken={}\n", registry.nerf(), registry.writer.token);
        world.lab.write("home/.npmrc", line);
        let found = finds(&harvest(&world, &home, &[script]));
        assert!(!found.is_empty(), "{pinned}");
    }
}

/// Who types the tool's own name meets the shim, and that finds the file that corepack put there.
#[test]
fn what_it_enables_is_found_by_the_shims() {
    let home = Home::new();
    let world = enabled("new");
    for (pinned, install, publish) in [
        (
            "pnpm@11.28.11",
            "pnpm install",
            "pnpm publish --no-git-checks",
        ),
        (
            "pnpm@10.34.8",
            "pnpm install",
            "pnpm publish --no-git-checks",
        ),
        ("yarn@4.18.1", "yarn install", "yarn npm publish"),
        ("yarn@1.22.22", "yarnpkg install", "yarn publish"),
    ] {
        for name in [
            "work/app",
            "home/.yarn",
            "home/.cache",
            "home/.local/share/pnpm",
        ] {
            drop(std::fs::remove_dir_all(world.lab.path(name)));
        }
        let folder = project(&world, pinned, &["@priv/enabled"]);
        let before = world.asked("enabled", 0).len();
        assert_untold(&home.run(&world, &folder, install).run().expect(0));
        world.assert_all_with_token("enabled", before);
        let tool = pinned.replace(['@', '.'], "");
        let name = format!("@priv/{tool}{}", world.lab.unique());
        let manifest = json!({ "name": name, "version": "1.0.0", "packageManager": pinned });
        let manifest = manifest.to_string();
        world.lab.write("work/app/package.json", manifest);
        if publish.starts_with("yarn npm") {
            home.run(&world, &folder, install).run().expect(0);
        }
        home.run(&world, &folder, publish).run().expect(0);
        let asked = world.run(&folder, &format!("npm view {name} version"));
        assert!(asked.run().expect(0).out().contains("1.0.0"), "{pinned}");
    }
}

/// In a script of what it started, by its own name and by the tool's.
#[test]
fn a_call_below_it_gets_its_own() {
    let home = Home::new();
    for (pinned, typed, asks) in [
        (
            "pnpm@11.28.11",
            "corepack pnpm run ask",
            "corepack pnpm view @priv/asked version",
        ),
        (
            "yarn@4.18.1",
            "corepack yarn run ask",
            "yarn npm info @priv/asked --json",
        ),
        (
            "yarn@4.18.1",
            "corepack yarn run ask",
            "corepack npm@11.21.2 view @priv/asked version",
        ),
    ] {
        let world = stored("new");
        let folder = project(&world, pinned, &[]);
        let manifest = json!({
            "name": "app", "version": "1.0.0", "scripts": { "ask": asks }, "packageManager": pinned,
        });
        let manifest = manifest.to_string();
        world.lab.write("work/app/package.json", manifest);
        if pinned.starts_with("yarn") {
            home.run(&world, &folder, "corepack yarn").run().expect(0);
        }
        let before = world.asked("asked", 0).len();
        let ask = home.run(&world, &folder, typed);
        let ask = ask.env("COREPACK_ENABLE_STRICT", "0");
        assert_untold(&ask.run().expect(0));
        world.assert_all_with_token("asked", before);
    }
}

/// corepack looks for its own name on PATH, and takes that folder for its own.
#[test]
fn enabling_and_disabling_leave_the_shims_where_they_are() {
    for corepack in COREPACKS {
        let mut world = stored(corepack);
        own_copy(&mut world, corepack);
        let folder = world.lab.path("work");
        let front = world.lab.path("front");
        let shims = |world: &World| -> Vec<bool> {
            let names = ["pnpm", "pnpx", "yarn", "yarnpkg", "corepack"];
            let target = |name| std::fs::read_link(world.lab.path("front").join(name)).ok();
            names
                .iter()
                .map(|name| target(name).is_some_and(|it| it.ends_with("npmcred")))
                .collect()
        };
        for (typed, is_there) in [("corepack enable", true), ("corepack disable", false)] {
            assert_untold(&world.run(&folder, typed).run().expect(0));
            assert_eq!(shims(&world), [true; 5], "{typed}: {}", front.display());
            for name in ["pnpm", "yarn"] {
                let file = world.programs.join(name);
                assert_eq!(file.is_symlink(), is_there, "{typed}: {}", file.display());
            }
        }
        // A folder that the user names stays the user's choice.
        let named = world.lab.path("named");
        std::fs::create_dir(&named).unwrap();
        symlink("/bin/sh", named.join("yarn")).unwrap();
        let typed = format!("corepack enable --install-directory {}", named.display());
        world.run(&folder, &typed).run().expect(0);
        let target = std::fs::read_link(named.join("yarn")).unwrap();
        assert!(
            target.ends_with("corepack/dist/yarn.js"),
            "{}",
            target.display()
        );
    }
}

#[test]
fn what_it_ends_with_itself_is_told_to_have_nothing() {
    let home = Home::new();
    for corepack in COREPACKS {
        let world = stored(corepack);
        let folder = project(&world, "", &["@priv/used"]);
        let done = home
            .run(&world, &folder, "corepack use pnpm@11.28.11")
            .run();
        assert!(!done.status.success(), "{done}");
        assert_eq!(done.said().len(), 1, "{done}");
        assert!(done.err().contains("by the tool's own name"), "{done}");
        let before = world.asked("used", 0).len();
        home.run(&world, &folder, "corepack pnpm install")
            .run()
            .expect(0);
        world.assert_all_with_token("used", before);
    }
}

/// A pnpm that is a program, and that its script fetches.
#[test]
fn a_pnpm_12_gets_its_own_from_the_second_start_on() {
    let home = Home::new();
    let world = stored("new");
    let folder = project(&world, "", &["@priv/second"]);
    home.run(&world, &folder, "corepack install -g pnpm@12.21.0")
        .run()
        .expect(0);
    let install = || {
        home.run(&world, &folder, "corepack pnpm@12.21.0 install")
            .run()
    };
    let done = install();
    assert!(!done.status.success(), "{done}");
    assert!(done.err().contains("at this first start"), "{done}");
    home.put_program();
    let before = world.asked("second", 0).len();
    assert_untold(&install().expect(0));
    world.assert_all_with_token("second", before);
    let reports = harvest(
        &world,
        &home,
        &["corepack pnpm add --config.dangerously-allow-all-builds=true @priv/scripts"],
    );
    let needles = world.needles();
    assert!(reports.len() >= 3, "{} reports", reports.len());
    assert!(reports.iter().all(|one| one.finds(&needles).is_empty()));
}

/// A file of the project says from where it fetches the tool.
#[test]
fn a_project_that_says_where_the_tool_comes_from_is_handed_nothing() {
    let home = Home::new();
    let world = stored("new");
    let folder = project(&world, "pnpm@11.28.11", &["@priv/told"]);
    let install = |named: &str, wanted: i32| {
        let before = world.asked("told", 0).len();
        let run = home.run(&world, &folder, "corepack pnpm install --force");
        let done = run.env("COREPACK_ENV_FILE", named).run().expect(wanted);
        (world.asked("told", before), done)
    };
    for name in [".corepack.env", ".other.env"] {
        let file = world
            .lab
            .write(format!("work/app/{name}"), "COREPACK_ENABLE_STRICT=1\n");
        let (seen, done) = install(name, 1);
        assert!(
            !seen.is_empty() && seen.iter().all(|one| one == "bare"),
            "{seen:?}"
        );
        assert!(done.err().contains(&file.display().to_string()), "{done}");
    }
    let (seen, _) = install("0", 0);
    assert!(
        !seen.is_empty() && seen.iter().all(|one| one != "bare"),
        "{seen:?}"
    );
}

/// Command lines that ask nobody, or a registry; and what corepack refuses.
const LINES: [(&str, &str); 11] = [
    ("", "corepack --version"),
    ("", "corepack nosuchcommand"),
    ("", "corepack enable nosuchtool"),
    ("pnpm@11.28.11", "corepack pnpm --version"),
    ("pnpm@11.28.11", "corepack yarn --version"),
    ("pnpm@11.28.11", "corepack pnpm run nosuchscript"),
    (
        "pnpm@11.28.11",
        "corepack pnpm view @priv/plain name version",
    ),
    ("yarn@4.18.1", "corepack yarn --version"),
    ("yarn@4.18.1", "corepack yarn run nosuchscript"),
    (
        "yarn@4.18.1",
        "corepack yarn@3.8.7 config get npmRegistryServer",
    ),
    ("npm@11.21.2", "corepack npm view @priv/plain name version"),
];

#[test]
fn output_and_status_are_those_of_corepack_alone() {
    for corepack in COREPACKS {
        let home = Home::new();
        let (bare, shim) = (stored(corepack), stored(corepack));
        bare.put(Front::Bare);
        let registry = bare.lab.registry;
        let line = format!("{}:_authToken={}\n", registry.nerf(), registry.writer.token);
        let config = bare.lab.user_config();
        bare.lab.write("home/.npmrc", format!("{config}{line}"));
        let some = if corepack == "new" { 1 } else { 4 };
        for (pinned, typed) in LINES.into_iter().step_by(some) {
            let end = |world: &World| {
                let folder = project(world, pinned, &[]);
                let done = home.run(world, &folder, typed).run();
                let root = world.lab.root().to_str().unwrap().to_owned();
                let even = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&root, "LAB");
                (done.status.code(), even(&done.stdout), even(&done.stderr))
            };
            // What is fetched is said once.
            end(&bare);
            assert_eq!(end(&shim), end(&bare), "{typed}");
        }
    }
}
