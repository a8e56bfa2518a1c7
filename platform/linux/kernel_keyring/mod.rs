//! The kernel's user keyring as a store: in memory only, shared by all processes of the user, gone
//! at reboot.
//!
//! A key expires by itself: its timeout is the credential's remaining life, and an expired one
//! counts as absent. It gives no protection from the same user. A reader of a key must *possess*
//! it, which needs a way to it from one of the process's own keyrings. A session started without
//! PAM has no such way to the user keyring. So we link it into our process keyring, which lives as
//! long as we do.

mod enumerate;
#[cfg(test)]
pub(super) mod sandbox;

use crate::item_name;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, SecretStore, StoreError, StoreKey, StoredItem,
};
use linux_keyutils::{Key, KeyError, KeyRing, KeyRingIdentifier};
use std::collections::HashSet;
use std::time::Duration;

/// The kernel's limit for a key of type `user`.
const LARGEST: usize = 32_767;

/// The kernel's limit for a description.
const LONGEST_DESCRIPTION: usize = 4095;

const PREFIX: &str = "npmcred";

pub(crate) struct KernelKeyring {
    user: KeyRing,
    /// Our process keyring: a key is kept there until its timeout is set.
    process: KeyRing,
    passed_over: Option<StoreError>,
}

/// What the kernel says to this process about its keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyringAccess {
    Open,
    /// A sandbox forbids it, as a container's seccomp profile does.
    Forbidden,
    /// The kernel has none, or no room in it.
    Absent,
}

impl KernelKeyring {
    /// `Unavailable` if the kernel has no keyrings or a sandbox forbids them.
    pub(crate) fn open() -> Result<Self, StoreError> {
        Self::link().map_err(translate)
    }

    /// Whether we may use it.
    pub(crate) fn access() -> KeyringAccess {
        match Self::link() {
            Ok(_) => KeyringAccess::Open,
            Err(KeyError::PermissionDenied) => KeyringAccess::Forbidden,
            Err(_) => KeyringAccess::Absent,
        }
    }

    fn link() -> Result<Self, KeyError> {
        let user = KeyRing::from_special_id(KeyRingIdentifier::User, true)?;
        let process = KeyRing::from_special_id(KeyRingIdentifier::Process, true)?;
        process.link_keyring(user)?;
        Ok(Self {
            user,
            process,
            passed_over: None,
        })
    }

    /// Records the store that comes before this one, and why it was not used.
    pub(crate) fn instead_of(self, other: StoreError) -> Self {
        Self {
            passed_over: Some(other),
            ..self
        }
    }

    /// Our keys with their names, including expired ones.
    fn keys() -> Result<Vec<(StoreKey, Key)>, StoreError> {
        let failed = |error: std::io::Error| StoreError::Other(format!("kernel keyring: {error}"));
        let mut keys = Vec::new();
        for id in enumerate::members(libc::KEY_SPEC_USER_KEYRING).map_err(failed)? {
            // A key that has gone since, or that we may not even see, is not ours.
            if let Ok(Some(text)) = enumerate::description(id)
                && let Some(name) = parse(&text)
            {
                keys.push((name, Key::from_id(id)));
            }
        }
        Ok(keys)
    }

    fn search(&self, key: &StoreKey) -> Result<Option<Key>, StoreError> {
        let name = describe(key);
        // The kernel cannot hold a key that it cannot name.
        if name.len() > LONGEST_DESCRIPTION {
            Ok(None)
        } else {
            present(self.user.search(&name))
        }
    }
}

/// Turns all forms of absence into `None`: never there, expired, revoked.
fn present<T>(outcome: Result<T, KeyError>) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked) => Ok(None),
        Err(error) => Err(translate(error)),
    }
}

/// Invalidates the key itself, so that a process which still has a link to it reads nothing.
/// Kernels before 3.5 cannot do that: there it is revoked and unlinked from the keyring.
fn forget(keyring: &KeyRing, key: Key) -> Result<(), KeyError> {
    key.invalidate()
        .or_else(|_| key.revoke().and_then(|()| keyring.unlink_key(key)))
}

fn read(key: Key) -> Result<Option<Secret>, StoreError> {
    present(key.read_to_vec().map(Secret::new))
}

fn translate(error: KeyError) -> StoreError {
    match error {
        KeyError::PermissionDenied => {
            StoreError::Unavailable("the kernel keyring is forbidden here (seccomp)".to_owned())
        }
        KeyError::Unknown(libc::ENOSYS) => {
            StoreError::Unavailable("this kernel has no keyring".to_owned())
        }
        KeyError::AccessDenied => StoreError::Denied,
        KeyError::QuotaExceeded => StoreError::Other(
            "the kernel keyring is full (see /proc/key-users for the user's quota)".to_owned(),
        ),
        other => StoreError::Other(format!("kernel keyring: {other}")),
    }
}

/// Kept readable, because `/proc/keys` and `keyctl show` print it.
fn describe(key: &StoreKey) -> String {
    item_name::join([PREFIX, &key.purpose, &key.realm, &key.path], &key.profile)
}

