//! The login keychain, through `apple-native-keyring-store` and the contract of `keyring-core`.
//!
//! An item there has two texts, service and user: the first is the realm, the second purpose, path
//! and profile. It has no attributes to search by. So a look-up searches by service, and reads the
//! items of its profile alone; a list of all goes through the names of everybody's.
//!
//! A locked keychain asks on the screen by itself, whichever program calls. If nobody may be asked,
//! the whole process must be told so first.

use super::answer::{Status, availability, meaning};
use crate::deadline::Worker;
use crate::item_name;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, SecretStore, StoreError,
    StoreKey, StoredItem,
};
use apple_native_keyring_store::keychain::Store;
use keyring_core::{CredentialStore, Entry, Error};
use security_framework::os::macos::keychain::{KeychainUserInteractionLock, SecKeychain};
use std::collections::HashSet;
use std::ffi::c_void;
use std::sync::Arc;
use std::time::Duration;

const PREFIX: &str = "npmcred:";

pub(super) struct Keychain {
    worker: Worker<Opened>,
    limit: Duration,
}

/// The store on its thread, and what keeps it from asking for as long.
struct Opened {
    store: Arc<CredentialStore>,
    _quiet: Option<KeychainUserInteractionLock>,
}

impl Opened {
    fn new(prompting: Prompting) -> keyring_core::Result<Self> {
        let quiet = match prompting {
            Prompting::Never => Some(
                SecKeychain::disable_user_interaction()
                    .map_err(|error| Error::PlatformFailure(Box::new(error)))?,
            ),
            Prompting::Allowed => None,
        };
        let store: Arc<CredentialStore> = Store::new()?;
        Ok(Self {
            store,
            _quiet: quiet,
        })
    }

    /// Our items, without their secrets: those of a realm, or all.
    fn ours(&self, realm: Option<&str>) -> Result<Vec<(StoreKey, Entry)>, StoreError> {
        let service = realm.map(service);
        let wanted = service.iter().map(|name| ("service", name.as_str()));
        let found = self.store.search(&wanted.collect()).map_err(told)?;
        Ok(found
            .into_iter()
            .filter_map(|entry| Some((key(&entry.get_specifiers()?)?, entry)))
            .collect())
    }
}

impl Keychain {
    pub(super) fn open(prompting: Prompting) -> Result<Self, StoreError> {
        let worker = Worker::start(STORE_DEADLINE, move || Opened::new(prompting).map_err(told))?;
        let limit = match prompting {
            Prompting::Never => STORE_DEADLINE,
            Prompting::Allowed => PROMPT_DEADLINE,
        };
        Ok(Self { worker, limit })
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
        self.worker.ask(self.limit, move |opened| {
            let entry = opened.store.build(&service, &user, None).map_err(told)?;
            match job(&entry) {
                Ok(answer) => Ok(Some(answer)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(told(error)),
            }
        })
    }
}

/// An error in terms of what the user can do.
fn told(error: Error) -> StoreError {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => told_by_system(&*cause),
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

fn told_by_system(error: &(dyn std::error::Error + Send + Sync + 'static)) -> StoreError {
    let system = error.downcast_ref::<security_framework::base::Error>();
    system
        .and_then(|error| meaning(error.code(), status))
        .unwrap_or_else(|| StoreError::Other(error.to_string()))
}

/// The state of the default keychain, which is the user's.
fn status() -> Status {
    let mut status = 0;
    // SAFETY: no keychain stands for the default one, and the status has a place to be written to.
    let code = unsafe { SecKeychainGetStatus(std::ptr::null(), &raw mut status) };
    if code == 0 { Ok(status) } else { Err(code) }
}

#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    /// From Apple's SecKeychain.h. It asks nobody.
    fn SecKeychainGetStatus(keychain: *const c_void, status: *mut u32) -> i32;
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

impl SecretStore for Keychain {
    fn name(&self) -> &'static str {
        "Keychain"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        match self.worker.ask(self.limit, |_| Ok(status())) {
            Ok(status) => availability(status),
            Err(error) => Availability::Missing(error.to_string()),
        }
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let realms: HashSet<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        let profile = profile.to_owned();
        self.worker.ask(self.limit, move |opened| {
            let mut found = Vec::new();
            for realm in &realms {
                found.extend(opened.ours(Some(realm))?);
            }
            let wanted = found.into_iter().filter(|(key, _)| key.profile == profile);
            wanted
                .filter_map(|(StoreKey { realm, .. }, entry)| match entry.get_secret() {
                    Ok(secret) => Some(Ok(StoredItem {
                        realm,
                        secret: Secret::new(secret),
                    })),
                    // Another program has removed it since.
                    Err(Error::NoEntry) => None,
                    Err(error) => Some(Err(told(error))),
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
        self.worker.ask(self.limit, move |opened| {
            let mut keys: Vec<StoreKey> =
                opened.ours(None)?.into_iter().map(|(key, _)| key).collect();
            keys.sort();
            Ok(keys)
        })
    }
}
