//! Whether the store keeps what it is given: a throwaway is written, read, compared, deleted.
//!
//! It lies under a purpose of its own, so that it is no credential for anybody, and under a name
//! with the second in it, so that what a killed doctor left is known by its age and swept up by the
//! next one.

use super::{Finding, Group, Severity};
use crate::context::Context;
use crate::error::{Error, ErrorKind};
use crate::report::Hint;
use npmcred_platform::{Durability, Prompting, Secret, SecretStore, StoreError, StoreKey};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A realm that is nobody's (RFC 6761, `.invalid`).
const REALM: &str = "https://doctor.npmcred.invalid";
const PURPOSE: &str = "doctor";
/// How long a doctor may work, in seconds; what is older was left by one that was killed.
pub(super) const LONGEST: u64 = 15 * 60;
/// What the paths of our throwaways begin with.
const PATH: &str = "/npmcred-doctor-";

pub(super) fn look(context: &Context) -> Group {
    let store = match context.store(Prompting::Never) {
        Ok(store) => store,
        Err(error) => {
            return Group::new(
                "store",
                "not to be had",
                vec![from_error("no-store", &error)],
            );
        }
    };
    sweep(store.as_ref(), context.now());
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
                vec![from_error(id, &error)],
            )
        }
    }
}

/// A finding with the command of an error's first hint.
pub(super) fn from_error(id: &'static str, error: &Error) -> Finding {
    let cure = error.hints.first().and_then(Hint::command);
    let notes: String = error.notes.iter().map(|note| format!("; {note}")).collect();
    Finding::problem(id, format!("{}{notes}", error.message), cure)
}

fn memory_only(context: &Context, store: &dyn SecretStore) -> Vec<Finding> {
    if store.durability() == Durability::Persistent {
        return Vec::new();
    }
    let why = store
        .passed_over()
        .cloned()
        .unwrap_or(StoreError::Unavailable(String::new()));
    let choices = npmcred_platform::store_choices(&context.env.lookup(), &why);
    let cure = choices
        .into_iter()
        .next()
        .and_then(|advice| Hint::advice(advice).command());
    let what = "what is kept is gone when the machine restarts, and only sessions are kept";
    let memory = Finding::note("memory-only", what, cure);
    let unreachable = context.elsewhere(store).map(|error| Finding {
        severity: Severity::Note,
        ..from_error("store-unreachable", &error)
    });
    unreachable.into_iter().chain([memory]).collect()
}

/// A path for throwaways that no other run has.
pub(super) fn throwaway_path(now: u64) -> String {
    format!(
        "{PATH}{now}-{:016x}/",
        RandomState::new().build_hasher().finish()
    )
}

/// Removes a throwaway however its user ends.
pub(super) struct Throwaway<'a> {
    store: &'a dyn SecretStore,
    key: StoreKey,
}

impl<'a> Throwaway<'a> {
    /// Sees to it that the item is removed, whether it is there yet or not.
    pub(super) fn new(store: &'a dyn SecretStore, key: StoreKey) -> Self {
        Self { store, key }
    }
}

impl Drop for Throwaway<'_> {
    fn drop(&mut self) {
        // What cannot be removed now is swept up by the next doctor.
        let _ = self.store.delete(&self.key);
    }
}

/// Reads over a second connection, as the next command will: KeePassXC gives a program what it has
/// just stored, and asks the person before any other gets it.
fn trial(
    context: &Context,
    store: &dyn SecretStore,
    again: &dyn SecretStore,
) -> Result<(), StoreError> {
    let path = throwaway_path(context.now());
    let key = StoreKey {
        realm: REALM.into(),
        path,
        purpose: PURPOSE.into(),
        profile: String::new(),
    };
    let secret = Secret::from(format!(
        "{:016x}",
        RandomState::new().build_hasher().finish()
    ));
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
        Some(_) => return Err(differs("what was written did not come back the same")),
        None => return Err(differs("what was written is not there")),
    }
    if store.delete(&key)? && store.get(&key)?.is_none() {
        Ok(())
    } else {
        Err(differs("what was deleted is still there"))
    }
}

/// Removes what killed doctors left. A store that does not say is looked at elsewhere.
fn sweep(store: &dyn SecretStore, now: u64) {
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
    use crate::context::Env;
    use npmcred_platform::StoredItem;
    use npmcred_platform::testing::MemoryStore;

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

    #[test]
    fn only_what_is_old_is_swept_up() {
        let store = MemoryStore::new();
        let key = |path: &str| StoreKey {
            realm: REALM.into(),
            path: path.into(),
            purpose: PURPOSE.into(),
            profile: String::new(),
        };
        let paths = [
            throwaway_path(10_000),
            throwaway_path(10_000 - LONGEST - 1),
            "/".to_owned(),
            "/npmcred-doctor-x/".to_owned(),
        ];
        for path in &paths {
            store
                .put(&key(path), "", &Secret::from("x".to_owned()), None)
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
