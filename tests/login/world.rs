//! The world of these tests: the shim in front of npm, an unlocked keyring, and a registry that
//! does as it is told.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::Lab;
use super::support::fixture::{Endpoint, Fixture, Moment};
use super::support::needles::files;
use super::support::run::Run;

pub(crate) type World = Lab<Fixture>;

/// Nobody is logged in.
pub(crate) fn world(major: u32) -> World {
    Lab::shimmed(major, Fixture::start())
}

/// The user's first token is in the store.
pub(crate) fn signed_in(major: u32) -> World {
    let world = world(major);
    world.store(&world.registry.url, &world.registry.user, &[]);
    world
}

/// The same, with a session that ran out an hour ago, also for the registry.
pub(crate) fn expired(major: u32) -> World {
    let world = world(major);
    world.store_ending(
        &world.registry.url,
        &world.registry.user.token,
        "any",
        -3600,
    );
    world.registry.kill(&world.registry.user.token);
    world
}

/// What the store holds, as `npmcred list --json` tells it.
#[track_caller]
pub(crate) fn stored(world: &World) -> Vec<Value> {
    world.kept()
}

/// That npm, through the shim, is the user now.
#[track_caller]
pub(crate) fn assert_logged_in(world: &World) {
    let who = world.npm(&world.path("work"), &["whoami"]).run().expect(0);
    assert_eq!(who.out().trim(), world.registry.user.name, "{who}");
}

/// That no secret of the registry's is on this screen or in a file.
#[track_caller]
pub(crate) fn assert_no_leak(world: &World, shown: &str) {
    assert_eq!(super::compare::leak(world, shown), None, "{shown}");
}

/// A desktop whose browser writes down what it is asked to open.
pub(crate) fn with_browser(world: &World, run: Run) -> Run {
    let browser = world.write(
        "browser",
        "#!/bin/sh\nprintf %s \"$1\" > \"$LAB_REPORTS/.opened\"\nmv \"$LAB_REPORTS/.opened\" \"$LAB_REPORTS/opened\"\n",
    );
    std::fs::set_permissions(&browser, PermissionsExt::from_mode(0o755)).unwrap();
    let link = world.path("front/xdg-open");
    if !link.exists() {
        std::os::unix::fs::symlink(&browser, link).unwrap();
    }
    run.env("DISPLAY", ":99")
}

/// Waits for the browser; the address that it was given.
#[track_caller]
pub(crate) fn opened(world: &World) -> String {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        if let Ok(url) = std::fs::read_to_string(world.path("reports/opened")) {
            return url;
        }
        assert!(Instant::now() < until, "no browser was started");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A package to publish.
pub(crate) fn package(world: &World, name: &str) -> PathBuf {
    world.project(name, &json!({ "name": name, "version": "1.0.0" }))
}

/// The user's files, without npm's cache and debug logs. The program's own are among them.
pub(crate) fn home(world: &World) -> BTreeMap<PathBuf, String> {
    let home = world.path("home");
    let own = |file: &Path| !file.starts_with(home.join(".npm"));
    let read = |file: PathBuf| {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        (file, text)
    };
    files(&home)
        .into_iter()
        .filter(|file| own(file))
        .map(read)
        .collect()
}

/// Starts it, kills it where it waits for this answer, and lets the registry finish what it was
/// asked.
pub(crate) fn kill_at(world: &World, run: &Run, endpoint: Endpoint, moment: Moment) {
    let gate = world.registry.gate(endpoint, moment);
    let mut child = run.begin();
    gate.wait_for(1);
    child.kill().unwrap();
    child.wait().unwrap();
    gate.open();
    world.registry.settle();
}
