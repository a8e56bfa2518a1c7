//! yarn 2 to 4 with each command that talks to a registry: it works, the registry sees the stored
//! token, and nobody else does.

use serde_json::json;
use std::path::PathBuf;

use super::leaks::{assert_found_in_a_file_alone, harvested};
use super::reports::Report;
use super::transparency::assert_equal_to_the_byte;
use super::world::{BERRIES, World};

/// A project of such a yarn.
fn project(world: &World, manifest: &serde_json::Value) -> PathBuf {
    let folder = world.lab.project("app", manifest);
    world.lab.write("work/app/yarn.lock", "");
    folder
}

fn needs(names: &[&str]) -> serde_json::Value {
    let needs: serde_json::Map<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), json!("1.0.0")))
        .collect();
    json!({ "name": "app", "version": "1.0.0", "dependencies": needs })
}

#[test]
fn a_private_package_is_installed_in_every_way() {
    for major in BERRIES {
        let world = World::with_berry(major);
        let folder = project(&world, &needs(&["@priv/plain"]));
        for (typed, part, asks) in [
            ("yarn", "plain", true),
            ("yarn install", "plain", true),
            ("yarnpkg add @priv/tool@1.0.0", "tool", true),
            ("yarn up @priv/plain", "plain", true),
            ("yarn remove @priv/tool", "tool", false),
            ("yarn npm info @priv/plain", "plain", true),
            ("yarn npm tag list @priv/plain", "plain", true),
        ] {
            if asks {
                for name in ["work/app/.yarn", "home/.yarn", "home/.local/share/yarn"] {
                    drop(std::fs::remove_dir_all(world.lab.path(name)));
                }
            }
            let before = world.asked(part, 0).len();
            let done = world.run(&folder, typed).run().expect(0);
            assert!(!done.err().contains("npmcred"), "{major} {typed}: {done}");
            if asks {
                world.assert_all_with_token(part, before);
            }
        }
        world.assert_nobody_outside_was_asked();
    }
}

#[test]
fn a_package_is_published_and_tagged() {
    for major in BERRIES {
        let world = World::with_berry(major);
        let name = format!("@priv/berry{}", world.lab.unique());
        let folder = project(&world, &json!({ "name": name, "version": "1.0.0" }));
        for typed in [
            "yarn install".to_owned(),
            "yarn npm publish".to_owned(),
            format!("yarn npm tag add {name}@1.0.0 next"),
        ] {
            world.run(&folder, &typed).run().expect(0);
        }
        let done = world.run(&folder, "yarn npm whoami").run().expect(0);
        let user = &world.lab.registry.writer.name;
        assert!(done.out().contains(user), "{major}: {done}");
        let listed = world
            .run(&folder, &format!("yarn npm tag list {name}"))
            .run()
            .expect(0);
        assert!(listed.out().contains("next"), "{major}: {listed}");
        world.assert_nobody_outside_was_asked();
    }
}

/// Each package of a workspace goes where its own manifest says.
#[test]
fn all_packages_of_a_workspace_are_published() {
    let world = World::with_berry(4);
    let unique = world.lab.unique();
    let root = json!({ "name": "root", "private": true, "workspaces": ["packages/*"] });
    let folder = project(&world, &root);
    for name in ["a", "b"] {
        let manifest = json!({ "name": format!("@priv/{name}{unique}"), "version": "1.0.0" });
        let text = manifest.to_string();
        world
            .lab
            .write(format!("work/app/packages/{name}/package.json"), text);
    }
    world.run(&folder, "yarn install").run().expect(0);
    let one = format!("yarn workspace @priv/a{unique} npm publish");
    let all = "yarn workspaces foreach --all --no-private npm publish --tolerate-republish";
    for typed in [&*one, all, "yarn workspaces focus"] {
        let done = world.run(&folder, typed).run().expect(0);
        assert!(!done.err().contains("npmcred"), "{typed}: {done}");
    }
    for name in ["a", "b"] {
        let typed = format!("yarn npm info @priv/{name}{unique} --fields version");
        let done = world.run(&folder, &typed).run().expect(0);
        assert!(done.out().contains("1.0.0"), "{done}");
    }
}

/// yarn puts a yarn of its own in front of PATH. The plugin leads it to the shim, with a secret or
/// without.
#[test]
fn a_yarn_below_yarn_gets_its_own() {
    for major in BERRIES {
        let world = World::with_berry(major);
        let manifest = json!({
            "name": "app",
            "version": "1.0.0",
            "scripts": {
                "one": "yarn npm info @priv/later --json",
                "two": "yarn run one",
                "three": "npm run one",
                "version-of-it": "yarn --version",
            },
        });
        let folder = project(&world, &manifest);
        if major == 2 {
            // npm ends at once where node loads the file that yarn 2 writes, npmcred or not.
            world
                .lab
                .write("work/app/.yarnrc.yml", "nodeLinker: node-modules\n");
        }
        world.run(&folder, "yarn install").run().expect(0);
        for typed in ["yarn run one", "yarn two", "yarn run three", "npm run two"] {
            let before = world.asked("later", 0).len();
            let done = world.run(&folder, typed).run().expect(0);
            assert!(!done.err().contains("npmcred"), "{major} {typed}: {done}");
            world.assert_all_with_token("later", before);
        }
        let done = world.run(&folder, "yarn version-of-it").run().expect(0);
        assert!(
            done.out().starts_with(&format!("{major}.")),
            "{major}: {done}"
        );
    }
}

