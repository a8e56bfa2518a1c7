//! The store, and what is kept in it or in plain text.

use super::world::World;

const CANARY: &str = "npm_doctorDOCTORdoctorDOCTORdoctor012345";

#[test]
fn a_locked_store_is_told_and_well_when_unlocked() {
    let mut world = World::settled();
    world.lab.bus().lock();
    let found = world.sees("store-locked", "");
    assert!(found.cure.is_some(), "{found:?}");
    world.lab.bus().stop_daemon();
    world.lab.bus().start_daemon(true);
    world.is_gone("store-locked", "");
}

#[test]
fn nothing_is_left_of_the_throwaway() {
    let world = World::settled();
    world.doctor();
    let listed = world.session("npmcred list --json").expect(0);
    assert!(listed.out().contains("\"credentials\": []"), "{listed}");
}

#[test]
fn what_ended_and_what_ends_soon_is_told_with_its_cure() {
    let world = World::settled();
    let url = world.lab.registry.url.clone();
    world.lab.store_ending(&url, CANARY, "any", -3600);
    let found = world.sees("session-over", "");
    assert_eq!(
        (found.severity.as_str(), found.cure.clone()),
        ("note", Some(format!("npmcred login --registry {url}")))
    );
    let logged_in = world.shell(&found.cure.unwrap());
    world.lab.registry.approve();
    logged_in.run().expect(0);
    world.is_gone("session-over", "");
    let token = world.lab.registry.grant("ci").text;
    world
        .session(&format!(
            "printf %s {token} | npmcred store --registry {url} --use read --expires 3d"
        ))
        .expect(0);
    let found = world.sees("expires-soon", "");
    assert_eq!(
        found.cure,
        Some(format!("npmcred rotate --registry {url} --use read"))
    );
    // It asks for the password, as npm does for a token.
    let password = format!("{}\n", world.lab.registry.user.password);
    world
        .shell(&found.cure.unwrap())
        .stdin(password)
        .run()
        .expect(0);
    world.is_gone("expires-soon", "");
    assert!(!world.lab.registry.alive().contains(&token));
}

/// The hint is typed as it is shown, and then nothing is dead.
#[test]
fn a_check_that_finds_something_dead_ends_with_3_and_names_the_login() {
    let world = World::settled();
    let url = world.lab.registry.url.clone();
    for (life, purpose, flags) in [
        (30 * 24 * 3600, "any", ""),
        (-3600, "any", ""),
        (-3600, "read", " --use read"),
    ] {
        world.lab.store_ending(&url, CANARY, purpose, life);
        world.session("npmcred status").expect(0);
        let told = world.session("npmcred status --check").expect(3);
        assert!(
            told.err().contains("1 credential no longer works"),
            "{told}"
        );
        let said = told.err();
        let hint = said
            .lines()
            .find_map(|line| line.strip_prefix("hint: log in: "))
            .unwrap_or_else(|| panic!("{told}"));
        assert_eq!(hint, format!("npmcred login --registry {url}{flags}"));
        let logged_in = world.shell(hint);
        world.lab.registry.approve();
        logged_in.run().expect(0);
        world.session("npmcred status --check").expect(0);
        world
            .session(&format!("npmcred remove --registry {url}"))
            .expect(0);
    }
}

/// What is kept may be alive, and every command here fails all the same.
#[test]
fn a_dead_literal_that_wins_in_a_project_is_found_and_goes() {
    let world = World::settled();
    world
        .lab
        .store_ending(&world.lab.registry.url, CANARY, "any", 30 * 24 * 3600);
    world.lab.project(
        "here",
        &serde_json::json!({ "name": "here", "version": "1.0.0" }),
    );
    let nerf = world.lab.registry.nerf();
    world.lab.write(
        "work/here/.npmrc",
        format!("fund=false\n{nerf}:_authToken=npm_dead\n"),
    );
    let found = world.is_cured("dead-wins", "cd here");
    assert!(found.what.contains("here/.npmrc line 2"), "{found:?}");
    let left = std::fs::read_to_string(world.lab.path("work/here/.npmrc")).unwrap();
    assert_eq!(left, "fund=false\n");
}

#[test]
fn plaintext_and_dead_tokens_are_migrated() {
    let world = World::settled();
    let url = world.lab.registry.nerf().to_owned();
    let text = world.lab.user_config();
    let ills = [
        ("plaintext", format!("{url}:_authToken={CANARY}")),
        (
            "dead-token",
            "//registry.npmjs.org/:_authToken=01234567-89ab-4cde-8f01-23456789abcd".to_owned(),
        ),
    ];
    for (id, line) in ills {
        world.lab.write("home/.npmrc", format!("{text}{line}\n"));
        assert_eq!(world.sees(id, "").cure.as_deref(), Some("npmcred migrate"));
        // Nobody is there to answer its question.
        world.is_gone(id, "npmcred migrate --yes");
    }
}
