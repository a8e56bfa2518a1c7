//! Stores for tests: one in memory whose next call can be made to fail, and each real store of this
//! system by itself.

use crate::secret::Secret;
#[cfg(target_os = "linux")]
use crate::secret_store::Prompting;
use crate::secret_store::{
    Availability, Durability, SecretStore, StoreError, StoreKey, StoredItem,
};
#[cfg(target_os = "linux")]
use crate::variable::Lookup;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// Keeps its items until it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    items: RefCell<BTreeMap<StoreKey, Secret>>,
    fault: RefCell<Option<StoreError>>,
    calls: RefCell<Vec<&'static str>>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the next call, whichever it is, fail with `error`; the one after it succeeds again.
    pub fn fail_next(&self, error: StoreError) {
        self.fault.replace(Some(error));
    }

    /// The names of the calls so far, in order, so that a test can show that a store was not used.
    #[must_use]
    pub fn calls(&self) -> Vec<&'static str> {
        self.calls.borrow().clone()
    }

    fn called(&self, name: &'static str) -> Result<(), StoreError> {
        self.calls.borrow_mut().push(name);
        self.fault.take().map_or(Ok(()), Err)
    }
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_vec())
}

impl SecretStore for MemoryStore {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn durability(&self) -> Durability {
        Durability::Memory
    }

    fn availability(&self) -> Availability {
        match self.called("availability") {
            Ok(()) => Availability::Ready,
            Err(StoreError::Locked) => Availability::Locked,
            Err(error) => Availability::Missing(error.to_string()),
        }
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        self.called("find")?;
        let items = self.items.borrow();
        Ok(items
            .iter()
            .filter(|(key, _)| key.profile == profile && realms.contains(&key.realm.as_str()))
            .map(|(key, secret)| StoredItem {
                realm: key.realm.clone(),
                secret: copy(secret),
            })
            .collect())
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        self.called("get")?;
        Ok(self.items.borrow().get(key).map(copy))
    }

    fn put(
        &self,
        key: &StoreKey,
        _label: &str,
        secret: &Secret,
        _lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        self.called("put")?;
        self.items.borrow_mut().insert(key.clone(), copy(secret));
        Ok(())
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        self.called("delete")?;
        Ok(self.items.borrow_mut().remove(key).is_some())
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.called("list")?;
        Ok(self.items.borrow().keys().cloned().collect())
    }
}

/// The Secret Service, even if this machine has other stores, with the test's own deadline for
/// prompts.
///
/// # Errors
/// Those of opening it.
#[cfg(target_os = "linux")]
pub fn secret_service(
    env: Lookup<'_>,
    prompting: Prompting,
    prompt_deadline: Duration,
) -> Result<Box<dyn SecretStore>, StoreError> {
    let store = crate::linux::secret_service::SecretService::open_patiently(
        env,
        prompting,
        prompt_deadline,
    )?;
    Ok(Box::new(store))
}

/// The kernel keyring, even if this machine has other stores.
///
/// # Errors
/// Those of opening it.
#[cfg(target_os = "linux")]
pub fn kernel_keyring() -> Result<Box<dyn SecretStore>, StoreError> {
    Ok(Box::new(
        crate::linux::kernel_keyring::KernelKeyring::open()?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_once() {
        let store = MemoryStore::new();
        let (realm, path, purpose) = ("https://r".to_owned(), "/".to_owned(), "any".to_owned());
        let key = StoreKey {
            realm,
            path,
            purpose,
            profile: String::new(),
        };
        store.fail_next(StoreError::Denied);
        assert_eq!(
            store.put(&key, "", &Secret::new(vec![1]), None),
            Err(StoreError::Denied)
        );
        assert_eq!(store.list(), Ok(vec![]));
        assert_eq!(store.calls(), ["put", "list"]);
    }
}
