//! A store that is locked, missing, hangs, or keeps things for hours only: nothing is taken out of
//! a file.

use super::support::tools::{jail, program};
use super::world::*;

fn text() -> String {
    format!("//one.example/:_authToken={TOKEN}\n//registry.npmjs.org/:_authToken={CLASSIC}\n")
}

#[test]
fn a_locked_store() {
    let mut world = world();
    world.write("home/.npmrc", text());
    world
        .npmcred(&["store", "--registry", "https://two.example/"])
        .stdin(OTHER)
        .run()
        .expect(0);
    world.bus().lock();
    let told = migrate(&world, &["--yes"], 4);
    assert!(told.err().contains("locked"), "{told}");
    // The dead one needs no store.
    assert_eq!(
        read(&world, "home/.npmrc"),
        format!("//one.example/:_authToken={TOKEN}\n")
    );
}

#[test]
fn a_store_that_hangs() {
    let mut world = world();
    world.write("home/.npmrc", text());
    world.bus().freeze_daemon();
    migrate(&world, &["--yes"], 4);
    assert_eq!(read(&world, "home/.npmrc"), text());
}

#[test]
fn no_store_at_all() {
    let mut world = world();
    world.write("home/.npmrc", text());
    world.bus().stop_daemon();
    let jail = jail(&world.path("no_keyctl"));
    let run =
        world
            .run(jail.to_str().unwrap())
            .args([program().to_str().unwrap(), "migrate", "--yes"]);
    let told = run.run().expect(4);
    assert_silent(&told);
    assert!(
        told.out().contains("//one.example/:_authToken"),
        "the plan is shown: {told}"
    );
    assert_eq!(read(&world, "home/.npmrc"), text());
}

#[test]
fn what_the_store_has_already_is_only_taken_out_and_another_one_stays() {
    let mut world = world();
    world
        .npmcred(&["store", "--registry", "https://one.example/"])
        .stdin(TOKEN)
        .run()
        .expect(0);
    world
        .npmcred(&["store", "--registry", "https://two.example/"])
        .stdin(PLAIN)
        .run()
        .expect(0);
    let before = stored(&world)[0].clone();
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n//two.example/:_authToken={OTHER}\n"),
    );
    let told = migrate(&world, &["--yes"], 7);
    assert!(told.out().contains("the store has it already"), "{told}");
    assert!(told.out().contains("holds another one"), "{told}");
    assert_eq!(stored(&world)[0], before, "it is not written again");
    assert_eq!(
        secret(&mut world, "https://two.example").as_deref(),
        Some(PLAIN)
    );
    assert_eq!(
        read(&world, "home/.npmrc"),
        format!("//two.example/:_authToken={OTHER}\n")
    );
}

/// Two secrets under one key may be two accounts: npm uses the later one, and the other is not lost
/// without a word.
#[test]
fn a_key_that_is_given_twice_is_said() {
    let world = world();
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n//one.example/:_authToken={OTHER}\n"),
    );
    let told = migrate(&world, &["--dry-run"], 0);
    assert!(
        told.err()
            .contains("~/.npmrc:1: it differs from the credential that npm uses"),
        "{told}"
    );
    assert!(told.out().ends_with("nothing was changed\n"), "{told}");
    assert!(
        told.err()
            .contains("npmcred store --registry https://one.example/ --profile NAME"),
        "{told}"
    );
    world.write(
        "home/.npmrc",
        format!("//one.example/:_authToken={TOKEN}\n//one.example/:_authToken={TOKEN}\n"),
    );
    assert!(
        !migrate(&world, &["--dry-run"], 0)
            .err()
            .contains("would be lost"),
        "the same one twice is no loss"
    );
}
