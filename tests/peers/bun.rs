//! bun with each command that talks to a registry: it works, the registry sees the stored token,
//! and nobody else does.

use serde_json::json;

use super::leaks::{assert_found_in_a_file_alone, harvested};
use super::reports::Report;
use super::transparency::assert_equal_to_the_byte;
use super::world::{BUN, World};

#[test]
fn a_private_package_is_installed_in_every_way() {
    let world = World::with_bun();
    let folder = world.project("app", &["@priv/plain"]);
    let forget = |names: &[&str]| {
        for name in names {
            drop(std::fs::remove_dir_all(world.lab.path(name)));
        }
    };
    for (typed, asks) in [
        ("bun install", true),
        ("bun install --frozen-lockfile", true),
        ("bun ci", true),
        ("bun i", true),
        ("bun add @priv/tool@1.0.0", true),
        ("bun update @priv/plain", true),
        ("bun remove @priv/tool", false),
        ("bun outdated", true),
    ] {
        if asks {
            forget(&["work/app/node_modules", "home/.cache"]);
        }
        let before = world.asked("plain", 0).len();
        let done = world.run(&folder, typed).run().expect(0);
        assert!(!done.err().contains("npmcred"), "{typed}: {done}");
        if asks {
            world.assert_all_with_token("plain", before);
        }
        let installed = folder.join("node_modules/@priv/plain/index.js");
        assert!(
            typed == "bun outdated" || installed.exists(),
            "{typed}: {done}"
        );
    }
    world.assert_nobody_outside_was_asked();
}

#[test]
fn questions_are_asked_with_the_token() {
    let world = World::with_bun();
    let folder = world.project("app", &["@priv/plain"]);
    world.run(&folder, "bun install").run().expect(0);
    for (typed, part, said) in [
        ("bun info @priv/plain version", "plain", "1.0.0"),
        ("bun pm view @priv/plain version", "plain", "1.0.0"),
        (
            "bun pm whoami",
            "/-/whoami",
            &*world.lab.registry.writer.name,
        ),
    ] {
        let before = world.asked(part, 0).len();
        let done = world.run(&folder, typed).run().expect(0);
        world.assert_all_with_token(part, before);
        assert_eq!(done.out().trim(), said, "{typed}: {done}");
    }
    let before = world.asked("advisories", 0).len();
    world.run(&folder, "bun audit").run();
    world.assert_all_with_token("advisories", before);
    world.assert_nobody_outside_was_asked();
}

#[test]
fn a_package_is_published() {
    let world = World::with_bun();
    let name = format!("@priv/bun{}", world.lab.unique());
    let root = json!({ "name": "mono", "private": true, "workspaces": ["packages/*"] });
    world.lab.project("mono", &root);
    let manifest = json!({ "name": name, "version": "1.0.0" });
    let folder = world.lab.project("mono/packages/a", &manifest);
    world.run(&folder, "bun publish").run().expect(0);
    let shown = world.run(&folder, &format!("bun info {name} version"));
    assert_eq!(shown.run().expect(0).out().trim(), "1.0.0");
    world.assert_nobody_outside_was_asked();
}

#[test]
fn a_tool_is_fetched_and_run_and_what_is_kept_is_run_with_nothing() {
    let world = World::with_bun();
    let folder = world.project("app", &[]);
    let needles = world.needles();
    for (step, typed, is_fetched) in [
        ("fetched", "bunx @priv/fetched", true),
        ("kept", "bunx @priv/fetched", false),
        ("tag", "bunx @priv/fetched@latest", true),
        ("version", "bun x @priv/fetched@1.0.0", true),
        (
            "package",
            "bunx --package=@priv/fetched@1.0.0 fetched",
            false,
        ),
    ] {
        let before = world.asked("fetched", 0).len();
        world
            .run(&folder, typed)
            .env("LAB_STEP", step)
            .run()
            .expect(0);
        let since = world.asked("fetched", before);
        assert_eq!(!since.is_empty(), is_fetched, "{step}: {since:?}");
        if is_fetched {
            world.assert_all_with_token("fetched", before);
        }
    }
    let reports = super::reports::read(&world.lab);
    assert_eq!(reports.len(), 5);
    for report in &reports {
        assert_eq!(report.finds(&needles), [""; 0]);
        let has_descriptor = report.channels("fd 200 of").next().is_some();
        let is_kept = ["kept", "package"].contains(&&*report.step);
        assert_eq!(has_descriptor, !is_kept, "{}", report.step);
    }
    world.assert_nobody_outside_was_asked();
}

/// What bun makes of a template, of two versions, and of a package that is to be changed.
#[test]
fn a_template_a_difference_and_a_patch_are_fetched() {
    let world = World::with_bun();
    let folder = world.project("app", &["@priv/changed"]);
    world.run(&folder, "bun install").run().expect(0);
    for (step, typed, part) in [
        ("create", "bun create @priv/made", "create-made"),
        (
            "diff",
            "bun pm diff @priv/changed@1.0.0 @priv/plain@1.0.0",
            "changed",
        ),
        ("patch", "bun patch @priv/changed", "changed"),
    ] {
        // bun patches what is installed, from what it keeps.
        let kept: &[&str] = match step {
            "patch" => &["home/.cache", "work/app/node_modules"],
            _ => &["home/.cache"],
        };
        for folder in kept {
            drop(std::fs::remove_dir_all(world.lab.path(folder)));
        }
        let before = world.asked(part, 0).len();
        let run = world.run(&folder, typed).env("LAB_STEP", step);
        let done = run.run();
        assert!(!done.err().contains("npmcred"), "{typed}: {done}");
        if step != "patch" {
            assert_eq!(done.status.code(), Some(0), "{typed}: {done}");
        }
        world.assert_all_with_token(part, before);
    }
    let (needles, reports) = (world.needles(), super::reports::read(&world.lab));
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].finds(&needles), [""; 0]);
    world.assert_nobody_outside_was_asked();
}

