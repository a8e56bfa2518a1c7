//! Which registry is asked, and with which credential: each is seen at its own registry alone.

use super::stub::Stub;
use super::support::registry::User;
use super::world::{FROM_11, PNPMS, World};

impl super::support::lab::Serves for Stub {
    fn url(&self) -> &str {
        &self.url
    }
}

pub(crate) fn user(token: &str) -> User {
    User {
        name: "somebody".to_owned(),
        password: "p".to_owned(),
        token: token.to_owned(),
    }
}

/// What a registry was asked with; bare where there was nothing.
pub(crate) fn heard(stub: &Stub) -> Vec<String> {
    let mut all: Vec<String> = stub
        .take()
        .into_iter()
        .map(|one| one.authorization.unwrap_or_else(|| "bare".to_owned()))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Adds two registries of scopes, and a token for each, to a world whose registry serves the rest.
pub(crate) fn with_scopes(world: World<Stub>) -> (World<Stub>, Stub, Stub) {
    let (one, two) = (Stub::listen(), Stub::listen());
    let config = world.lab.user_config();
    let lines = format!("@one:registry={}\n@two:registry={}\n", one.url, two.url);
    world.lab.write("home/.npmrc", format!("{config}{lines}"));
    world.lab.store(&one.url, &user("token-of-one"), &[]);
    world.lab.store(&two.url, &user("token-of-two"), &[]);
    (world, one, two)
}

fn world(major: u32) -> (World<Stub>, Stub, Stub) {
    with_scopes(World::at(major, Stub::listen()))
}

#[test]
fn each_credential_is_seen_at_its_own_registry_alone() {
    for major in PNPMS {
        let (world, one, two) = world(major);
        let folder = world.project("app", &[]);
        for (typed, at_one, at_two) in [
            ("pnpm view @one/x", &["Bearer token-of-one"][..], &[][..]),
            ("pnpm view @two/x", &[], &["Bearer token-of-two"]),
            ("pnpm view x", &[], &[]),
            ("pnpm whoami", &[], &[]),
        ] {
            world.run(&folder, typed).run();
            assert_eq!(
                (&*heard(&one), &*heard(&two)),
                (&own(at_one)[..], &own(at_two)[..]),
                "{major} {typed}"
            );
            let rest = heard(&world.lab.registry);
            assert!(
                rest.iter().all(|one| one == "bare"),
                "{major} {typed}: {rest:?}"
            );
        }
        world.assert_nobody_outside_was_asked();
    }
}

pub(crate) fn own(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// pnpm 12 compares hosts letter by letter.
#[test]
fn a_host_in_capitals_is_served() {
    for major in FROM_11 {
        let (world, one, _) = world(major);
        let folder = world.project("app", &[]);
        let port = one.host().split_once(':').unwrap().1.to_owned();
        let at = |host: &str| format!("http://{host}:{port}/");
        let config = world.lab.user_config();
        let line = format!("@here:registry={}\n", at("LocalHost"));
        world.lab.write("home/.npmrc", format!("{config}{line}"));
        world
            .lab
            .store(&at("localhost"), &user("token-of-here"), &[]);
        world.run(&folder, "pnpm view @here/x").run();
        assert_eq!(heard(&one), ["Bearer token-of-here"], "{major}");
    }
}

/// What the user says in pnpm's own ways wins, and leads where it says.
#[test]
fn what_the_user_gave_wins() {
    for major in FROM_11 {
        let (world, one, _) = world(major);
        let folder = world.project("app", &[]);
        let nerf = format!("//{}/:_authToken", one.host());
        let typed = "pnpm view @one/x";
        let by_flag = format!("pnpm view @one/x --config.{nerf}=given");
        let by_file = format!("{nerf}=given\n");
        let by_variable = |prefix: &str| Given::Variable(format!("{prefix}{nerf}"));
        let yaml = format!("registries:\n  '@other': {}\n", one.url);
        for (typed, given, want) in [
            (&*by_flag, Given::Nothing, "given"),
            (typed, by_variable("npm_config_"), "given"),
            (typed, by_variable("pnpm_config_"), "given"),
            (typed, Given::File("work/app/.npmrc", &by_file), "given"),
            (
                typed,
                Given::File("home/.config/pnpm/auth.ini", &by_file),
                "given",
            ),
            (
                "pnpm view @other/x",
                Given::File("home/.config/pnpm/config.yaml", &yaml),
                "token-of-one",
            ),
        ] {
            let mut run = world.run(&folder, typed);
            let mut written = None;
            match &given {
                Given::Nothing => {}
                Given::Variable(name) => run = run.env(name, "given"),
                Given::File(path, text) => written = Some(world.lab.write(path, text)),
            }
            run.run();
            assert_eq!(
                heard(&one),
                [format!("Bearer {want}")],
                "{major} {typed} {given:?}"
            );
            written.map(std::fs::remove_file).transpose().unwrap();
        }
    }
}

/// Where the user says it.
#[derive(Debug)]
enum Given<'a> {
    Nothing,
    Variable(String),
    File(&'a str, &'a str),
}

/// `npm_config_registry` is nothing to pnpm 11 and 12.
#[test]
fn a_variable_of_npms_names_no_registry() {
    for major in FROM_11 {
        let (world, one, _) = world(major);
        let folder = world.project("app", &[]);
        world
            .run(&folder, "pnpm view x")
            .env("npm_config_registry", &one.url)
            .run();
        assert_eq!(heard(&one), [""; 0]);
        assert!(!heard(&world.lab.registry).is_empty());
        world
            .run(&folder, "pnpm view x")
            .env("PNPM_CONFIG_REGISTRY", &one.url)
            .run();
        assert_eq!(heard(&one), ["Bearer token-of-one"]);
    }
}
