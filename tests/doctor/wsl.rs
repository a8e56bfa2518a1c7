//! A Linux inside Windows, as far as it differs from others.
//!
//! Its shell has no bus and no runtime folder. Windows' own folders are at the end of PATH, with
//! spaces in their names and an npm.

use super::support::typed::behind;
use super::world::World;

/// What such a shell begins with.
const BEGIN: &str = "unset XDG_RUNTIME_DIR; export DBUS_SESSION_BUS_ADDRESS=disabled: \
                     WSL_DISTRO_NAME=Debian; PATH=\"$PATH:$HOME/mnt/c/Program Files/nodejs\"";

/// Set up by somebody who types what is shown.
fn world() -> World {
    let mut world = World::fresh();
    world.lab.bus().stop_daemon();
    // As node's installer for Windows puts them there.
    for name in ["npm", "npx"] {
        let file = format!("mnt/c/Program Files/nodejs/{name}");
        world.program(&file, "echo windows; exit 1");
        world.program(format!("{file}.cmd"), "echo windows; exit 1");
    }
    world
        .session(&format!("{BEGIN}\nnpmcred setup --yes"))
        .expect(0);
    world
}

#[test]
fn npm_is_that_of_linux_and_each_cure_works() {
    let world = world();
    let (url, user) = (&world.lab.registry.url, &world.lab.registry.user);
    let version = world.session(&format!("{BEGIN}\nnpm --version")).expect(0);
    assert!(!version.out().contains("windows"), "{version}");
    let found = world.doctor_after(BEGIN);
    let problems = found.iter().filter(|one| one.severity == "problem");
    assert_eq!(problems.count(), 0, "{found:#?}");
    let memory = found.iter().find(|one| one.id == "memory-only");
    let memory = memory.and_then(|one| one.cure.as_deref());
    assert_eq!(memory, Some("npmcred unlock"), "{found:#?}");

    let store = format!("echo {} | npmcred store --registry {url}", user.token);
    let failed = world.session(&format!("{BEGIN}\n{store}")).expect(4);
    let says = "start a shell with a keyring; it asks for a password";
    let cure = behind(&failed.err(), says);
    let typed = format!("a password\n{store}; npm whoami\nexit\n");
    let told = world.shell(&format!("{BEGIN}\n{cure}")).stdin(typed).run();
    assert!(told.out().lines().any(|line| line == user.name), "{told}");

    // Or, as long as the machine runs, without a keyring.
    let cure = behind(&failed.err(), "keep it in memory for now");
    let line = format!("{BEGIN}\necho {} | {cure}; npm whoami", user.token);
    let told = world.session(&line).expect(0);
    assert!(told.out().lines().any(|line| line == user.name), "{told}");
    let remove = format!("{BEGIN}\nnpmcred remove --registry {url}");
    world.session(&remove).expect(0);
}
