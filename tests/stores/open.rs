//! Which store is taken.

use crate::secret_service::PrivateBus;
use npmcred_platform::{Durability, Lookup, Opening, Prompting, StoreError, open_store};

#[test]
fn the_secret_service_if_there_is_one() {
    let bus = PrivateBus::unlocked();
    let store = open_store(&bus.env(), Opening::of_system(Prompting::Never)).unwrap();
    assert_eq!(
        (store.name(), store.durability()),
        ("Secret Service", Durability::Persistent)
    );
}

#[test]
fn the_kernel_keyring_where_there_is_no_bus_or_no_service() {
    let bus = PrivateBus::bare();
    let no_bus = |name: &str| (name == "DBUS_SESSION_BUS_ADDRESS").then(|| "disabled:".into());
    for (env, unreachable) in [(&no_bus as Lookup<'_>, true), (&bus.env(), false)] {
        let store = open_store(env, Opening::of_system(Prompting::Never)).unwrap();
        assert_eq!(
            (store.name(), store.durability()),
            ("kernel keyring", Durability::Memory)
        );
        let passed_over = store.passed_over().unwrap();
        assert_eq!(
            matches!(passed_over.bare(), StoreError::Unreachable(_)),
            unreachable,
            "{passed_over:?}"
        );
    }
}

#[test]
fn never_a_weaker_one_than_is_there() {
    let mut bus = PrivateBus::unlocked();
    bus.lock();
    assert_eq!(
        open_store(&bus.env(), Opening::of_system(Prompting::Never))
            .unwrap()
            .name(),
        "Secret Service"
    );
    bus.freeze_daemon();
    let frozen = open_store(&bus.env(), Opening::of_system(Prompting::Never))
        .err()
        .unwrap();
    assert_eq!(frozen.bare(), &StoreError::TimedOut);
    assert!(frozen.to_string().contains("(GNOME Keyring)"), "{frozen}");
}
