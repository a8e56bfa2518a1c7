//! A store wrapper that shows progress while a call blocks.
//!
//! A store answers within milliseconds, unless its keyring hangs or asks to be unlocked. Three
//! seconds or a minute without a word would then look as if npmcred hung.

use crate::report::{Progress, Report};
use npmcred_platform::{
    Availability, Durability, Secret, SecretStore, StoreError, StoreKey, StoredItem,
};
use std::time::Duration;

/// The progress line for a wait on the store.
pub(crate) fn wait(report: Report) -> Progress {
    report.progress("waiting for the credential store")
}

/// A store, and the report that shows its progress.
pub(crate) struct WaitedStore {
    /// The store.
    pub(crate) inner: Box<dyn SecretStore>,
    /// Shows the progress.
    pub(crate) report: Report,
}

impl WaitedStore {
    fn ask<T>(&self, question: impl FnOnce(&dyn SecretStore) -> T) -> T {
        let _line = wait(self.report);
        question(self.inner.as_ref())
    }
}

impl SecretStore for WaitedStore {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn durability(&self) -> Durability {
        self.inner.durability()
    }

    fn availability(&self) -> Availability {
        self.ask(|store| store.availability())
    }

    fn ready(&self) -> Result<(), StoreError> {
        self.ask(|store| store.ready())
    }

    fn passed_over(&self) -> Option<&StoreError> {
        self.inner.passed_over()
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        self.ask(|store| store.find(profile, realms))
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        self.ask(|store| store.get(key))
    }

    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        self.ask(|store| store.put(key, label, secret, lifetime))
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        self.ask(|store| store.delete(key))
    }

    fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        self.ask(|store| store.delete_all(key))
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(|store| store.list())
    }

    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(|store| store.list_others(profile))
    }

    fn list_few(&self, profile: &str, at_most: usize) -> Result<Option<Vec<StoreKey>>, StoreError> {
        self.ask(|store| store.list_few(profile, at_most))
    }
}
