//! The store of macOS, through the contract of the `keyring-core` crate.
//!
//! An item there has two texts, service and user: the first is the realm, the second purpose, path
//! and profile. Neither store has attributes to search by, so a search lists the names of all items
//! and keeps ours.

use crate::deadline::Worker;
use crate::item_name;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, SecretStore, StoreError,
    StoreKey, StoredItem,
};
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

const PREFIX: &str = "npmcred:";

/// The differences between the two stores.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Narrows a search to our items, as far as the store can.
    pub(crate) search: &'static [(&'static str, &'static str)],
    /// The properties of a new item.
    pub(crate) create: &'static [(&'static str, &'static str)],
    /// Translates an error of the system itself.
    pub(crate) translate: fn(&(dyn std::error::Error + Send + Sync + 'static)) -> StoreError,
}

pub(crate) struct NativeStore {
    kind: &'static Kind,
    worker: Worker<Opened>,
    limit: Duration,
}

/// The store on its thread, and the values that must live as long as it.
pub(crate) struct Opened {
    store: Arc<CredentialStore>,
    _held: Box<dyn std::any::Any>,
}

impl NativeStore {
    pub(crate) fn open(
        kind: &'static Kind,
        prompting: Prompting,
        open: impl FnOnce() -> keyring_core::Result<(Arc<CredentialStore>, Box<dyn std::any::Any>)>
        + Send
        + 'static,
    ) -> Result<Self, StoreError> {
        let worker = Worker::start(STORE_DEADLINE, move || {
            let (store, held) = open().map_err(|error| kind.translate(error))?;
            Ok(Opened { store, _held: held })
        })?;
        let limit = match prompting {
            Prompting::Never => STORE_DEADLINE,
            Prompting::Allowed => PROMPT_DEADLINE,
        };
        Ok(Self {
            kind,
            worker,
            limit,
        })
    }

    fn with_entry<T: Send + 'static>(
        &self,
        key: &StoreKey,
        job: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        let (service, user) = (
            service(&key.realm),
            item_name::join([&key.purpose, &key.path], &key.profile),
        );
        let kind = self.kind;
        self.worker.ask(self.limit, move |opened| {
            let create: HashMap<&str, &str> = kind.create.iter().copied().collect();
            let entry = opened
                .store
                .build(&service, &user, Some(&create))
                .map_err(|error| kind.translate(error))?;
            match job(&entry) {
                Ok(answer) => Ok(Some(answer)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(kind.translate(error)),
            }
        })
    }
}

impl Kind {
    fn ours(&self, opened: &Opened) -> Result<Vec<(StoreKey, Entry)>, StoreError> {
        let search: HashMap<&str, &str> = self.search.iter().copied().collect();
        let found = opened
            .store
            .search(&search)
            .map_err(|error| self.translate(error))?;
        Ok(found
            .into_iter()
            .filter_map(|entry| Some((key(&entry.get_specifiers()?)?, entry)))
            .collect())
    }

    fn translate(&self, error: Error) -> StoreError {
        match error {
            Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
                (self.translate)(&*cause)
            }
            Error::TooLong(_, limit) => StoreError::TooLarge {
                limit: usize::try_from(limit).unwrap_or(usize::MAX),
            },
            Error::Ambiguous(_) => StoreError::Ambiguous,
            // These contain the secret: only their kind is reported.
            Error::BadEncoding(secret) | Error::BadDataFormat(secret, _) => {
                drop(Secret::new(secret));
                StoreError::Corrupt
            }
            Error::BadStoreFormat(_) => StoreError::Corrupt,
            other => StoreError::Other(other.to_string()),
        }
    }
}

fn service(realm: &str) -> String {
    format!("{PREFIX}{}", item_name::join([realm], ""))
}

fn key((service, user): &(String, String)) -> Option<StoreKey> {
    let ([realm], _) = item_name::split(service.strip_prefix(PREFIX)?)?;
    let ([purpose, path], profile) = item_name::split(user)?;
    Some(StoreKey {
        realm,
        path,
        purpose,
        profile,
    })
}

impl SecretStore for NativeStore {
    fn name(&self) -> &'static str {
        self.kind.name
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        match self.list() {
            Ok(_) => Availability::Ready,
            Err(StoreError::Locked) => Availability::Locked,
            Err(error) => Availability::Missing(error.to_string()),
        }
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let realms: HashSet<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        let profile = profile.to_owned();
        let kind = self.kind;
        self.worker.ask(self.limit, move |opened| {
            let is_wanted = |key: &StoreKey| key.profile == profile && realms.contains(&key.realm);
            let wanted = kind
                .ours(opened)?
                .into_iter()
                .filter(|(key, _)| is_wanted(key));
            wanted
                .filter_map(|(StoreKey { realm, .. }, entry)| match entry.get_secret() {
                    Ok(secret) => Some(Ok(StoredItem {
                        realm,
                        secret: Secret::new(secret),
                    })),
                    // Another program has removed it since.
                    Err(Error::NoEntry) => None,
                    Err(error) => Some(Err(kind.translate(error))),
                })
                .collect()
        })
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        self.with_entry(key, |entry| entry.get_secret().map(Secret::new))
    }

    fn put(
        &self,
        key: &StoreKey,
        _label: &str,
        secret: &Secret,
        _lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        let secret = Secret::new(secret.expose().to_vec());
        self.with_entry(key, move |entry| entry.set_secret(secret.expose()))
            .map(|_| ())
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        self.with_entry(key, Entry::delete_credential)
            .map(|done| done.is_some())
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let kind = self.kind;
        self.worker.ask(self.limit, move |opened| {
            let mut keys: Vec<StoreKey> =
                kind.ours(opened)?.into_iter().map(|(key, _)| key).collect();
            keys.sort();
            Ok(keys)
        })
    }
}
