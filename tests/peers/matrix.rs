//! Each command that talks to a registry, with each pnpm: it works, and the registry sees the
//! stored token.

use std::path::Path;

use serde_json::json;

use super::world::{FROM_11, PNPMS, World};

#[test]
fn a_private_package_is_installed_in_every_way() {
    for major in PNPMS {
        let world = World::stored(major);
        let folder = world.project("app", &["@priv/plain"]);
        let since = || world.asked("plain", 0).len();
        for typed in [
            "pnpm install",
            "pnpm install --frozen-lockfile --force",
            if major < 11 { "pnpm i" } else { "pn i" },
            "pnpm add @priv/tool@1.0.0",
            "pnpm update @priv/plain",
            "pnpm dedupe",
        ] {
            let before = since();
            let done = world.run(&folder, typed).run().expect(0);
            assert!(
                done.err().is_empty() || !done.err().contains("npmcred"),
                "{typed}: {done}"
            );
            if since() > before {
                world.assert_all_with_token("plain", before);
            }
            assert!(
                folder.join("node_modules/@priv/plain/index.js").exists(),
                "{typed}: {done}"
            );
        }
        world.run(&folder, "pnpm fetch").run().expect(0);
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn questions_are_asked_with_the_token() {
    for major in PNPMS {
        let world = World::stored(major);
        let folder = world.project("app", &["@priv/plain"]);
        world.run(&folder, "pnpm install").run().expect(0);
        for (typed, part) in [
            (
                "pnpm view @priv/plain version",
                // It is npm that asks.
                if major < 11 {
                    "@priv%2fplain"
                } else {
                    "@priv%2Fplain"
                },
            ),
            ("pnpm whoami", "/-/whoami"),
            ("pnpm dist-tag ls @priv/plain", "plain/dist-tags"),
        ] {
            let before = world.asked(part, 0).len();
            let done = world.run(&folder, typed).run().expect(0);
            world.assert_all_with_token(part, before);
            assert!(!done.out().trim().is_empty(), "{done}");
        }
        let done = world.run(&folder, "pnpm whoami").run().expect(0);
        assert_eq!(done.out().trim(), world.lab.registry.writer.name, "{done}");
        // It ends with 1 where something is outdated; nothing is.
        world.run(&folder, "pnpm outdated").run().expect(0);
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn a_package_is_published_from_its_folder_and_from_a_workspace() {
    for major in PNPMS {
        let world = World::stored(major);
        let name = format!("@priv/new{}", world.lab.unique());
        let folder = world
            .lab
            .project("lib", &json!({ "name": name, "version": "1.0.0" }));
        let publish = |folder: &Path, typed: &str| {
            let run = world.run(folder, typed);
            // pnpm 7 passes each flag on to npm, and npm 12 refuses those that it does not know.
            run.env("npm_config_git_checks", "false").run().expect(0)
        };
        let unchecked = if major < 11 { "" } else { " --no-git-checks" };
        publish(&folder, &format!("pnpm publish{unchecked}"));
        let shown = world
            .run(&folder, &format!("pnpm view {name} version"))
            .run()
            .expect(0);
        assert_eq!(shown.out().trim(), "1.0.0");

        let root = world
            .lab
            .project("mono", &json!({ "name": "mono", "private": true }));
        world.lab.write(
            "work/mono/pnpm-workspace.yaml",
            "packages:\n  - packages/*\n",
        );
        for (member, private) in [("a", false), ("b", true)] {
            let manifest = json!({ "name": format!("{name}-{member}"), "version": "1.0.0", "private": private });
            world
                .lab
                .project(&format!("mono/packages/{member}"), &manifest);
        }
        publish(&root, &format!("pnpm -r publish{unchecked}"));
        world
            .run(&root, &format!("pnpm view {name}-a version"))
            .run()
            .expect(0);
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn a_tool_is_run_without_being_installed() {
    for major in PNPMS {
        let world = World::stored(major);
        let folder = world.project("app", &[]);
        for typed in [
            "pnpm dlx @priv/tool@1.0.0",
            "pnpx @priv/tool@1.0.0",
            "pnx @priv/tool@1.0.0",
        ] {
            if major < 11 && typed.starts_with("pnx") {
                continue;
            }
            world
                .run(&folder, typed)
                .env("LAB_STEP", "dlx")
                .run()
                .expect(0);
        }
        world.assert_all_with_token("tool", 0);
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn who_has_nothing_stored_is_told_what_to_type() {
    for major in FROM_11 {
        let world = World::at(major, super::packages::registry());
        let folder = world.project("app", &[]);
        // pnpm says it itself where nothing would be changed.
        let done = world.run(&folder, "pnpm whoami").run().expect(1);
        assert!(!done.err().contains("npmcred"), "{done}");
        let done = world
            .run(&folder, "pnpm publish --no-git-checks")
            .run()
            .expect(3);
        assert!(done.err().contains("npmcred login --registry"), "{done}");
        for (typed, hint) in [
            ("pnpm login", "npmcred login"),
            ("pnpm logout", "npmcred logout"),
            ("pnpm token create", "npmcred token create"),
            ("pnpm config set //h/:_authToken x", "npmcred store"),
        ] {
            let done = world.run(&folder, typed).run().expect(7);
            assert!(done.err().contains(hint), "{typed}: {done}");
        }
        assert!(!world.lab.path("home/.config/pnpm/auth.ini").exists());
    }
}
