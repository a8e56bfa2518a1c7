//! Commands that need no registry ask no store: a bus of the test's own counts who comes.

use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::packages::{consumer, registry};
use super::support::{Front, Lab};

/// Listens where the session bus should be, counts connections and hangs up on them.
fn counting_bus(lab: &Lab) -> (String, Arc<AtomicUsize>) {
    let path = lab.runtime().join("counted");
    let listener = UnixListener::bind(&path).unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    std::thread::spawn(move || {
        while listener.accept().is_ok() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    (format!("unix:path={}", path.display()), count)
}

#[test]
fn commands_without_a_registry_open_no_bus() {
    for major in [8, 12] {
        let lab = Lab::new(major, registry());
        lab.put(Front::Shim);
        let project = consumer(&lab, "consumer");
        let (address, count) = counting_bus(&lab);
        let npm = |args: &[&str]| {
            lab.npm(&project, args)
                .env("DBUS_SESSION_BUS_ADDRESS", address.as_str())
                .run()
        };
        for args in [
            &["-v"][..],
            &[],
            &["help"],
            &["config", "ls"],
            &["config", "get", "registry"],
            &["prefix"],
            &["root", "-g"],
            &["ls"],
            &["run"],
            &["run", "missing"],
            &["test"],
            &["pkg", "get", "name"],
            &["version"],
            &["explain", "none"],
            &["nonsense"],
            &["install", "--help"],
            &["init", "-y"],
        ] {
            let outcome = npm(args);
            assert_eq!(
                count.load(Ordering::SeqCst),
                0,
                "npm {major}: the bus was opened by {outcome}"
            );
            assert!(outcome.said().is_empty(), "{outcome}");
        }
        npm(&["view", "open", "version"]).expect(0);
        std::thread::sleep(Duration::from_millis(20));
        assert_ne!(
            count.load(Ordering::SeqCst),
            0,
            "npm {major}: the counter counts nothing"
        );
    }
}

/// A user's own credential decides the matter, so the store is not asked either.
#[test]
fn a_credential_of_the_users_own_needs_no_store() {
    let lab = Lab::new(11, registry());
    lab.put(Front::Shim);
    lab.write(
        "home/.npmrc",
        format!(
            "{}{}:_authToken={}\n",
            lab.user_config(),
            lab.registry.nerf(),
            lab.registry.reader.token
        ),
    );
    let project = consumer(&lab, "consumer");
    let (address, count) = counting_bus(&lab);
    let seen = lab
        .npm(&project, &["view", "@priv/lib", "version"])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .run()
        .expect(0);
    assert_eq!(
        (seen.out().trim(), count.load(Ordering::SeqCst)),
        ("1.0.0", 0),
        "{seen}"
    );
}
