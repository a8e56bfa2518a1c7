//! The Credential Manager: names that begin with `npmcred`, kept on this machine only.
//!
//! A search names that beginning, so the system hands out no other program's secrets for it.
//! Writers take turns, so that none takes away another's parts; readers need not: they look again
//! if a head was replaced under them.

mod calls;
mod item;
mod writer_lock;

use crate::deadline::Worker;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, STORE_DEADLINE, SecretStore, StoreError, StoreKey, StoredItem,
};
use crate::windows::random;
use calls::ErrorCode;
use item::Head;
use std::time::Duration;
use windows_sys::Win32::Foundation::{ERROR_ACCESS_DENIED, ERROR_NO_SUCH_LOGON_SESSION};
use writer_lock::WriterLock;

/// Of winerror.h: the service behind the calls does not answer.
const RPC_S_SERVER_UNAVAILABLE: ErrorCode = 1722;

/// How often a secret is looked at again that is replaced meanwhile.
const ATTEMPTS: usize = 5;

pub(super) struct CredentialManager(Worker<()>);

impl CredentialManager {
    pub(super) fn open() -> Result<Self, StoreError> {
        Worker::start(STORE_DEADLINE, || Ok(())).map(Self)
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.ask(STORE_DEADLINE, |()| job())
    }
}

impl SecretStore for CredentialManager {
    fn name(&self) -> &'static str {
        "Credential Manager"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        match self.list() {
            Ok(_) => Availability::Ready,
            Err(StoreError::Unavailable(why)) => Availability::Missing(why),
            Err(error) => Availability::Missing(error.to_string()),
        }
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let realms: Vec<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        let profile = profile.to_owned();
        self.ask(move || {
            let mut items = Vec::new();
            for realm in realms {
                for (name, blob) in calls::beginning_with(&item::names_in(&realm)).map_err(told)? {
                    let of_it = |key: &StoreKey| key.realm == realm && key.profile == profile;
                    if item::key(&name).is_some_and(|key| of_it(&key))
                        && let Some(secret) = whole(&name, Some(blob))?
                    {
                        let realm = realm.clone();
                        items.push(StoredItem { realm, secret });
                    }
                }
            }
            Ok(items)
        })
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        let name = item::name(key);
        self.ask(move || whole(&name, calls::read(&name).map_err(told)?))
    }

    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        _lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        if secret.expose().len() > item::LIMIT {
            return Err(StoreError::TooLarge { limit: item::LIMIT });
        }
        let (name, label) = (item::name(key), label.to_owned());
        let secret = Secret::new(secret.expose().to_vec());
        self.ask(move || {
            let _lock = WriterLock::take()?;
            let mark = random::bytes().map_err(|error| StoreError::Other(error.to_string()))?;
            let written = write(&name, &label, &secret, mark);
            // Of two writings, the one whose head does not stand is cleared away.
            let existing = if written.is_ok() {
                Some(mark)
            } else {
                mark_of(&name)?
            };
            let cleared = clear_parts(&name, existing);
            written.map_err(told)?;
            cleared
        })
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let name = item::name(key);
        self.ask(move || {
            let _lock = WriterLock::take()?;
            let was_there = calls::delete(&name).map_err(told)?;
            clear_parts(&name, None)?;
            Ok(was_there)
        })
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(|| {
            let found = calls::beginning_with(item::HEADS).map_err(told)?;
            let mut keys: Vec<StoreKey> = found
                .iter()
                .filter_map(|(name, _)| item::key(name))
                .collect();
            keys.sort();
            Ok(keys)
        })
    }
}

