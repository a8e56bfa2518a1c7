//! Checks that the credential store works: an item is written, read, compared, deleted.

use super::finding::{Diagnosis, Group, Severity};
use super::throwaway::{self, Throwaway};
use crate::context::Context;
use crate::error::ErrorKind;
use npmcred_platform::{Durability, Prompting, Secret, SecretStore, StoreError};
use std::time::Duration;

pub(super) fn look(context: &Context) -> Group {
    let store = match context.store(Prompting::Never) {
        Ok(store) => store,
        Err(error) => {
            return Group::new(
                "store",
                "not available",
                vec![Diagnosis::of_error("no-store", &error)],
            );
        }
    };
    throwaway::sweep(store.as_ref(), context.now());
    let lasting = match store.durability() {
        Durability::Persistent => "",
        Durability::Memory => ", in memory only",
    };
    let again = context.store(Prompting::Never);
    let tried = again.and_then(|again| {
        trial(context, store.as_ref(), again.as_ref()).map_err(|error| context.store_error(&error))
    });
    match tried {
        Ok(()) => Group::new(
            "store",
            format!(
                "{}{lasting}: written, read, compared, deleted",
                store.name()
            ),
            memory_only(context, store.as_ref()),
        ),
        Err(error) => {
            let id = if error.kind == ErrorKind::StoreLocked {
                "store-locked"
            } else {
                "store-failed"
            };
            Group::new(
                "store",
                format!("{}{lasting}", store.name()),
                vec![Diagnosis::of_error(id, &error)],
            )
        }
    }
}

fn memory_only(context: &Context, store: &dyn SecretStore) -> Vec<Diagnosis> {
    if store.durability() == Durability::Persistent {
        return Vec::new();
    }
    let what = "credentials are lost when the machine restarts, and only sessions are stored";
    let memory =
        Diagnosis::note("memory-only", what, None).hinted(context.ways_to_last(store).first());
    let unreachable = context.elsewhere(store).map(|error| Diagnosis {
        severity: Severity::Note,
        ..Diagnosis::of_error("store-unreachable", &error)
    });
    unreachable.into_iter().chain([memory]).collect()
}

/// Reads over a second connection, as the next command will. KeePassXC gives a program the item
/// that it has just stored, and asks the user before any other program gets it.
fn trial(
    context: &Context,
    store: &dyn SecretStore,
    again: &dyn SecretStore,
) -> Result<(), StoreError> {
    let key = throwaway::key(throwaway::path(context.now()));
    let secret = Secret::from(throwaway::random());
    let _removed = Throwaway::new(store, key.clone());
    let differs = |what: &str| StoreError::Other(what.to_owned());
    store.put(
        &key,
        "a trial of npmcred doctor, to be deleted",
        &secret,
        Some(Duration::from_secs(60)),
    )?;
    match again.get(&key)? {
        Some(read) if read.same_as(&secret) => {}
        Some(_) => {
            return Err(differs(
                "the item that was read differs from the one written",
            ));
        }
        None => return Err(differs("the item that was written is missing")),
    }
    if store.delete(&key)? && store.get(&key)?.is_none() {
        Ok(())
    } else {
        Err(differs("the item that was deleted is still there"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use npmcred_platform::testing::MemoryStore;
    use npmcred_platform::{StoreKey, StoredItem};

    fn context() -> Context {
        Context::invented(
            Env::default(),
            Box::new(|_, _| Err(StoreError::Denied)),
            || 10_000,
        )
    }

    #[test]
    fn a_throwaway_is_gone_whatever_fails() {
        for failing in ["put", "get", "delete"] {
            let store = MemoryStore::new();
            assert_eq!(trial(&context(), &store, &store), Ok(()));
            let calls = ["put", "get", "delete", "get"];
            let at = calls.iter().position(|call| *call == failing).unwrap();
            let faulty = Faulty {
                inner: MemoryStore::new(),
                at,
                calls: 0.into(),
            };
            assert_eq!(
                trial(&context(), &faulty, &faulty),
                Err(StoreError::TimedOut),
                "{failing}"
            );
            assert!(faulty.inner.list().unwrap().is_empty(), "{failing}");
        }
    }

    /// Fails at one call of the trial.
    struct Faulty {
        inner: MemoryStore,
        at: usize,
        calls: std::cell::Cell<usize>,
    }

    impl Faulty {
        fn next(&self) {
            if self.calls.replace(self.calls.get() + 1) == self.at {
                self.inner.fail_next(StoreError::TimedOut);
            }
        }
    }

    impl SecretStore for Faulty {
        fn name(&self) -> &'static str {
            "faulty"
        }
        fn durability(&self) -> Durability {
            Durability::Memory
        }
        fn availability(&self) -> npmcred_platform::Availability {
            self.inner.availability()
        }
        fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
            self.inner.find(profile, realms)
        }
        fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
            self.next();
            self.inner.get(key)
        }
        fn put(
            &self,
            key: &StoreKey,
            label: &str,
            secret: &Secret,
            life: Option<Duration>,
        ) -> Result<(), StoreError> {
            self.next();
            self.inner.put(key, label, secret, life)
        }
        fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
            self.next();
            self.inner.delete(key)
        }
        fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
            self.inner.list()
        }
        fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
            self.inner.list_others(profile)
        }
    }
}
