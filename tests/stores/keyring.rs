//! What only the kernel keyring does: forgetting by itself.

use crate::{key, secret, text, unique};
use npmcred_platform::StoreError;
use npmcred_platform::testing::kernel_keyring;
use std::time::Duration;

#[test]
fn an_expired_item_is_absent_and_can_be_stored_anew() {
    let store = kernel_keyring().unwrap();
    let realm = unique("https://expiring");
    let here = key(&realm, "/", "any");
    store
        .put(&here, "", &secret("short"), Some(Duration::from_secs(1)))
        .unwrap();
    assert_eq!(text(store.get(&here).unwrap()), Some("short".to_owned()));
    std::thread::sleep(Duration::from_millis(2300));
    assert!(store.get(&here).unwrap().is_none());
    assert!(store.find("", &[&realm]).unwrap().is_empty());
    assert!(!store.list().unwrap().contains(&here));
    assert!(!store.delete(&here).unwrap());
    store
        .put(&here, "", &secret("again"), Some(Duration::from_secs(600)))
        .unwrap();
    assert_eq!(text(store.get(&here).unwrap()), Some("again".to_owned()));
    assert!(store.delete(&here).unwrap());
}

#[test]
fn replacing_gives_a_new_lifetime() {
    let store = kernel_keyring().unwrap();
    let here = key(&unique("https://renewed"), "/", "any");
    store
        .put(&here, "", &secret("short"), Some(Duration::from_secs(1)))
        .unwrap();
    store.put(&here, "", &secret("long"), None).unwrap();
    std::thread::sleep(Duration::from_millis(2300));
    assert_eq!(text(store.get(&here).unwrap()), Some("long".to_owned()));
    assert!(store.delete(&here).unwrap());
}

#[test]
fn a_lifetime_of_less_than_a_second_is_not_for_ever() {
    let store = kernel_keyring().unwrap();
    let here = key(&unique("https://brief"), "/", "any");
    store
        .put(&here, "", &secret("brief"), Some(Duration::from_millis(1)))
        .unwrap();
    std::thread::sleep(Duration::from_millis(2300));
    assert!(store.get(&here).unwrap().is_none());
}

#[test]
fn a_name_too_long_for_the_kernel_is_refused() {
    let store = kernel_keyring().unwrap();
    let long = key(&unique("https://long"), &"/x".repeat(1000), "any");
    store
        .put(&long, "", &secret("kept"), Some(Duration::from_secs(60)))
        .unwrap();
    assert!(store.list().unwrap().contains(&long));
    assert!(store.delete(&long).unwrap());
    let longer = key("https://long", &"/x".repeat(2500), "any");
    assert!(matches!(
        store.put(&longer, "", &secret("lost"), None),
        Err(StoreError::Other(_))
    ));
    assert!(store.get(&longer).unwrap().is_none());
    assert!(!store.delete(&longer).unwrap());
}