/// The secret whose head this is. Where its parts are gone, it was replaced meanwhile, or is
/// damaged.
fn whole(name: &str, mut blob: Option<Secret>) -> Result<Option<Secret>, StoreError> {
    for _ in 0..ATTEMPTS {
        let Some(head) = blob else { return Ok(None) };
        let head = Head::read(&head).ok_or(StoreError::Corrupt)?;
        let mark = head.mark;
        let mut parts = Vec::with_capacity(head.parts);
        for number in 0..head.parts {
            parts.extend(calls::read(&item::part_name(name, mark, number)).map_err(told)?);
        }
        if let Some(secret) = head.with(&parts) {
            return Ok(Some(secret));
        }
        if mark_of(name)? == Some(mark) {
            break;
        }
        blob = calls::read(name).map_err(told)?;
    }
    Err(StoreError::Corrupt)
}

/// The mark of the head that stands; `None` if none does, or it is damaged.
fn mark_of(name: &str) -> Result<Option<item::Mark>, StoreError> {
    let blob = calls::read(name).map_err(told)?;
    Ok(blob
        .and_then(|blob| Head::read(&blob))
        .map(|head| head.mark))
}

/// The parts first: once the head stands, everything does.
fn write(name: &str, label: &str, secret: &Secret, mark: item::Mark) -> Result<(), ErrorCode> {
    for (number, part) in item::parts(secret.expose()).enumerate() {
        calls::write(&item::part_name(name, mark, number), label, part)?;
    }
    calls::write(name, label, &item::head(secret.expose(), mark))
}

/// Removes all parts but those with this mark.
fn clear_parts(name: &str, existing: Option<item::Mark>) -> Result<(), StoreError> {
    let kept = existing.map(|mark| item::parts_with(name, mark));
    for (part, _) in calls::beginning_with(&item::parts_of(name)).map_err(told)? {
        if !kept.as_ref().is_some_and(|kept| part.starts_with(kept)) {
            calls::delete(&part).map_err(told)?;
        }
    }
    Ok(())
}

/// An error of the system in terms of what the user can do.
fn told(code: ErrorCode) -> StoreError {
    match code {
        ERROR_NO_SUCH_LOGON_SESSION => StoreError::Unavailable(
            "this logon has no Credential Manager (error 1312), as in a service, or over SSH with a key"
                .to_owned(),
        ),
        RPC_S_SERVER_UNAVAILABLE => {
            StoreError::Unavailable("the service of the Credential Manager does not run".to_owned())
        }
        ERROR_ACCESS_DENIED => StoreError::Denied,
        code => {
            let known = i32::from_ne_bytes(code.to_ne_bytes());
            StoreError::Other(std::io::Error::from_raw_os_error(known).to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Also after a writer that was killed between its parts and its head.
    #[test]
    fn no_part_outlives_its_head() {
        let store = CredentialManager::open().unwrap();
        let key = StoreKey {
            realm: format!("https://parts-{}", std::process::id()),
            path: "/".to_owned(),
            purpose: "any".to_owned(),
            profile: String::new(),
        };
        let name = item::name(&key);
        let parts = || {
            let found = calls::beginning_with(&item::parts_of(&name)).unwrap();
            found.len()
        };
        calls::write(&item::part_name(&name, [1; item::MARK], 0), "", b"left").unwrap();
        let put = |length| store.put(&key, "", &Secret::new(vec![5; length]), None);
        for (length, want) in [(9_000, 3), (10, 0), (3_000, 1)] {
            put(length).unwrap();
            assert_eq!(parts(), want, "{length}");
        }
        let (part, _) = calls::beginning_with(&item::parts_of(&name))
            .unwrap()
            .remove(0);
        calls::delete(&part).unwrap();
        assert_eq!(store.get(&key).err(), Some(StoreError::Corrupt));
        put(3_000).unwrap();
        assert!(store.delete(&key).unwrap());
        assert_eq!(parts(), 0);
    }

    #[test]
    fn each_error_says_what_it_means() {
        let missing = told(1312);
        assert!(matches!(&missing, StoreError::Unavailable(why) if why.contains("1312")));
        assert!(matches!(told(1722), StoreError::Unavailable(_)));
        assert_eq!(told(5), StoreError::Denied);
        assert!(matches!(told(87), StoreError::Other(text) if text.contains("87")));
    }
}
