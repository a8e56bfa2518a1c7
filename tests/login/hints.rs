//! A hint that repeats a command has all its flags: typed as it is shown, it stores what was meant.

use serde_json::json;

use super::program::kept;
use super::world::{World, world};

const OF_GITHUB: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";
const MINE: &str = "npm_ofMineOfMineOfMineOfMineOfMineOfMine";

/// What the command says at its refusal, typed: the end of that hint.
#[track_caller]
fn typed(world: &World, told: &str, hint: &str, secret: &str) {
    let said = told.lines().any(|line| line.ends_with(hint));
    assert!(said, "no {hint:?}: {told}");
    let words: Vec<&str> = hint.split(' ').skip(1).collect();
    world.npmcred(&words).stdin(secret).run().expect(0);
}

/// The credentials of all profiles: registry, use, profile, kind, owner, and whether an end is
/// known.
fn all(world: &World) -> Vec<serde_json::Value> {
    let facts = |one: serde_json::Value| {
        json!([
            one["registry"],
            one["use"],
            one["profile"],
            one["kind"],
            one["owner"],
            one["expires"].is_number()
        ])
    };
    kept(world).into_iter().map(facts).collect()
}

#[test]
fn of_a_token_of_another_host() {
    let world = world(12);
    let flags = "--use read --expires 30d --profile work";
    let words = format!("store --registry https://registry.npmjs.org/ {flags}");
    let words: Vec<&str> = words.split(' ').collect();
    let told = world.npmcred(&words).stdin(OF_GITHUB).run().expect(7).err();
    for (at, registry, more) in [
        (0, "https://npm.pkg.github.com/", ""),
        (1, "https://registry.npmjs.org/", " --foreign-token"),
    ] {
        let hint = format!("npmcred store --registry {registry} {flags}{more}");
        typed(&world, &told, &hint, OF_GITHUB);
        let want = json!([registry, "read", "work", "granular", null, true]);
        assert!(all(&world).contains(&want), "{at}: {:?}", all(&world));
    }
}

#[test]
fn of_a_password_for_a_scope_without_a_registry() {
    let world = world(12);
    let told = world
        .npmcred(&["store", "--scope", "@octo", "--use", "write", "--basic"])
        .args(["--username", "kim"])
        .stdin("pass-word-of-kim")
        .run()
        .expect(7)
        .err();
    let url = &world.registry.url;
    let hint = format!("npmcred store --registry {url} --use write --basic --username kim");
    typed(&world, &told, &hint, "pass-word-of-kim");
    let want = json!([url, "write", "default", "basic", "kim", false]);
    assert_eq!(all(&world), [want]);
}

#[test]
fn of_a_token_that_would_replace_another() {
    let world = world(12);
    let url = &world.registry.url;
    let store = ["store", "--registry", url, "--use", "read"];
    world.npmcred(&store).stdin(MINE).run().expect(0);
    let told = world
        .npmcred(&store)
        .args(["--expires", "30d"])
        .stdin("npm_another")
        .run()
        .expect(7)
        .err();
    let again = format!("npmcred store --registry {url} --use read --expires 30d");
    assert!(
        told.contains(&format!("{again} --profile NAME\n")),
        "{told}"
    );
    typed(&world, &told, &format!("{again} --yes"), "npm_another");
    let want = json!([url, "read", "default", "granular", null, true]);
    assert_eq!(all(&world), [want]);
}

#[test]
fn of_a_login_to_a_registry_that_only_a_project_names() {
    let world = world(12);
    let url = &world.registry.url;
    world.write("home/.npmrc", "");
    let project = world.project("here", &json!({ "name": "here" }));
    world.write("work/here/.npmrc", format!("registry={url}\n"));
    let flags = "--use read --no-browser --json --profile work";
    let words: Vec<&str> = ["login"].into_iter().chain(flags.split(' ')).collect();
    let told = world.npmcred(&words).cwd(&project).run().expect(7).err();
    let hint = format!("npmcred login --registry {url} {flags}");
    typed(&world, &told, &hint, "");
    let name = &world.registry.user.name;
    let want = json!([url, "read", "work", "session", name, false]);
    assert_eq!(all(&world), [want]);
}

#[test]
fn of_a_login_that_nobody_answers() {
    let world = world(12);
    let url = &world.registry.url;
    let flags = "--use read --scope @acme --profile work";
    let words = format!("login --registry {url} {flags} --auth-type legacy");
    let words: Vec<&str> = words.split(' ').collect();
    let told = world.npmcred(&words).stdin("").run().expect(3).err();
    let hint = format!("hint: log in from a terminal: npmcred login --registry {url} {flags}\n");
    assert!(told.contains(&hint), "{told}");
}

#[test]
fn of_a_token_that_is_not_there() {
    let world = world(12);
    let url = &world.registry.url;
    let log_in = ["login", "--registry", url, "--profile", "work"];
    world.npmcred(&log_in).run().expect(0);
    let told = world
        .npmcred(&["token", "revoke", "no-such-token", "--registry", url])
        .args(["--profile", "work"])
        .run()
        .expect(2)
        .err();
    let hint = format!("npmcred token list --registry {url} --profile work");
    typed(&world, &told, &hint, "");
}
