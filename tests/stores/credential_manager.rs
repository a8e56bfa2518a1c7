//! The Credential Manager held to the contract, and what only it has: names without case, and
//! credentials that are too small for a token.

use crate::contract::{each_sees_its_own, holds_the_contract};
use crate::{key, text, unique};
use npmcred_platform::{Opening, Prompting, Secret, SecretStore, StoreError, open_store};

fn store() -> Box<dyn SecretStore> {
    open_store(&|_| None, Opening::of_system(Prompting::Never)).unwrap()
}

#[test]
fn contract() {
    holds_the_contract(&*store());
}

#[test]
fn profiles() {
    each_sees_its_own(&*store());
}

#[test]
fn paths_differ_by_case() {
    let (store, realm) = (store(), unique("https://case"));
    let (small, large) = (key(&realm, "/a/", "any"), key(&realm, "/A/", "any"));
    for (key, word) in [(&small, "small"), (&large, "large")] {
        let secret = Secret::from(word.to_owned());
        store.put(key, "", &secret, None).unwrap();
    }
    for (key, word) in [(&small, "small"), (&large, "large")] {
        assert_eq!(text(store.get(key).unwrap()).as_deref(), Some(word));
        assert!(store.delete(key).unwrap());
    }
}

/// Longer and shorter ones in turn, at every edge of a credential.
#[test]
fn a_token_of_any_length_replaces_one_of_any_other() {
    let (store, realm) = (store(), unique("https://lengths"));
    let key = key(&realm, "/", "any");
    for length in [1, 2_547, 2_548, 40_000, 2_560, 5_107, 5_108, 131_072, 3] {
        let bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
        let secret = Secret::new(bytes);
        store.put(&key, "", &secret, None).unwrap();
        let read = store.get(&key).unwrap().unwrap();
        assert!(read.same_as(&secret), "{length}");
        let found = store.find("", &[&realm]).unwrap();
        assert!(found.len() == 1 && found[0].secret.same_as(&secret));
    }
    let more = Secret::new(vec![1; 131_073]);
    let limit = 131_072;
    assert_eq!(
        store.put(&key, "", &more, None),
        Err(StoreError::TooLarge { limit })
    );
    assert!(store.delete(&key).unwrap());
    assert!(store.find("", &[&realm]).unwrap().is_empty());
}

/// Two writers and a reader at once: the reader only ever sees one of the two, whole.
#[test]
fn nobody_sees_half_of_a_writing() {
    let realm = unique("https://at-once");
    let key = key(&realm, "/", "any");
    let secrets = [7, 9].map(|byte| vec![byte; 9_000]);
    let write = |bytes: &[u8]| {
        let store = store();
        let secret = Secret::new(bytes.to_vec());
        for _ in 0..20 {
            store.put(&key, "", &secret, None).unwrap();
        }
    };
    write(&secrets[0]);
    std::thread::scope(|threads| {
        let writers = secrets
            .each_ref()
            .map(|bytes| threads.spawn(|| write(bytes)));
        let store = store();
        while !writers.iter().all(|writer| writer.is_finished()) {
            // Wine keeps parts in its registry, where a key may go while it is read: "key deleted".
            let read = match store.get(&key) {
                Err(StoreError::Other(text)) if text.contains("1018") => continue,
                read => read.unwrap().unwrap(),
            };
            assert!(secrets.iter().any(|bytes| read.expose() == bytes));
        }
    });
    assert!(store().delete(&key).unwrap());
}
