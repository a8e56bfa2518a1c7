//! The kernel's user keyring as a store: in memory only, shared by all processes of the user, gone at reboot.
//!
//! A key forgets itself: its timeout is the credential's remaining life, and an expired one counts as absent. It is no
//! wall against the same user. Whoever reads a key must *possess* it, which needs a way to it from one of the process's
//! own keyrings, and a session started without PAM has none to the user keyring; so we link it into our process
//! keyring, which lives as long as we do.

mod enumerate;

use crate::{Availability, Durability, Secret, SecretStore, StoreError, StoreKey, item_name};
use linux_keyutils::{Key, KeyError, KeyRing, KeyRingIdentifier};
use std::time::Duration;

/// The kernel's limit for a key of type `user`.
const LARGEST: usize = 32_767;

/// The kernel's limit for a description.
const LONGEST_DESCRIPTION: usize = 4095;

const PREFIX: &str = "npmcred";

pub(crate) struct KernelKeyring(KeyRing);

impl KernelKeyring {
    /// `Unavailable` where the kernel has no keyrings or a sandbox forbids them.
    pub(crate) fn open() -> Result<Self, StoreError> {
        let user = KeyRing::from_special_id(KeyRingIdentifier::User, true).map_err(translate)?;
        let process = KeyRing::from_special_id(KeyRingIdentifier::Process, true).map_err(translate)?;
        process.link_keyring(user).map_err(translate)?;
        Ok(Self(user))
    }

    /// Our keys with what they are called. Expired ones are among them.
    fn keys() -> Result<Vec<(StoreKey, Key)>, StoreError> {
        let failed = |error: std::io::Error| StoreError::Other(format!("kernel keyring: {error}"));
        let mut keys = Vec::new();
        for id in enumerate::members(libc::KEY_SPEC_USER_KEYRING).map_err(failed)? {
            // A key that went away meanwhile, or that we may not even see, is none of ours.
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
        // What the kernel cannot name it cannot hold.
        if name.len() > LONGEST_DESCRIPTION { Ok(None) } else { present(self.0.search(&name)) }
    }
}

/// Absence in all its forms: never there, expired, revoked.
fn present<T>(outcome: Result<T, KeyError>) -> Result<Option<T>, StoreError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked) => Ok(None),
        Err(error) => Err(translate(error)),
    }
}

fn read(key: Key) -> Result<Option<Secret>, StoreError> {
    present(key.read_to_vec().map(Secret::new))
}

fn translate(error: KeyError) -> StoreError {
    match error {
        KeyError::PermissionDenied => {
            StoreError::Unavailable("the kernel keyring is forbidden here (seccomp)".to_owned())
        }
        KeyError::Unknown(libc::ENOSYS) => StoreError::Unavailable("this kernel has no keyring".to_owned()),
        KeyError::AccessDenied => StoreError::Denied,
        KeyError::QuotaExceeded => {
            StoreError::Other("the kernel keyring is full (see /proc/key-users for the user's quota)".to_owned())
        }
        other => StoreError::Other(format!("kernel keyring: {other}")),
    }
}

/// Kept readable, since `/proc/keys` and `keyctl show` print it.
fn describe(key: &StoreKey) -> String {
    item_name::join([PREFIX, &key.purpose, &key.realm, &key.path], &key.profile)
}

fn parse(description: &str) -> Option<StoreKey> {
    let ([prefix, purpose, realm, path], profile) = item_name::split(description)?;
    (prefix == PREFIX).then_some(StoreKey { realm, path, purpose, profile })
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

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<Secret>, StoreError> {
        let is_wanted = |key: &StoreKey| key.profile == profile && realms.contains(&key.realm.as_str());
        let wanted = Self::keys()?.into_iter().filter(|(key, _)| is_wanted(key));
        wanted.filter_map(|(_, key)| read(key).transpose()).collect()
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        self.search(key)?.map_or(Ok(None), read)
    }

    fn put(&self, key: &StoreKey, _label: &str, secret: &Secret, lifetime: Option<Duration>) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST });
        }
        let name = describe(key);
        if name.len() > LONGEST_DESCRIPTION {
            return Err(StoreError::Other("the registry's address is too long for the kernel keyring".to_owned()));
        }
        let stored = self.0.add_key(&name, secret.expose()).map_err(translate)?;
        // Zero means for ever, so the shortest life is one second. An item that is replaced must not keep its old end.
        let seconds =
            lifetime.map_or(0, |life| usize::try_from(life.as_secs()).unwrap_or(usize::MAX).clamp(1, 1 << 31));
        stored.set_timeout(seconds).map_err(translate)
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        match self.search(key)? {
            Some(found) => self.0.unlink_key(found).map(|()| true).map_err(translate),
            None => Ok(false),
        }
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let mut names = Vec::new();
        for (name, key) in Self::keys()? {
            // An empty buffer: says whether the key can be read without reading it.
            if present(key.read(&mut [0_u8; 0]))?.is_some() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        let mut keys = self.list()?;
        keys.retain(|key| key.profile != profile);
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes the calls that a container's sandbox blocks fail as they do there, for the calling thread.
    fn forbid_keyrings() {
        let op = |code: u32, k: u32, jt: u8, jf: u8| libc::sock_filter { code: code as u16, jt, jf, k };
        let (load, equal, answer) = (
            libc::BPF_LD | libc::BPF_W | libc::BPF_ABS,
            libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K,
            libc::BPF_RET | libc::BPF_K,
        );
        let mut filter = [
            op(load, 0, 0, 0),
            op(equal, libc::SYS_keyctl as u32, 2, 0),
            op(equal, libc::SYS_add_key as u32, 1, 0),
            op(answer, libc::SECCOMP_RET_ALLOW, 0, 0),
            op(answer, libc::SECCOMP_RET_ERRNO | libc::EPERM as u32, 0, 0),
        ];
        let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
        // SAFETY: takes numbers only.
        assert_eq!(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }, 0);
        // SAFETY: the program and its instructions live through the call, which copies them.
        assert_eq!(unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) }, 0);
    }

    #[test]
    fn a_sandbox_that_forbids_keyrings_makes_it_unavailable() {
        let open = || {
            forbid_keyrings();
            (KernelKeyring::open().err(), crate::open_store(&|_| None, crate::Prompting::Never).err())
        };
        let (alone, both) = std::thread::spawn(open).join().unwrap();
        let forbidden = "the kernel keyring is forbidden here (seccomp)";
        assert_eq!(alone, Some(StoreError::Unavailable(forbidden.to_owned())));
        let Some(StoreError::Unavailable(why)) = both else { panic!("{both:?}") };
        assert!(why.starts_with("no session bus") && why.ends_with(forbidden), "{why}");
    }
}
