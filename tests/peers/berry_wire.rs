//! Which registry yarn 2 to 4 ask, and with which credential.
//!
//! Each credential is seen at its own registry alone, and what the user gave wins. A project
//! changes nothing that the user has not allowed.

use serde_json::json;

use super::stub::Stub;
use super::support::fixture::Reply;
use super::wire::{heard, own, user};
use super::world::{BERRIES, World};

/// A world whose user has two registries of scopes, and a token for each.
fn world(major: u32) -> (World<Stub>, Stub, Stub) {
    let world = World::beside(&format!("yarn/{major}/bin"), Stub::listen());
    let (one, two) = (Stub::listen(), Stub::listen());
    world.write_yarnrc(&scopes(&one, &two));
    world.lab.store(&one.url, &user("token-of-one"), &[]);
    world.lab.store(&two.url, &user("token-of-two"), &[]);
    (world, one, two)
}

fn scopes(one: &Stub, two: &Stub) -> String {
    let line = |scope, stub: &Stub| {
        let url = &stub.url;
        let publish = format!("    npmPublishRegistry: \"{url}\"\n");
        format!("  {scope}:\n    npmRegistryServer: \"{url}\"\n{publish}")
    };
    format!("npmScopes:\n{}{}", line("one", one), line("two", two))
}

fn project(world: &World<Stub>, name: &str) -> std::path::PathBuf {
    let folder = world
        .lab
        .project("app", &json!({ "name": name, "version": "1.0.0" }));
    world.lab.write("work/app/yarn.lock", "");
    folder
}

#[test]
fn each_credential_is_seen_at_its_own_registry_alone() {
    for major in BERRIES {
        let (world, one, two) = world(major);
        let folder = project(&world, "@one/app");
        let of_one = &["Bearer token-of-one"][..];
        let of_two = &["Bearer token-of-two"][..];
        for (typed, at_one, at_two) in [
            ("yarn npm info @one/x", of_one, &[][..]),
            ("yarn npm info @two/x", &[], of_two),
            ("yarn npm info x", &[], &[]),
            ("yarn add @two/x", &[], of_two),
            ("yarn npm whoami --scope one", of_one, &[]),
            ("yarn npm tag add @one/x@1.0.0 y", of_one, &[]),
            ("yarn install", &[], &[]),
            ("yarn npm publish", of_one, &[]),
        ] {
            let done = world.run(&folder, typed).run();
            let found = (heard(&one), heard(&two));
            assert_eq!(found, (own(at_one), own(at_two)), "{major} {typed}: {done}");
            let rest = heard(&world.lab.registry);
            assert!(
                rest.iter().all(|one| one == "bare"),
                "{major} {typed}: {rest:?}"
            );
        }
        world.assert_nobody_outside_was_asked();
    }
}

/// yarn alone would send the token along.
#[test]
fn an_address_at_another_host_takes_no_credential_along() {
    for major in BERRIES {
        let (world, one, two) = world(major);
        let folder = project(&world, "app");
        let tarball = format!("{}@one/x/-/x-1.0.0.tgz", two.url);
        let dist = json!({ "tarball": tarball, "shasum": "0".repeat(40) });
        let version = json!({ "name": "@one/x", "version": "1.0.0", "dist": dist });
        let document = json!({
            "name": "@one/x",
            "dist-tags": { "latest": "1.0.0" },
            "versions": { "1.0.0": version },
            "time": { "1.0.0": "2020-01-01T00:00:00.000Z" },
        });
        one.put("/@one/x", Reply::json(200, &document));
        let done = world.run(&folder, "yarn add @one/x").run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{major}: {done}");
        assert_eq!(heard(&two), ["bare"], "{major}: {done}");
    }
}

