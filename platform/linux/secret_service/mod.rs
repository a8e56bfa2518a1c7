//! The Secret Service (GNOME Keyring, KWallet, KeePassXC, oo7) as a store.
//!
//! A search matches every item that has *at least* the attributes asked for, so an item that another program stored may
//! come back beside ours. Hence a schema and attribute names of our own; and where two items still answer to one key,
//! that is said, not decided. An item with exactly our attributes under our schema is ours by definition and is
//! replaced by `put`; one that has more than these is somebody else's and is never overwritten.
//!
//! Found costs four round trips: Hello, OpenSession, SearchItems, GetSecrets.

mod bus;
mod session;

use crate::deadline::Worker;
use crate::{
    Availability, Durability, Lookup, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, Secret, SecretStore, StoreError,
    StoreKey,
};
use bus::{Attributes, Bus, Found};
use std::time::Duration;
use zbus::OwnedObjectPath;

/// Stored for the tools that show items by it, never searched by: GNOME Keyring (42) finds no item by a schema of
/// one's own while the collection is locked, so that what is locked would look like what is not there.
const SCHEMA: (&str, &str) = ("xdg:schema", "npmcred.Credential");
/// On every item of ours.
const MARK: (&str, &str) = ("npmcred:format", "1");
const REALM: &str = "npmcred:realm";
const PATH: &str = "npmcred:path";
const PURPOSE: &str = "npmcred:purpose";

/// The most that we put into one item; more is no credential.
const LARGEST: usize = 1 << 20;

/// The most items that are fetched to save a search for each realm.
const FETCH_AT_MOST: usize = 32;

pub(crate) struct SecretService {
    worker: Worker<Bus>,
    prompting: Prompting,
    prompt_deadline: Duration,
}

impl SecretService {
    /// Connects and agrees on a session; `Unavailable` where there is no bus or no such service on it.
    pub(crate) fn open(env: Lookup<'_>, prompting: Prompting) -> Result<Self, StoreError> {
        Self::open_patiently(env, prompting, PROMPT_DEADLINE)
    }

    /// The same with another deadline for prompts.
    pub(crate) fn open_patiently(
        env: Lookup<'_>,
        prompting: Prompting,
        prompt_deadline: Duration,
    ) -> Result<Self, StoreError> {
        let address = bus_address(env).ok_or_else(|| StoreError::Unavailable("no session bus".to_owned()))?;
        let worker = Worker::start(STORE_DEADLINE, move || Bus::open(&address))?;
        Ok(Self { worker, prompting, prompt_deadline })
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Talk<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let prompting = self.prompting;
        let limit = match prompting {
            Prompting::Never => STORE_DEADLINE,
            Prompting::Allowed => self.prompt_deadline,
        };
        self.worker.ask(limit, move |bus| job(&Talk { bus, prompting }))
    }
}