/// A project whose dependency harvests, a script of it, and what yarn runs beside it.
fn harvest(world: &World) -> Vec<Report> {
    let manifest = json!({
        "name": "app",
        "version": "1.0.0",
        "dependencies": { "@priv/scripts": "1.0.0" },
        "scripts": { "harvest": "node node_modules/@priv/scripts/harvest.js run" },
    });
    let folder = project(world, &manifest);
    world.lab.write(
        "work/app/.yarnrc.yml",
        "nodeLinker: node-modules\nenableScripts: true\n",
    );
    let typed = ["yarn install", "yarn run harvest", "yarn dlx @priv/tool"];
    harvested(world, &folder, "berry", &typed)
}

#[test]
fn scripts_find_nothing_and_a_file_is_found() {
    for major in BERRIES {
        let stored = World::with_berry(major);
        assert_found_in_a_file_alone(&stored, &World::with_berry_and_a_file(major), harvest);
    }
}

#[test]
fn who_has_nothing_stored_is_told_what_to_type() {
    let world = World::beside("yarn/4/bin", super::packages::registry());
    world.write_yarnrc("");
    let folder = project(&world, &needs(&[]));
    world.run(&folder, "yarn install").run().expect(0);
    let done = world.run(&folder, "yarn npm publish").run().expect(3);
    assert!(done.err().contains("npmcred login --registry"), "{done}");
    for (typed, hint) in [
        ("yarn npm login", "npmcred login"),
        ("yarn npm logout", "npmcred logout"),
        ("yarn config set npmAuthToken x", "npmcred store"),
    ] {
        let done = world.run(&folder, typed).run().expect(7);
        assert!(done.err().contains(hint), "{typed}: {done}");
    }
}

/// yarn 1 starts the yarn that the project names, which is allowed by its contents.
#[test]
fn a_yarn_of_the_projects_own_is_allowed_by_its_contents() {
    for (beside, major) in [("yarn/1/bin", 3), ("yarn/4/bin", 3)] {
        let world = World::beside(beside, super::packages::registry()).keep_in_the_store();
        world.write_yarnrc("");
        let folder = project(&world, &needs(&[]));
        let package = "lib/node_modules/@yarnpkg/cli-dist/bin/yarn.js";
        let release = super::support::tools::folder().join(format!("yarn/{major}/{package}"));
        let text = std::fs::read_to_string(release).unwrap();
        let place = "work/app/.yarn/releases/yarn-3.8.7.cjs";
        world.lab.write(place, &text);
        let named = "yarnPath: .yarn/releases/yarn-3.8.7.cjs\n";
        world.lab.write("work/app/.yarnrc.yml", named);
        let ask = || {
            let before = world.asked("lent", 0).len();
            let done = world.run(&folder, "yarn npm info @priv/lent").run();
            (world.asked("lent", before), done)
        };
        let (seen, done) = ask();
        assert!(seen.iter().all(|one| one == "bare"), "{beside}: {seen:?}");
        assert!(
            done.err().contains("runs as part of yarn"),
            "{beside}: {done}"
        );
        world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
        let (seen, done) = ask();
        assert!(
            !seen.is_empty() && seen.iter().all(|one| one != "bare"),
            "{beside}: {done}"
        );
        world.lab.write(place, format!("{text}\n// changed\n"));
        let (seen, _) = ask();
        assert!(seen.iter().all(|one| one == "bare"), "{beside}: {seen:?}");
    }
}

/// Command lines that ask nobody, or the registry.
const LINES: [&str; 7] = [
    "yarn --version",
    "yarn config get npmRegistryServer",
    "yarn node -p 1",
    "yarn nosuchscript",
    "yarn run nosuchscript",
    "yarn exec env -i true",
    "yarn npm info @priv/plain --fields name,version --json",
];

#[test]
fn output_and_status_are_those_of_yarn_alone() {
    for major in BERRIES {
        let (bare, shim) = (
            World::with_berry_and_a_file(major),
            World::with_berry(major),
        );
        for world in [&bare, &shim] {
            let folder = project(world, &needs(&[]));
            world.run(&folder, "yarn install").run().expect(0);
        }
        assert_equal_to_the_byte(&bare, &shim, &LINES);
    }
}
