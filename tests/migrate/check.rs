//! `--check`: a registry's plain no is believed, its silence is not.

use super::support::fixture::{Endpoint, Fault};
use super::world::*;

fn line(world: &World) -> String {
    format!(
        "{}:_authToken={}\n",
        world.registry.nerf(),
        world.registry.user.token
    )
}

#[test]
fn a_living_token_moves_with_the_name_of_its_owner() {
    let world = world();
    world.write("home/.npmrc", line(&world));
    migrate(&world, &["--yes", "--check"], 0);
    assert_eq!(
        stored(&world)[0]["owner"],
        world.registry.user.name.as_str()
    );
    assert_eq!(read(&world, "home/.npmrc"), "");
}

#[test]
fn a_dead_token_is_removed_and_not_stored() {
    let world = world();
    world.write("home/.npmrc", line(&world));
    world.registry.kill(&world.registry.user.token);
    let told = migrate(&world, &["--yes", "--check"], 0);
    assert!(
        told.out().contains("it was rejected by the registry"),
        "{told}"
    );
    assert_eq!(
        (read(&world, "home/.npmrc"), registries(&world).len()),
        (String::new(), 0)
    );
}

#[test]
fn where_nobody_answers_or_knows_the_question_it_moves() {
    for fault in [
        Some(Fault::Status(500)),
        Some(Fault::Html),
        Some(Fault::Status(404)),
        None,
    ] {
        let world = world();
        world.write("home/.npmrc", line(&world));
        world.registry.kill(&world.registry.user.token);
        match fault {
            Some(fault) => world.registry.fault(Endpoint::Whoami, fault),
            None => world
                .registry
                .manners(|manners| manners.polite_whoami = true),
        }
        let told = migrate(&world, &["--yes", "--check"], 0);
        assert!(told.err().contains("could not be asked"), "{told}");
        assert_eq!(
            (read(&world, "home/.npmrc"), registries(&world).len()),
            (String::new(), 1),
            "{told}"
        );
    }
}

#[test]
fn without_it_no_registry_is_asked() {
    let world = world();
    world.write("home/.npmrc", line(&world));
    migrate(&world, &["--yes"], 0);
    assert!(world.registry.seen().is_empty());
}
