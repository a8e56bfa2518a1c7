//! Programs that ask `npmcred helper` in a protocol of their own: the real git, cargo and pnpm. Of
//! docker and Bazel the form is asked alone.

use std::path::Path;

use serde_json::{Value, json};

use super::stub::Stub;
use super::support::fixture::Reply;
use super::support::run::Outcome;
use super::support::{Front, tools};
use super::wire::{heard, user};
use super::world::{FROM_11, World};

/// A world in which helpers are switched on, and a registry with this token.
fn world(major: u32, token: &str) -> (World<Stub>, Stub) {
    let (world, one) = (World::at(major, Stub::listen()), Stub::listen());
    world.lab.store(&one.url, &user(token), &[]);
    let on = ["config", "helpers", "on"];
    world.lab.npmcred(&on).run().expect(0);
    (world, one)
}

fn asked(world: &World<Stub>, words: &[&str], input: &str) -> Outcome {
    let all: Vec<&str> = [&["helper"], words].concat();
    world.lab.npmcred(&all).stdin(input).run()
}

/// What is on record: protocol and registry.
fn on_record(world: &World<Stub>) -> Vec<(String, String)> {
    let path = world.lab.path("home/.local/share/npmcred/helper.json");
    let Ok(bytes) = std::fs::read(path) else {
        return Vec::new();
    };
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    let answers = json["answers"].as_array().unwrap().iter();
    let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    answers
        .map(|one| (word(one, "protocol"), word(one, "registry")))
        .collect()
}

#[test]
fn nobody_is_answered_until_it_is_switched_on() {
    let (world, one) = world(12, "token-of-one");
    let words = ["pnpm", &*one.url];
    world
        .lab
        .npmcred(&["config", "helpers", "--unset"])
        .run()
        .expect(0);
    let refused = asked(&world, &words, "").expect(7);
    assert!(
        refused.err().contains("npmcred config helpers on"),
        "{refused}"
    );
    let all: Vec<&str> = [&["helper"], &words[..]].concat();
    let by_variable = world.lab.npmcred(&all).env("NPMCRED_HELPERS", "on");
    assert_eq!(by_variable.run().expect(7).out(), "");
    // The hint, as it is typed.
    let on = ["config", "helpers", "on"];
    world.lab.npmcred(&on).run().expect(0);
    assert_eq!(
        asked(&world, &words, "").expect(0).out(),
        "Bearer token-of-one\n"
    );
    let below = world
        .lab
        .npmcred(&all)
        .env("npm_lifecycle_event", "install");
    assert_eq!(below.run().expect(7).out(), "");
    let off = world.lab.npmcred(&all).env("NPMCRED_HELPERS", "off");
    assert_eq!(off.run().expect(7).out(), "");
    let wrong = asked(&world, &["git", "fill"], "").expect(2);
    assert!(wrong.err().contains("npmcred help helper"), "{wrong}");
    world.lab.npmcred(&["help", "helper"]).run().expect(0);
    assert_eq!(on_record(&world), [("pnpm".to_owned(), one.url.clone())]);
}

/// Neither for what lies below it, nor for its host, nor for another scheme.
#[test]
fn it_answers_for_the_very_registry_alone() {
    let (world, one) = world(12, "token-of-one");
    let host = one.host();
    for url in [
        format!("http://{host}/below/"),
        format!("https://{host}/"),
        "http://127.0.0.1:9/".to_owned(),
    ] {
        let done = asked(&world, &["pnpm", &url], "").expect(1);
        assert_eq!(done.out(), "", "{url}");
        let asks = format!("{{\"uri\":\"{url}\"}}");
        let done = asked(&world, &["bazel", "get"], &asks).expect(0);
        // It asks about files.
        assert_eq!(
            done.out().contains("token"),
            url.contains("below"),
            "{done}"
        );
    }
    let docker = asked(&world, &["docker", "get"], &one.url).expect(0);
    let json: Value = serde_json::from_str(&docker.out()).unwrap();
    assert_eq!(
        (&json["Secret"], &json["ServerURL"]),
        (&"token-of-one".into(), &one.url.clone().into())
    );
    let other = asked(&world, &["docker", "get"], "127.0.0.1:9").expect(1);
    assert_eq!(other.out(), "credentials not found in native keychain\n");
    let record = on_record(&world);
    let protocols: Vec<&str> = record.iter().map(|(protocol, _)| &**protocol).collect();
    assert_eq!(protocols, ["bazel", "docker"]);
}

