//! What a login and a logout do to `~/.npmrc`: npm's line of the same key goes, everything else stays as the user wrote it.

use super::support::fixture::Endpoint;
use super::world::{World, assert_logged_in, assert_no_leak, stored, world};

/// A file as people keep it: comments, blank lines, another registry's token, a key twice, no order.
fn config(world: &World, token: &str) -> String {
    let (url, nerf) = (&world.registry.url, world.registry.nerf());
    format!(
        "; mine\nregistry={url}\n\n{token}# a note = with signs\n//other.invalid/:_authToken=${{OTHER}}\nfund = false\n\
         ca[]=\"\"\naudit=false\nfund=false\n{nerf}:always-auth=true\n"
    )
}

#[test]
fn a_login_takes_the_old_token_out_of_the_users_file_and_nothing_else() {
    for major in [8, 12] {
        let world = world(major);
        let dead = format!("{}:_authToken=npm_dead\n", world.registry.nerf());
        let file = world.write("home/real-npmrc", config(&world, &dead));
        std::fs::remove_file(world.path("home/.npmrc")).unwrap();
        std::os::unix::fs::symlink("real-npmrc", world.path("home/.npmrc")).unwrap();
        let login = world.npm(&world.path("work"), &["login"]).run().expect(0);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), config(&world, ""), "npm {major}");
        assert!(world.path("home/.npmrc").is_symlink(), "npm {major}: the link is still one");
        assert!(login.said().iter().any(|line| line.contains(":_authToken")), "it is said: {login}");
        let started = &world.registry.asked(Endpoint::LoginStart)[0];
        assert_eq!(started.header("authorization"), Some("Bearer npm_dead"), "as npm sends it");
        assert_logged_in(&world);
        assert_no_leak(&world, &login.to_string());
    }
}

#[test]
fn a_scope_is_mapped_and_unmapped_in_a_file_that_stays_as_it_is() {
    let world = world(12);
    world.write("home/.npmrc", config(&world, ""));
    let mapping = format!("@acme:registry={}\n", world.registry.url);
    world.npm(&world.path("work"), &["login", "--scope=@acme"]).run().expect(0);
    let mapped = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
    assert_eq!(mapped, format!("{}{mapping}", config(&world, "")));
    assert_eq!(stored(&world).len(), 1);
    world.npm(&world.path("work"), &["logout", "--scope=@acme"]).run().expect(0);
    assert_eq!(std::fs::read_to_string(world.path("home/.npmrc")).unwrap(), config(&world, ""));
    assert_eq!(stored(&world).len(), 0);
}

/// What is not the user's own file is left alone and named, because it still wins.
#[test]
fn a_token_that_still_wins_is_named() {
    let world = world(12);
    let project = world.project("owned", &serde_json::json!({ "name": "owned" }));
    let line = format!("{}:_authToken=npm_of_the_project\n", world.registry.nerf());
    let file = world.write("work/owned/.npmrc", &line);
    let login = world.npm(&project, &["login"]).run().expect(0);
    assert!(login.said().iter().any(|said| said.contains(file.to_str().unwrap())), "{login}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), line);
    assert_eq!(stored(&world).len(), 1);

    let variable = format!("npm_config_{}:_authToken", world.registry.nerf());
    let login = world.npm(&world.path("work"), &["login"]).env(&variable, "npm_of_a_variable").run().expect(0);
    assert!(login.said().iter().any(|said| said.contains("variable")), "{login}");
    assert!(!login.err().contains("npm_of"), "{login}");
}

#[test]
fn a_project_chooses_neither_the_file_nor_the_scope_that_a_login_writes() {
    for major in [8, 12] {
        let world = world(major);
        let bashrc = world.write("home/.bashrc", "echo hello\n");
        let project = world.project("consumer", &serde_json::json!({ "name": "consumer", "version": "1.0.0" }));
        world.write("work/consumer/.npmrc", "userconfig=~/.bashrc\nscope=@theirs\n");
        let before = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        world.npm(&project, &["login"]).run().expect(0);
        world.npm(&project, &["login", "--scope=@mine"]).run().expect(0);
        assert_eq!(std::fs::read_to_string(&bashrc).unwrap(), "echo hello\n", "npm {major}");
        let after = std::fs::read_to_string(world.path("home/.npmrc")).unwrap();
        assert_eq!(after, format!("{before}@mine:registry={}\n", world.registry.url), "npm {major}");
    }
}
