//! Which store is taken.

use crate::secret_service::PrivateBus;
use npmcred_platform::{Durability, Prompting, StoreError, open_store};

#[test]
fn the_secret_service_if_there_is_one() {
    let bus = PrivateBus::unlocked();
    let store = open_store(&bus.env(), Prompting::Never).unwrap();
    assert_eq!((store.name(), store.durability()), ("Secret Service", Durability::Persistent));
}

#[test]
fn the_kernel_keyring_where_there_is_no_bus_or_no_service() {
    let bus = PrivateBus::bare();
    for store in [open_store(&|_| None, Prompting::Never), open_store(&bus.env(), Prompting::Never)] {
        let store = store.unwrap();
        assert_eq!((store.name(), store.durability()), ("kernel keyring", Durability::Memory));
    }
}

#[test]
fn never_a_weaker_one_than_is_there() {
    let mut bus = PrivateBus::unlocked();
    bus.lock();
    assert_eq!(open_store(&bus.env(), Prompting::Never).unwrap().name(), "Secret Service");
    bus.freeze_daemon();
    assert_eq!(open_store(&bus.env(), Prompting::Never).err(), Some(StoreError::TimedOut));
}