fn parse(description: &str) -> Option<StoreKey> {
    let ([prefix, purpose, realm, path], profile) = item_name::split(description)?;
    (prefix == PREFIX).then_some(StoreKey {
        realm,
        path,
        purpose,
        profile,
    })
}

impl SecretStore for KernelKeyring {
    fn name(&self) -> &'static str {
        "kernel keyring"
    }

    fn durability(&self) -> Durability {
        Durability::Memory
    }

    fn availability(&self) -> Availability {
        Availability::Ready
    }

    fn passed_over(&self) -> Option<&StoreError> {
        self.passed_over.as_ref()
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let realms: HashSet<&str> = realms.iter().copied().collect();
        let is_wanted =
            |key: &StoreKey| key.profile == profile && realms.contains(key.realm.as_str());
        let wanted = Self::keys()?.into_iter().filter(|(key, _)| is_wanted(key));
        let item = |(StoreKey { realm, .. }, key)| {
            read(key).transpose().map(|secret| {
                Ok(StoredItem {
                    realm,
                    secret: secret?,
                })
            })
        };
        wanted.filter_map(item).collect()
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        self.search(key)?.map_or(Ok(None), read)
    }

    fn put(
        &self,
        key: &StoreKey,
        _label: &str,
        secret: &Secret,
        lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST });
        }
        let name = describe(key);
        if name.len() > LONGEST_DESCRIPTION {
            return Err(StoreError::Other(
                "the registry's address is too long for the kernel keyring".to_owned(),
            ));
        }
        // Zero means for ever, so the shortest life is one second.
        let seconds = lifetime.map_or(0, |life| {
            usize::try_from(life.as_secs())
                .unwrap_or(usize::MAX)
                .clamp(1, 1 << 31)
        });
        // A key gets its timeout before it goes where it outlives us. It replaces one of the same
        // name there.
        let new = self
            .process
            .add_key(&name, secret.expose())
            .map_err(translate)?;
        let kept = new
            .set_timeout(seconds)
            .and_then(|()| self.user.link_key(new))
            .map_err(translate);
        match &kept {
            Ok(()) => drop(self.process.unlink_key(new)),
            Err(_) => drop(forget(&self.process, new)),
        }
        kept
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        match self.search(key)? {
            Some(found) => forget(&self.user, found).map(|()| true).map_err(translate),
            None => Ok(false),
        }
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let mut names = Vec::new();
        for (name, key) in Self::keys()? {
            // An empty buffer tells whether the key can be read, without reading it.
            if present(key.read(&mut [0_u8; 0]))?.is_some() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::sandbox::{forbid_ends, forbid_keyrings};
    use super::*;

    fn name(path: &str) -> StoreKey {
        let time = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap()
            .as_nanos();
        let realm = format!("https://unit-{}-{time}", std::process::id());
        StoreKey {
            realm,
            path: path.to_owned(),
            purpose: "any".to_owned(),
            profile: String::new(),
        }
    }

    fn text(store: &KernelKeyring, key: &StoreKey) -> Option<String> {
        store
            .get(key)
            .unwrap()
            .map(|secret| secret.expose_str().unwrap().to_owned())
    }

    const LIFE: Option<Duration> = Some(Duration::from_secs(60));

    #[test]
    fn what_gets_no_end_is_not_kept() {
        let try_it = || {
            let store = KernelKeyring::open().unwrap();
            let (old, new) = (name("/old/"), name("/new/"));
            store
                .put(&old, "", &Secret::from("old".to_owned()), LIFE)
                .unwrap();
            forbid_ends();
            let tried = [&old, &new]
                .map(|key| store.put(key, "", &Secret::from("endless".to_owned()), LIFE));
            let left = [text(&store, &old), text(&store, &new)];
            store.delete(&old).unwrap();
            (tried, left)
        };
        let (tried, left) = std::thread::spawn(try_it).join().unwrap();
        assert!(tried.iter().all(Result::is_err), "{tried:?}");
        assert_eq!(left, [Some("old".to_owned()), None]);
    }

    #[test]
    fn what_is_deleted_is_gone_for_who_still_has_a_link_to_it() {
        let store = KernelKeyring::open().unwrap();
        let here = name("/linked/");
        store
            .put(&here, "", &Secret::from("secret".to_owned()), LIFE)
            .unwrap();
        let key = store.search(&here).unwrap().unwrap();
        store.process.link_key(key).unwrap();
        assert!(store.delete(&here).unwrap());
        assert!(key.read_to_vec().is_err());
    }

    #[test]
    fn a_sandbox_that_forbids_keyrings_makes_it_unavailable() {
        let open = || {
            forbid_keyrings();
            (KernelKeyring::open().err(), KernelKeyring::access())
        };
        let why = "the kernel keyring is forbidden here (seccomp)";
        let unavailable = StoreError::Unavailable(why.to_owned());
        assert_eq!(
            std::thread::spawn(open).join().unwrap(),
            (Some(unavailable), KeyringAccess::Forbidden)
        );
    }
}
