//! Items of the Secret Service that are doubled, changed by the service, or made by other programs.
//!
//! Two items can have the very same attributes; then no answer is the right one, and that is the
//! error.

use npmcred_platform::{Prompting, StoreError};

use crate::registry_item::{REALM, here, open, says};
use crate::secret_service::PrivateBus;
use crate::{secret, text};

const SAME: [(&str, &str); 5] = [
    ("xdg:schema", "npmcred.Credential"),
    ("npmcred:format", "1"),
    ("npmcred:realm", REALM),
    ("npmcred:path", "/"),
    ("npmcred:purpose", "any"),
];

/// Two items of ours under one key, as a crash or a copy of the keyring may leave them.
fn doubled() -> PrivateBus {
    let bus = PrivateBus::unlocked();
    open(&bus, Prompting::Never)
        .put(&here(), "", &secret("one"), None)
        .unwrap();
    bus.add_item(&SAME, b"two");
    bus
}

#[test]
fn two_items_with_the_very_same_attributes_are_ambiguous() {
    let bus = doubled();
    let store = open(&bus, Prompting::Never);
    assert_eq!(says(store.get(&here())), StoreError::Ambiguous);
    assert_eq!(says(store.delete(&here())), StoreError::Ambiguous);
    assert_eq!(
        store.find("", &[REALM]).unwrap().len(),
        2,
        "the payloads decide"
    );
    assert_eq!(store.list().unwrap(), [here()]);
}

#[test]
fn storing_anew_leaves_one_of_two_and_removing_all_none() {
    let bus = doubled();
    let store = open(&bus, Prompting::Never);
    store.put(&here(), "", &secret("new"), None).unwrap();
    assert_eq!(text(store.get(&here()).unwrap()).as_deref(), Some("new"));
    let bus = doubled();
    let store = open(&bus, Prompting::Never);
    assert_eq!(store.delete_all(&here()), Ok(2));
    assert_eq!(store.delete_all(&here()), Ok(0));
    assert!(store.get(&here()).unwrap().is_none());
}

/// A second collection is a place in which nobody looks for a credential of ours.
#[test]
fn one_of_two_may_lie_in_another_collection() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    let elsewhere = || bus.add_item_to("collection/session", &SAME, b"elsewhere");
    store.put(&here(), "", &secret("one"), None).unwrap();
    elsewhere();
    assert_eq!(says(store.get(&here())), StoreError::Ambiguous);
    assert_eq!(says(store.delete(&here())), StoreError::Ambiguous);
    assert_eq!(store.delete_all(&here()), Ok(2));
    assert!(store.get(&here()).unwrap().is_none());
    // Alone there it is found, replaced where it lies, and removed.
    elsewhere();
    assert_eq!(
        text(store.get(&here()).unwrap()).as_deref(),
        Some("elsewhere")
    );
    store.put(&here(), "", &secret("new"), None).unwrap();
    assert_eq!(text(store.get(&here()).unwrap()).as_deref(), Some("new"));
    assert!(store.delete(&here()).unwrap());
    // Storing over both leaves one.
    store.put(&here(), "", &secret("one"), None).unwrap();
    elsewhere();
    store.put(&here(), "", &secret("new"), None).unwrap();
    assert_eq!(text(store.get(&here()).unwrap()).as_deref(), Some("new"));
}

#[test]
fn what_a_service_adds_to_our_item_does_not_make_it_anothers() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    // As oo7 and KeePassXC do.
    let more = [
        &SAME[..],
        &[
            ("xdg:content-type", "application/json"),
            ("Uuid", "e276"),
            ("Title", "t"),
        ],
    ]
    .concat();
    bus.add_item(&more, b"old");
    for value in ["new", "newer"] {
        store.put(&here(), "label", &secret(value), None).unwrap();
        assert_eq!(text(store.get(&here()).unwrap()).as_deref(), Some(value));
        assert_eq!(store.find("", &[REALM]).unwrap().len(), 1);
    }
    assert!(store.delete(&here()).unwrap());
    assert!(!store.delete(&here()).unwrap());
}

#[test]
fn an_item_of_another_schema_is_not_overwritten() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    let other = [&[("xdg:schema", "org.example.Other")], &SAME[1..]].concat();
    bus.add_item(&other, b"theirs");
    assert_eq!(
        says(store.put(&here(), "", &secret("ours"), None)),
        StoreError::Ambiguous
    );
    assert_eq!(text(store.get(&here()).unwrap()), Some("theirs".to_owned()));
}

#[test]
fn items_of_other_programs_are_not_ours() {
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    bus.add_item(&SAME[2..], b"without our mark");
    bus.add_item(&[("service", REALM), ("username", "any")], b"theirs");
    bus.add_item(&SAME[..3], b"half ours");
    assert!(store.get(&here()).unwrap().is_none());
    assert_eq!(
        store.find("", &[REALM]).unwrap().len(),
        1,
        "only what bears our mark"
    );
    assert_eq!(store.list().unwrap(), []);
}

#[test]
fn an_item_with_foreign_contents_is_handed_on_as_it_is() {
    // What is damaged about it only its reader can tell; no contents at all are still not absence.
    let bus = PrivateBus::unlocked();
    let store = open(&bus, Prompting::Never);
    for contents in [&b""[..], b"\xff\xfe not ours", b"{\"v\":"] {
        bus.add_item(&SAME, contents);
        assert_eq!(store.get(&here()).unwrap().unwrap().expose(), contents);
        assert_eq!(store.find("", &[REALM]).unwrap().len(), 1);
        assert!(store.delete(&here()).unwrap());
    }
}
