//! The world of these tests: a home with an unlocked keyring, and a registry that does as it is
//! told.

use serde_json::Value;

use super::support::Lab;
use super::support::fixture::Fixture;
use super::support::needles::Needles;
use super::support::run::Outcome;

pub(crate) type World = Lab<Fixture>;

/// npm's own form, and nobody's token.
pub(crate) const TOKEN: &str = "npm_7fK2mQ9xLrT4vW8zBcD3nH6jPsY1aGeU5oXi";
/// Another one.
pub(crate) const OTHER: &str = "npm_Zq1Xw2Ce3Vr4Bt5Ny6Mu7Ki8Lo9PaSdFgHjK";
/// A site's token that nothing but its key gives away.
pub(crate) const PLAIN: &str = "ghp_C4n4ryC4n4ryC4n4ryC4n4ryC4n4ryC4n4ry";
/// What was revoked in December 2025.
pub(crate) const CLASSIC: &str = "9d2b7f14-3c58-4e6a-b1d0-5f8a2c7e4b93";

/// Nothing is stored, nothing is in plain text.
pub(crate) fn world() -> World {
    let mut lab = Lab::new(12, Fixture::start());
    lab.start_keyring();
    lab
}

/// What the store holds, as the program tells it, and each secret, as the program that stored it
/// would read it.
#[track_caller]
pub(crate) fn stored(world: &World) -> Vec<Value> {
    world.kept()
}

/// The registries of what the store holds.
#[track_caller]
pub(crate) fn registries(world: &World) -> Vec<String> {
    stored(world)
        .iter()
        .map(|one| one["registry"].as_str().unwrap().to_owned())
        .collect()
}

/// What the keyring itself holds for a realm, asked by another program than ours.
pub(crate) fn secret(world: &mut World, realm: &str) -> Option<String> {
    let mut command = world.bus().command("secret-tool");
    let output = command
        .args(["lookup", "npmcred:realm", realm])
        .output()
        .unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).ok()?;
    json["secret"].as_str().map(str::to_owned)
}

/// `npmcred migrate` with these words; its JSON.
#[track_caller]
pub(crate) fn json(world: &World, words: &[&str], status: i32) -> Value {
    let told = migrate(world, &[&["--json"], words].concat(), status);
    serde_json::from_str(&told.out()).unwrap_or_else(|_| panic!("no JSON: {told}"))
}

#[track_caller]
pub(crate) fn migrate(world: &World, words: &[&str], status: i32) -> Outcome {
    let told = world
        .npmcred(&[&["migrate"], words].concat())
        .run()
        .expect(status);
    assert_silent(&told);
    told
}

/// That no secret of these tests is on the screen.
#[track_caller]
pub(crate) fn assert_silent(told: &Outcome) {
    for shown in [&told.stdout, &told.stderr] {
        assert_eq!(needles().find(shown), None, "{told}");
    }
}

/// Every secret of these tests.
pub(crate) fn needles() -> Needles {
    let mut needles = Needles::default();
    for secret in [TOKEN, OTHER, PLAIN, CLASSIC] {
        needles.add_secret(secret.as_bytes());
    }
    needles
}

/// The files of this world that hold one, below its root.
pub(crate) fn files_with_secrets(world: &World) -> Vec<String> {
    let mut found: Vec<String> = world
        .files_with(&needles())
        .into_iter()
        .map(|(path, _)| {
            path.strip_prefix(world.root())
                .unwrap_or(&path)
                .display()
                .to_string()
        })
        .collect();
    found.sort();
    found
}

pub(crate) fn read(world: &World, inside: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(world.path(inside)).unwrap()).into_owned()
}

/// The members of what was found, one text for each: file, key, plan, result.
pub(crate) fn plans(json: &Value) -> Vec<String> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or("-").to_owned();
    let tell = |one: &Value| {
        let file = text(one, "file");
        let name = file
            .rsplit_once('/')
            .map_or("-", |(_, name)| name)
            .to_owned();
        format!(
            "{name} {} {} {}",
            text(one, "key"),
            text(one, "plan"),
            text(one, "result")
        )
    };
    json["found"].as_array().unwrap().iter().map(tell).collect()
}
