//! A throwaway item in the credential store: its key, its removal, and a sweep for old ones.
//!
//! Its purpose is the doctor's own, so it is never taken for a credential. Its path holds the
//! second in which it was made, so a later doctor can tell by its age that it was left behind.

use npmcred_platform::{SecretStore, StoreKey};
use std::hash::{BuildHasher, Hasher, RandomState};

/// A realm that nobody owns (RFC 6761, `.invalid`).
const REALM: &str = "https://doctor.npmcred.invalid";
/// The beginning of the path of a throwaway item.
const PATH: &str = "/npmcred-doctor-";
/// The purpose of an item that is no credential.
const PURPOSE: &str = "doctor";
/// How long a doctor may work, in seconds. An older item was left by one that was killed.
pub(super) const LONGEST: u64 = 15 * 60;

/// A path for throwaway items that no other run has.
pub(super) fn path(now: u64) -> String {
    format!("{PATH}{now}-{}/", random())
}

/// 16 unpredictable hexadecimal digits.
pub(super) fn random() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

/// The key of an item that is no credential.
pub(super) fn key(path: String) -> StoreKey {
    StoreKey {
        realm: REALM.into(),
        path,
        purpose: PURPOSE.into(),
        profile: String::new(),
    }
}

/// Whether the doctor made this item for a trial.
pub(super) fn is_throwaway(key: &StoreKey) -> bool {
    key.purpose == PURPOSE
}

/// Removes an item from the store when it is dropped.
pub(super) struct Throwaway<'a> {
    store: &'a dyn SecretStore,
    key: StoreKey,
}

impl<'a> Throwaway<'a> {
    /// Will remove the item, whether or not it exists yet.
    pub(super) fn new(store: &'a dyn SecretStore, key: StoreKey) -> Self {
        Self { store, key }
    }
}

impl Drop for Throwaway<'_> {
    fn drop(&mut self) {
        // If it cannot be removed now, a later doctor sweeps it up.
        let _ = self.store.delete(&self.key);
    }
}

/// Removes the items that killed doctors left. If the store cannot list its items, nothing is
/// removed; another group tells why.
pub(super) fn sweep(store: &dyn SecretStore, now: u64) {
    for key in store
        .list()
        .unwrap_or_default()
        .iter()
        .filter(|key| is_left_over(&key.path, now))
    {
        let _ = store.delete(key);
    }
}

fn is_left_over(path: &str, now: u64) -> bool {
    let since = path
        .strip_prefix(PATH)
        .and_then(|rest| rest.split('-').next()?.parse::<u64>().ok());
    since.is_some_and(|since| since.saturating_add(LONGEST) < now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use npmcred_platform::Secret;
    use npmcred_platform::testing::MemoryStore;

    #[test]
    fn only_old_items_are_swept_up() {
        let store = MemoryStore::new();
        let paths = [
            path(10_000),
            path(10_000 - LONGEST - 1),
            "/".to_owned(),
            "/npmcred-doctor-x/".to_owned(),
        ];
        for path in &paths {
            store
                .put(&key(path.clone()), "", &Secret::from("x".to_owned()), None)
                .unwrap();
        }
        sweep(&store, 10_000);
        let left: Vec<String> = store
            .list()
            .unwrap()
            .into_iter()
            .map(|key| key.path)
            .collect();
        assert!(left.len() == 3 && !left.contains(&paths[1]), "{left:?}");
    }
}