/// The bus address that the environment names, or the one every systemd session has.
pub(crate) fn bus_address(env: Lookup<'_>) -> Option<String> {
    if let Some(address) = env("DBUS_SESSION_BUS_ADDRESS").filter(|address| !address.is_empty()) {
        return address.into_string().ok();
    }
    let socket = std::path::PathBuf::from(env("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty())?).join("bus");
    socket.exists().then(|| format!("unix:path={}", socket.display()))
}

/// One conversation with the service, on the thread that owns the connection.
struct Talk<'a> {
    bus: &'a Bus,
    prompting: Prompting,
}

impl Talk<'_> {
    fn prompt(&self, prompt: Option<OwnedObjectPath>) -> Result<(), StoreError> {
        match (prompt, self.prompting) {
            (None, _) => Ok(()),
            (Some(_), Prompting::Never) => Err(StoreError::Locked),
            (Some(prompt), Prompting::Allowed) => self.bus.prompt(&prompt),
        }
    }

    fn unlock(&self, objects: &[OwnedObjectPath]) -> Result<(), StoreError> {
        match self.prompting {
            Prompting::Never => Err(StoreError::Locked),
            Prompting::Allowed => self.prompt(self.bus.unlock(objects)?),
        }
    }

    /// All items of a search, unlocked.
    fn opened(&self, mut found: Found) -> Result<Vec<OwnedObjectPath>, StoreError> {
        if !found.locked.is_empty() {
            self.unlock(&found.locked)?;
            found.unlocked.append(&mut found.locked);
        }
        Ok(found.unlocked)
    }

    fn find(&self, realms: &[String]) -> Result<Vec<Secret>, StoreError> {
        if let [realm] = realms {
            let found = self.bus.search(&[MARK, (REALM, realm)])?;
            return self.bus.secrets(&self.opened(found)?);
        }
        let all = self.bus.search(&[MARK])?;
        // A locked item may belong to a realm that nobody asked for.
        if all.len() <= FETCH_AT_MOST && all.locked.is_empty() {
            return self.bus.secrets(&all.unlocked);
        }
        let mut items = Vec::new();
        for realm in realms {
            items.append(&mut self.opened(self.bus.search(&[MARK, (REALM, realm)])?)?);
        }
        self.bus.secrets(&items)
    }

    /// The one item under the key, unlocked.
    fn only(&self, key: &StoreKey) -> Result<Option<OwnedObjectPath>, StoreError> {
        let found = self.bus.search(&address(key))?;
        if found.len() > 1 {
            return Err(StoreError::Ambiguous);
        }
        Ok(self.opened(found)?.pop())
    }

    fn put(&self, key: &StoreKey, label: &str, secret: &Secret) -> Result<(), StoreError> {
        if let Some(item) = self.only(key)?
            && self.bus.attributes(&item)?.len() != attributes(key).len()
        {
            return Err(StoreError::Ambiguous);
        }
        let collection = self.bus.default_collection()?.ok_or_else(no_default)?;
        let create = || self.bus.create(&collection, label, &attributes(key), secret);
        let prompt = match create() {
            Err(StoreError::Locked) => {
                self.unlock(std::slice::from_ref(&collection))?;
                create()?
            }
            other => other?,
        };
        self.prompt(prompt)
    }

    fn keys(&self) -> Result<Vec<StoreKey>, StoreError> {
        let items = self.opened(self.bus.search(&[MARK])?)?;
        let mut keys = Vec::with_capacity(items.len());
        for item in &items {
            keys.extend(key(self.bus.attributes(item)?));
        }
        Ok(keys)
    }

    fn availability(&self) -> Result<Availability, StoreError> {
        let collection = self.bus.default_collection()?.ok_or_else(no_default)?;
        Ok(if self.bus.is_locked(&collection)? { Availability::Locked } else { Availability::Ready })
    }
}

fn no_default() -> StoreError {
    StoreError::Unavailable("the Secret Service has no default collection".to_owned())
}

/// What an item is found by.
fn address(key: &StoreKey) -> [(&str, &str); 4] {
    [MARK, (REALM, &key.realm), (PATH, &key.path), (PURPOSE, &key.purpose)]
}

/// All that an item of ours has.
fn attributes(key: &StoreKey) -> [(&str, &str); 5] {
    let [mark, realm, path, purpose] = address(key);
    [SCHEMA, mark, realm, path, purpose]
}

fn key(mut attributes: Attributes) -> Option<StoreKey> {
    let (realm, path) = (attributes.remove(REALM)?, attributes.remove(PATH)?);
    Some(StoreKey { realm, path, purpose: attributes.remove(PURPOSE)? })
}

impl SecretStore for SecretService {
    fn name(&self) -> &'static str {
        "Secret Service"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        self.worker.ask(STORE_DEADLINE, |bus| Talk { bus, prompting: Prompting::Never }.availability()).unwrap_or_else(
            |error| match error {
                StoreError::Locked => Availability::Locked,
                StoreError::Unavailable(why) => Availability::Missing(why),
                other => Availability::Missing(other.to_string()),
            },
        )
    }

    fn find(&self, realms: &[&str]) -> Result<Vec<Secret>, StoreError> {
        let realms: Vec<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        self.ask(move |talk| talk.find(&realms))
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        let key = key.clone();
        self.ask(move |talk| match talk.only(&key)? {
            Some(item) => Ok(talk.bus.secrets(&[item])?.pop()),
            None => Ok(None),
        })
    }

    fn put(&self, key: &StoreKey, label: &str, secret: &Secret, _lifetime: Option<Duration>) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST });
        }
        let (key, label, secret) = (key.clone(), label.to_owned(), Secret::new(secret.expose().to_vec()));
        self.ask(move |talk| talk.put(&key, &label, &secret))
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let key = key.clone();
        self.ask(move |talk| match talk.only(&key)? {
            Some(item) => talk.prompt(talk.bus.delete(&item)?).map(|()| true),
            None => Ok(false),
        })
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(|talk| {
            let mut keys = talk.keys()?;
            keys.sort();
            keys.dedup();
            Ok(keys)
        })
    }
}
