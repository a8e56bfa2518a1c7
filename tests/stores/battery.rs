//! Every store of Linux held to the contract.

use crate::contract::holds_the_contract;
use crate::secret_service::PrivateBus;
use crate::{key, secret, text, texts};
use npmcred_platform::testing::{MemoryStore, kernel_keyring, secret_service};
use npmcred_platform::{PROMPT_DEADLINE, Prompting, Secret, StoreError};

#[test]
fn memory() {
    holds_the_contract(&MemoryStore::new());
}

#[test]
fn kernel() {
    holds_the_contract(&*kernel_keyring().unwrap());
}

#[test]
fn service() {
    let bus = PrivateBus::unlocked();
    holds_the_contract(&*secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap());
}

#[test]
fn service_takes_a_mebibyte_and_no_more() {
    let bus = PrivateBus::unlocked();
    let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    let here = key("https://r", "/", "any");
    let most = Secret::new(vec![1; 1 << 20]);
    store.put(&here, "", &most, None).unwrap();
    assert!(store.get(&here).unwrap().unwrap().same_as(&most));
    let more = Secret::new(vec![1; (1 << 20) + 1]);
    assert_eq!(
        store.put(&here, "", &more, None),
        Err(StoreError::TooLarge { limit: 1 << 20 })
    );
}

#[test]
fn service_finds_among_many() {
    let bus = PrivateBus::unlocked();
    let store = secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    for number in 0..40 {
        store
            .put(
                &key(&format!("https://r{number}"), "/", "any"),
                "",
                &secret(&number.to_string()),
                None,
            )
            .unwrap();
    }
    // More than are fetched on suspicion: now each realm is searched by itself.
    assert_eq!(
        texts(store.find("", &["https://r3", "https://r39"]).unwrap()),
        ["3", "39"]
    );
    assert_eq!(store.list().unwrap().len(), 40);
}

#[test]
fn service_items_outlive_the_connection_and_the_daemon() {
    let mut bus = PrivateBus::unlocked();
    let here = key("https://r", "/", "any");
    let open =
        |bus: &PrivateBus| secret_service(&bus.env(), Prompting::Never, PROMPT_DEADLINE).unwrap();
    open(&bus).put(&here, "", &secret("kept"), None).unwrap();
    assert_eq!(
        text(open(&bus).get(&here).unwrap()),
        Some("kept".to_owned())
    );
    bus.stop_daemon();
    bus.start_daemon(true);
    assert_eq!(
        text(open(&bus).get(&here).unwrap()),
        Some("kept".to_owned())
    );
}
