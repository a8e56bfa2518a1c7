//! A registry on plain HTTP outside this machine. A proxy plays the network.
//!
//! A token for it is stored on the user's word only, and a logout ends it like any other.

use super::program::kept;
use super::support::fixture::Endpoint;
use super::world::{World, world};

const FAR: &str = "http://far.example/";

fn far() -> World {
    let world = world(12);
    let proxied = format!("{}proxy={}\n", world.user_config(), world.registry.url);
    world.write("home/.npmrc", proxied);
    world
}

#[test]
fn no_command_gets_a_token_there_and_each_names_the_one_that_stores_it() {
    let world = far();
    for words in [
        &["login", "--use", "read"][..],
        &["login", "--with-token", "--use", "read"],
        &["token", "create"],
        &["token", "list"],
        &["rotate"],
    ] {
        let words = [words, &["--registry", FAR, "--profile", "work"]].concat();
        let told = world.npmcred(&words).stdin("npm_mine").run().expect(7);
        let purpose = if words[0] == "login" {
            " --use read"
        } else {
            ""
        };
        let hints: Vec<String> = told
            .err()
            .lines()
            .filter(|line| line.starts_with("hint:"))
            .map(str::to_owned)
            .collect();
        let store =
            format!("npmcred store --registry {FAR} --insecure-http{purpose} --profile work");
        let hint = format!("hint: store a token for it anyway: {store}");
        assert_eq!(hints, [hint], "{told}");
        let words: Vec<&str> = store.split(' ').skip(1).collect();
        world.npmcred(&words).stdin("npm_mine").run().expect(0);
        world
            .npmcred(&["remove", "--registry", FAR, "--profile", "work"])
            .run()
            .expect(0);
    }
    assert!(world.registry.seen().is_empty());
}

#[test]
fn what_was_stored_for_it_is_ended_by_a_logout() {
    let world = far();
    world
        .npmcred(&["store", "--registry", FAR, "--insecure-http"])
        .stdin(world.registry.user.token.clone())
        .run()
        .expect(0);
    let out = world
        .npmcred(&["logout", "--registry", FAR])
        .run()
        .expect(0);
    assert!(out.err().contains("revoked and removed"), "{out}");
    assert!(kept(&world).is_empty(), "{out}");
    assert_eq!(world.registry.asked(Endpoint::Logout).len(), 1, "{out}");
}

/// npm's keys name no scheme, so a line may be that of the registry on HTTPS.
#[test]
fn what_may_be_the_token_of_https_is_neither_sent_nor_removed() {
    let line = "//far.example/:_authToken=npm_of_https\n";
    for (project, words) in [
        ("", &["logout", "--registry", FAR][..]),
        ("registry=http://far.example/\n", &["logout"]),
    ] {
        let world = far();
        let file = world.write(
            "home/.npmrc",
            format!("proxy={}\n{line}", world.registry.url),
        );
        let folder = world.write("project/.npmrc", project);
        let folder = folder.parent().unwrap();
        world.write("project/package.json", "{}");
        world.npmcred(words).cwd(folder).run().expect(3);
        assert!(world.registry.seen().is_empty());
        assert!(std::fs::read_to_string(&file).unwrap().contains(line));
        // A registry that a file of the user's names is theirs.
        let own = format!("registry={FAR}\nproxy={}\n{line}", world.registry.url);
        world.write("home/.npmrc", own);
        world.npmcred(words).cwd(folder).run();
        assert_eq!(world.registry.asked(Endpoint::Logout).len(), 1);
        assert!(!std::fs::read_to_string(&file).unwrap().contains(line));
    }
}