#[test]
fn git_finds_its_password() {
    let (world, one) = world(12, "token-of-one");
    let program = tools::program();
    let helper = format!("credential.helper=!{} helper git", program.display());
    let fill = |host: &str| {
        let args = [
            "-c",
            "credential.helper=",
            "-c",
            &helper,
            "credential",
            "fill",
        ];
        world
            .lab
            .run("git")
            .args(args)
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(format!("protocol=http\nhost={host}\n\n"))
            .run()
    };
    let done = fill(one.host()).expect(0);
    assert!(done.out().contains("\npassword=token-of-one\n"), "{done}");
    let other = fill("127.0.0.1:9");
    assert!(!other.out().contains("password"), "{other}");
    assert_eq!(on_record(&world), [("git".to_owned(), one.url.clone())]);
}

#[test]
fn pnpm_sends_what_its_token_helper_says() {
    for major in FROM_11 {
        let (world, one) = world(major, "token-of-one");
        world.put(Front::Bare);
        let folder = world.project("app", &[]);
        let (program, url) = (tools::program(), &one.url);
        let line = format!(
            "//{}/:tokenHelper={} helper pnpm {url}\n",
            one.host(),
            program.display()
        );
        let config = world.lab.user_config();
        let lines = format!("{config}@one:registry={url}\n{line}");
        world.lab.write("home/.npmrc", lines);
        let done = world.run(&folder, "pnpm view @one/x").run();
        assert_eq!(heard(&one), ["Bearer token-of-one"], "{major}: {done}");
    }
}

/// cargo asks a registry that wants a token twice: without one, and with it.
#[test]
fn cargo_sends_the_token_of_its_provider() {
    let (world, one) = world(12, "token-of-one");
    let url = &one.url;
    let config = json!({ "dl": format!("{url}dl"), "api": url, "auth-required": true });
    one.put("/config.json", Reply::json(200, &config));
    let program = tools::program();
    let provider = format!("[\"{}\"]", program.display());
    let settings =
        format!("[registries.lab]\nindex = \"sparse+{url}\"\ncredential-provider = {provider}\n");
    world.lab.write("cargo/config.toml", settings);
    let manifest = "[package]\nname = \"a\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[workspace]\n\
                    [dependencies]\nx = { version = \"1\", registry = \"lab\" }\n";
    world.lab.write("work/crate/Cargo.toml", manifest);
    world.lab.write("work/crate/src/lib.rs", "");
    let cargo = Path::new(env!("CARGO"));
    let run = world.lab.run(cargo.to_str().unwrap());
    let done = run
        .args(["generate-lockfile"])
        .cwd(world.lab.path("work/crate"))
        .env("CARGO_HOME", world.lab.path("cargo"))
        .env("RUSTC", cargo.with_file_name("rustc"))
        .run();
    let all = one.take();
    let index: Vec<_> = all
        .iter()
        .filter(|it| it.target != "/config.json")
        .collect();
    let token = Some("token-of-one".to_owned());
    assert!(!index.is_empty(), "{done}");
    assert!(
        index.iter().all(|it| it.authorization == token),
        "{all:?} {done}"
    );
    assert!(!done.err().contains("token-of-one"), "{done}");
    let of_cargo = ("cargo".to_owned(), one.url.clone());
    assert!(on_record(&world).contains(&of_cargo));
}
