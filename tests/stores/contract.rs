//! What every store must do, whichever it is.

use crate::{in_profile, key, secret, text, texts, unique};
use npmcred_platform::{Availability, Secret, SecretStore, StoreError, StoreKey};
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

/// All of it.
pub fn holds_the_contract(store: &dyn SecretStore) {
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

const PROFILES: [&str; 3] = ["", "home", "work"];

/// Items of one profile are invisible to the others.
pub fn each_sees_its_own(store: &dyn SecretStore) {
    let realm = unique("https://profiles");
    for profile in PROFILES {
        let own = secret(&format!("of {profile}"));
        let here = in_profile(profile, &realm, "/", "any");
        store.put(&here, "", &own, LIFETIME).unwrap();
    }
    for profile in PROFILES {
        sees_its_own_alone(store, &realm, profile);
    }
    assert!(store.find("elsewhere", &[&realm]).unwrap().is_empty());
    let listed = || profiles_of(&realm, store.list().unwrap());
    assert_eq!(listed(), PROFILES);
    let others = |profile: &str| profiles_of(&realm, store.list_others(profile).unwrap());
    assert_eq!(
        (others(""), others("work")),
        (
            vec!["home".into(), "work".into()],
            vec![String::new(), "home".into()]
        )
    );
    for (gone, profile) in PROFILES.iter().enumerate() {
        assert!(
            store
                .delete(&in_profile(profile, &realm, "/", "any"))
                .unwrap()
        );
        assert_eq!(listed(), PROFILES[gone + 1..]);
    }
}

fn sees_its_own_alone(store: &dyn SecretStore, realm: &str, profile: &str) {
    let own = format!("of {profile}");
    assert_eq!(
        text(store.get(&in_profile(profile, realm, "/", "any")).unwrap()),
        Some(own.clone())
    );
    assert_eq!(
        texts(store.find(profile, &[realm]).unwrap()),
        std::slice::from_ref(&own)
    );
    let several = texts(
        store
            .find(profile, &[realm, &unique("https://other")])
            .unwrap(),
    );
    assert!(several.contains(&own), "{several:?}");
    assert!(
        !several
            .iter()
            .any(|text| text.starts_with("of ") && *text != own),
        "{several:?}"
    );
}

fn profiles_of(realm: &str, keys: Vec<StoreKey>) -> Vec<String> {
    let here = keys.into_iter().filter(|key| key.realm == realm);
    here.map(|key| key.profile).collect()
}