#[test]
fn what_the_user_gave_wins() {
    for major in BERRIES {
        let (world, one, two) = world(major);
        let folder = project(&world, "app");
        let url = one.url.trim_end_matches('/');
        let entry = |value: &str| format!("npmRegistries:\n  \"{url}\":\n    {value}\n");
        let usual = scopes(&one, &two);
        for (lines, project_lines, want) in [
            (usual.clone(), String::new(), "Bearer token-of-one"),
            (
                format!("{usual}{}", entry("npmAuthToken: given")),
                String::new(),
                "Bearer given",
            ),
            (
                format!("{usual}npmAuthToken: given\n"),
                String::new(),
                "Bearer given",
            ),
            (
                format!("{usual}{}", entry("npmAlwaysAuth: true")),
                String::new(),
                "Bearer token-of-one",
            ),
            (usual.clone(), entry("npmAuthToken: given"), "Bearer given"),
            (
                usual.clone(),
                entry("npmAuthToken: ${LAB_TOKEN-}"),
                "Bearer token-of-one",
            ),
            (
                usual.clone(),
                entry("npmAuthToken: ${LAB_TOKEN}"),
                "Bearer token-of-one",
            ),
        ] {
            world.write_yarnrc(&lines);
            world.lab.write("work/app/.yarnrc.yml", &project_lines);
            let done = world.run(&folder, "yarn npm info @one/x").run();
            assert_eq!(
                heard(&one),
                [want],
                "{major} {lines} {project_lines}: {done}"
            );
            assert!(!done.err().contains("npmcred"), "{major}: {done}");
        }
        world.write_yarnrc(&usual);
        world.lab.write("work/app/.yarnrc.yml", "");
        let run = world.run(&folder, "yarn npm info x");
        run.env("YARN_NPM_REGISTRY_SERVER", &one.url)
            .env("YARN_NPM_ALWAYS_AUTH", "1")
            .run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{major}");
    }
}

/// Lines of a project, and what is said of each.
const HELD_BACK: [(&str, &str); 9] = [
    ("httpProxy: http://127.0.0.1:1/", "httpProxy"),
    ("enableStrictSsl: false", "enableStrictSsl"),
    ("httpsCaFilePath: evil.cjs", "httpsCaFilePath"),
    ("plugins:\n  - evil.cjs", "runs as part of yarn"),
    ("plugins: [evil.cjs]", "not written plainly"),
    ("npmScopes:\n  two:\n    npmRegistryServer: ONE", "@two:reg"),
    ("enableConstraintsChecks: true", "runs as part of yarn"),
    ("injectEnvironmentFiles:\n  - x?", "injectEnvironmentFiles"),
    ("yarnPath: ${X-evil.cjs}", "not to be told"),
];

#[test]
fn nothing_is_handed_over_until_the_user_has_allowed_it() {
    let (world, one, _) = world(4);
    let folder = project(&world, "app");
    let evil = "module.exports = { name: 'evil', factory: () => ({}) }\n";
    world.lab.write("work/app/evil.cjs", evil);
    world.lab.write("work/app/yarn.config.cjs", "");
    world.lab.write("work/evil.cjs", evil);
    for (line, said) in HELD_BACK {
        // What stands above the project counts, too.
        let file = match said {
            "httpProxy" | "httpsCaFilePath" => "work/.yarnrc.yml",
            _ => "work/app/.yarnrc.yml",
        };
        let text = line.replace("ONE", &one.url) + "\n";
        let path = world.lab.write(file, text);
        let scope = if said.starts_with('@') { "two" } else { "one" };
        let typed = format!("yarn npm info @{scope}/x");
        let done = world.run(&folder, &typed).run();
        assert!(done.err().contains(said), "{file} {line}: {done}");
        let all = heard(&one);
        assert!(all.iter().all(|one| one == "bare"), "{line}: {all:?}");
        if !said.starts_with("not") {
            world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
            let done = world.run(&folder, &typed).run();
            assert!(!done.err().contains("npmcred:"), "{line}: {done}");
        }
        heard(&one);
        std::fs::remove_file(path).unwrap();
    }
}