#[test]
fn what_asks_no_registry_leaves_no_descriptor() {
    let world = World::with_bun();
    let show = "sh -c 'ls /proc/$$/fd /proc/$PPID/fd | tr \"\\n\" \" \"; echo \"[$NPM_CONFIG_USERCONFIG]\"'";
    let manifest = json!({ "name": "app", "version": "1.0.0", "scripts": { "show": show } });
    let folder = world.lab.project("app", &manifest);
    let local = "#!/bin/sh\nls /proc/$$/fd /proc/$PPID/fd | tr '\\n' ' '; echo \"[$NPM_CONFIG_USERCONFIG]\"\n";
    let local = world.lab.write("work/app/node_modules/.bin/local", local);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(local, mode).unwrap();
    for typed in ["bun run show", "bun show", "bunx local", "bun x local"] {
        let done = world.run(&folder, typed).run().expect(0);
        let out = done.out();
        assert!(out.trim().ends_with("[]"), "{typed}: {done}");
        assert!(!out.split(' ').any(|fd| fd == "200"), "{typed}: {done}");
    }
    assert_eq!(world.asked("local", 0), [""; 0]);
}

/// A project whose dependency harvests, and a script of it.
fn harvest(world: &World) -> Vec<Report> {
    let manifest = json!({
        "name": "app",
        "version": "1.0.0",
        "dependencies": { "@priv/scripts": "1.0.0" },
        "trustedDependencies": ["@priv/scripts"],
        "scripts": { "harvest": "node node_modules/@priv/scripts/harvest.js run" },
    });
    let folder = world.lab.project("app", &manifest);
    let typed = ["bun install", "bun run harvest", "bunx @priv/tool"];
    harvested(world, &folder, "bun", &typed)
}

#[test]
fn scripts_find_nothing_and_a_file_is_found() {
    let (stored, in_a_file) = (World::with_bun(), World::with_bun_and_a_file());
    assert_found_in_a_file_alone(&stored, &in_a_file, harvest);
}

#[test]
fn a_bun_below_another_tool_gets_its_own_and_past_the_shim_is_anonymous() {
    let world = World::with_bun();
    let real = world.programs.join("bun");
    let scripts = json!({
        "ask": "bun info @priv/plain version",
        "npm": "npm view @priv/plain version",
        "postinstall": format!("{} info @priv/below version || exit 0", real.display()),
    });
    let manifest = json!({
        "name": "app",
        "version": "1.0.0",
        "scripts": scripts,
        "dependencies": { "@priv/tool": "1.0.0" },
    });
    let folder = world.lab.project("app", &manifest);
    for typed in ["bun run ask", "bun run npm", "npm run ask"] {
        let done = world.run(&folder, typed).run().expect(0);
        assert!(done.out().contains("1.0.0"), "{typed}: {done}");
    }
    let before = world.asked("below", 0).len();
    world.run(&folder, "bun install").run().expect(0);
    assert_eq!(world.asked("below", before), ["bare"]);
    world.assert_nobody_outside_was_asked();
}

#[test]
fn who_has_nothing_stored_is_told_what_to_type() {
    let world = World::beside(BUN, super::packages::registry());
    let folder = world.project("app", &[]);
    // bun says it itself where nothing would be changed.
    let done = world.run(&folder, "bun pm whoami").run().expect(1);
    assert!(!done.err().contains("npmcred"), "{done}");
    let done = world.run(&folder, "bun publish").run().expect(3);
    assert!(done.err().contains("npmcred login --registry"), "{done}");
}

#[test]
fn an_older_bun_runs_bare_with_one_note() {
    let world = World::beside("bun/old/bin", super::packages::registry()).keep_in_the_store();
    let folder = world.project("app", &["@priv/old"]);
    let before = world.asked("old", 0).len();
    let done = world.run(&folder, "bun install").run().expect(1);
    let note = "npmcred: note: bun 1.4.2 is handed no credential: npmcred knows bun from 1.4.4 on";
    assert_eq!(done.err().matches(note).count(), 1, "{done}");
    let since = world.asked("old", before);
    assert!(
        since.iter().all(|one| one == "bare") && !since.is_empty(),
        "{since:?}"
    );
    let done = world.run(&folder, "bun pm ls").run();
    assert!(!done.err().contains("npmcred"), "{done}");
}

/// Command lines that ask nobody, or the registry.
const LINES: [&str; 11] = [
    "bun --version",
    "bun --revision",
    "bunx --version",
    "bun nosuchscript",
    "bun run nosuchscript",
    "bun pm bin",
    "bun pm ls",
    "bun info @priv/plain name version",
    "bun info @priv/nosuch",
    "bun pm whoami",
    "bun x nosuch-tool-of-nobody",
];

#[test]
fn output_and_status_are_those_of_bun_alone() {
    let (bare, shim) = (World::with_bun_and_a_file(), World::with_bun());
    assert_equal_to_the_byte(&bare, &shim, &LINES);
}
