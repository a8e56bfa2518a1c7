//! What every store must do, whichever it is.

use crate::secret_service::PrivateBus;
use crate::{key, secret, text, texts, unique};
use npmcred_platform::testing::{MemoryStore, kernel_keyring, secret_service};
use npmcred_platform::{
    Availability, PROMPT_DEADLINE, Prompting, Secret, SecretStore, StoreError, StoreKey,
};
use std::time::Duration;

const LIFETIME: Option<Duration> = Some(Duration::from_secs(600));

/// Removes what a test stored, also when it fails: the kernel keyring outlives the test.
struct Cleared<'a> {
    store: &'a dyn SecretStore,
    realm: String,
}

impl Cleared<'_> {
    fn ours(&self) -> Vec<StoreKey> {
        let all = self.store.list().unwrap();
        all.into_iter()
            .filter(|key| key.realm.starts_with(&self.realm))
            .collect()
    }
}

impl Drop for Cleared<'_> {
    fn drop(&mut self) {
        for key in self.store.list().unwrap_or_default() {
            if key.realm.starts_with(&self.realm) {
                let _ = self.store.delete(&key);
            }
        }
    }
}

fn holds_the_contract(store: &dyn SecretStore) {
    holds_the_contract_for_text(store);
    let realm = unique("https://registry.example:8443");
    let _cleared = Cleared {
        store,
        realm: realm.clone(),
    };
    contents(store, &realm);
}

/// All of it but contents that are no text: KeePassXC keeps passwords.
pub fn holds_the_contract_for_text(store: &dyn SecretStore) {
    let realm = unique("https://registry.example:8443");
    let cleared = Cleared {
        store,
        realm: realm.clone(),
    };
    assert_eq!(store.availability(), Availability::Ready);
    absence(store, &realm);
    replacing_and_deleting(store, &realm);
    names(store, &cleared);
    finding(store, &realm);
}

fn absence(store: &dyn SecretStore, realm: &str) {
    let none = key(realm, "/", "any");
    assert_eq!(text(store.get(&none).unwrap()), None);
    assert!(!store.delete(&none).unwrap());
    assert!(store.find("", &[realm]).unwrap().is_empty());
}

fn replacing_and_deleting(store: &dyn SecretStore, realm: &str) {
    let (one, other) = (key(realm, "/one/", "any"), key(realm, "/one/", "read"));
    store.put(&one, "one", &secret("first"), LIFETIME).unwrap();
    store.put(&other, "other", &secret("other"), None).unwrap();
    store.put(&one, "one", &secret("second"), LIFETIME).unwrap();
    assert_eq!(text(store.get(&one).unwrap()), Some("second".to_owned()));
    assert_eq!(text(store.get(&other).unwrap()), Some("other".to_owned()));
    assert!(store.delete(&one).unwrap());
    assert!(!store.delete(&one).unwrap());
    assert_eq!(text(store.get(&one).unwrap()), None);
    assert_eq!(text(store.get(&other).unwrap()), Some("other".to_owned()));
    assert!(store.delete(&other).unwrap());
}

fn names(store: &dyn SecretStore, cleared: &Cleared<'_>) {
    let realm = &cleared.realm;
    let mut keys = vec![
        key(realm, "/", "any"),
        key(realm, "/a|b;c%20d/", "read"),
        key(realm, "/ünïcødé/日本/", "write"),
        key(&format!("{realm}0"), "/", "any"),
    ];
    keys.sort();
    for key in keys.iter().rev() {
        store
            .put(
                key,
                "a label with ünïcødé",
                &secret(&key.to_string()),
                LIFETIME,
            )
            .unwrap();
    }
    assert_eq!(cleared.ours(), keys);
    for key in &keys {
        assert_eq!(text(store.get(key).unwrap()), Some(key.to_string()));
        assert!(store.delete(key).unwrap());
    }
    assert_eq!(cleared.ours(), []);
}

fn finding(store: &dyn SecretStore, realm: &str) {
    let (near, far) = (format!("{realm}1"), format!("{realm}2"));
    for (realm, path, text) in [
        (&near, "/", "near root"),
        (&near, "/deep/", "near deep"),
        (&far, "/", "far"),
    ] {
        store
            .put(&key(realm, path, "any"), "", &secret(text), LIFETIME)
            .unwrap();
    }
    assert_eq!(
        texts(store.find("", &[&near]).unwrap()),
        ["near deep", "near root"]
    );
    assert_eq!(texts(store.find("", &[&far]).unwrap()), ["far"]);
    let all = store.find("", &[&near, &far, realm]).unwrap();
    assert!(
        all.iter().all(|one| one.realm
            == if one.secret.expose() == b"far" {
                &*far
            } else {
                &*near
            }),
        "{all:?}"
    );
    assert_eq!(texts(all), ["far", "near deep", "near root"]);
    assert!(store.find("", &[]).unwrap().is_empty());
}

fn contents(store: &dyn SecretStore, realm: &str) {
    let here = key(realm, "/contents/", "any");
    let every_byte: Vec<u8> = (0..=255).collect();
    for bytes in [
        vec![0],
        vec![b'x'],
        b"line\nline\r\n\0end".to_vec(),
        every_byte,
        vec![7; 16],
        vec![0xe9; 32_767],
    ] {
        store
            .put(&here, "", &Secret::new(bytes.clone()), LIFETIME)
            .unwrap();
        assert!(
            store
                .get(&here)
                .unwrap()
                .unwrap()
                .same_as(&Secret::new(bytes))
        );
    }
    let large = Secret::new(vec![0xa5; 64 * 1024]);
    match store.put(&here, "", &large, LIFETIME) {
        Ok(()) => assert!(store.get(&here).unwrap().unwrap().same_as(&large)),
        Err(error) => {
            assert_eq!(error, StoreError::TooLarge { limit: 32_767 });
            assert_eq!(
                store.get(&here).unwrap().unwrap().expose().len(),
                32_767,
                "the former item stays"
            );
        }
    }
    assert!(store.delete(&here).unwrap());
}

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