/// From version 4 on a file of the project gives variables of the user's own file their value.
#[test]
fn a_projects_variables_lead_nothing_of_the_users_elsewhere() {
    let (world, one, two) = world(4);
    let folder = project(&world, "app");
    let line = format!("npmAuditRegistry: \"${{HOST-{}}}\"\n", one.url);
    world.write_yarnrc(&format!("{}{line}", scopes(&one, &two)));
    world.run(&folder, "yarn npm info @one/x").run();
    assert_eq!(heard(&one), ["Bearer token-of-one"]);
    world.lab.write("work/app/.env.yarn", "HOST=https://e/\n");
    let done = world.run(&folder, "yarn npm info @one/x").run();
    assert_eq!(heard(&one), ["bare"], "{done}");
    // Nor do they fill in a file of the project's own.
    world.write_yarnrc(&scopes(&one, &two));
    world.lab.write("work/app/.yarnrc.yml", &line);
    let done = world.run(&folder, "yarn npm info @one/x").run();
    assert_eq!(heard(&one), ["bare"], "{done}");
}

/// A publish runs scripts of the package, for which yarn loads a file of the project.
#[test]
fn the_file_that_yarn_loads_before_a_script_is_allowed_by_its_contents() {
    for major in BERRIES {
        let (world, one, _) = world(major);
        let manifest = json!({
            "name": "@one/app", "version": "1.0.0", "scripts": { "prepack": "true" },
        });
        let folder = world.lab.project("app", &manifest);
        world.lab.write("work/app/yarn.lock", "");
        world.run(&folder, "yarn install").run().expect(0);
        let file = if major == 2 { ".pnp.js" } else { ".pnp.cjs" };
        assert!(folder.join(file).exists(), "{major}");
        let done = world.run(&folder, "yarn npm publish").run();
        assert!(done.err().contains(file), "{major}: {done}");
        assert!(heard(&one).iter().all(|one| one == "bare"), "{major}");
        world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
        let done = world.run(&folder, "yarn npm publish").run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{major}: {done}");
    }
}

/// yarn finds the workspaces of workspaces; what one of them runs before it is sent is seen too.
#[test]
fn a_workspace_of_a_workspace_has_its_scripts_too() {
    let (world, one, _) = world(4);
    let root = json!({ "name": "root", "private": true, "workspaces": ["a"] });
    let folder = world.lab.project("app", &root);
    let outer = json!({ "name": "@one/a", "version": "1.0.0", "workspaces": ["b"] });
    let inner = json!({
        "name": "@one/b", "version": "1.0.0", "scripts": { "prepack": "true" },
    });
    for (file, manifest) in [("a/package.json", outer), ("a/b/package.json", inner)] {
        world
            .lab
            .write(format!("work/app/{file}"), manifest.to_string());
    }
    world.lab.write("work/app/yarn.lock", "");
    world.run(&folder, "yarn install").run().expect(0);
    heard(&one);
    let typed = "yarn workspaces foreach --all --no-private npm publish";
    let done = world.run(&folder, typed).run();
    assert!(done.err().contains(".pnp.cjs"), "{done}");
    assert!(heard(&one).iter().all(|one| one == "bare"), "{done}");
    world.npmcred(&folder, &["trust", "--yes"]).run().expect(0);
    let done = world.run(&folder, typed).run();
    assert!(
        heard(&one).contains(&"Bearer token-of-one".to_owned()),
        "{done}"
    );
}

/// A registry that only the project names is anonymous, unless something is stored for it.
#[test]
fn a_projects_registry_gets_nothing_of_others() {
    for major in BERRIES {
        let (world, one, two) = world(major);
        let folder = project(&world, "app");
        let other = Stub::listen();
        let text = format!("npmRegistryServer: \"{}\"\n", other.url);
        world.lab.write("work/app/.yarnrc.yml", &text);
        world.run(&folder, "yarn npm info @none/x").run();
        assert_eq!(heard(&other), ["bare"], "{major}");
        assert_eq!((heard(&one), heard(&two)), (own(&[]), own(&[])));
    }
}
