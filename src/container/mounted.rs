//! A build secret that was mounted for one step: the lines of an `.npmrc`, taken as the store for
//! one command.
//!
//! It meets all the rules of a store. Which registry gets what, and what a project may change about
//! that, is decided as everywhere else.

use crate::context::{Context, Env};
use crate::credential::{Credential, literal};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::{Config, Document, FileSettings, NpmVersion, Value};
use npmcred_platform::{
    Availability, Durability, Secret, SecretStore, StoreError, StoreKey, StoredItem, files,
};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use zeroize::Zeroize;

/// The most that a client of a container engine hands over, in bytes (BuildKit
/// `session/secrets/secretsprovider`).
const LARGEST: u64 = 500 * 1024;

/// The lines of a build secret.
pub struct Mounted {
    /// Keys and values that hold secrets.
    pairs: Vec<literal::Pair>,
    /// The others, in npm's words.
    pub settings: Vec<literal::Pair>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        for (_, secret) in &mut self.pairs {
            secret.zeroize();
        }
    }
}

impl Mounted {
    /// Reads the file. Placeholders are replaced as npm does.
    ///
    /// # Errors
    /// `File` where it cannot be read or is too large.
    pub fn read(path: &Path, env: &Env, npm: NpmVersion) -> Result<Self> {
        let text = match files::read_at_most(path, LARGEST) {
            Ok(Some(text)) => Secret::new(text),
            Ok(None) => {
                let what = format!("no secret is mounted at {}", path.display());
                return Err(Error::new(ErrorKind::File, what).note(
                    "the step of the build begins with: RUN --mount=type=secret,id=npmrc,required=true",
                ));
            }
            Err(cause) => {
                let what = format!("cannot read {}: {cause}", path.display());
                return Err(Error::new(ErrorKind::File, what).caused_by_io(&cause));
            }
        };
        let document = Document::parse(text.expose(), npm);
        let lookup = |name: &str| Some(env.get(name)?.to_str()?.to_owned());
        let read = FileSettings::of(&document, &lookup);
        let mut found = Self {
            pairs: Vec::new(),
            settings: Vec::new(),
        };
        for key in read.keys() {
            if let Some(Value::Text(value)) = read.get(key) {
                let pair = (key.to_owned(), value.clone());
                if key.contains(':') && !key.ends_with(":registry") {
                    found.pairs.push(pair);
                } else {
                    found.settings.push(pair);
                }
            }
        }
        Ok(found)
    }

    /// The credentials, as a store; `config` says by which scheme a host is asked.
    ///
    /// # Errors
    /// `NotLoggedIn` where the file holds none.
    pub fn store(&self, context: &Context, config: &Config) -> Result<MountedStore> {
        let found = literal::understand(context.now(), config, &self.pairs);
        let credentials = found.credentials.into_iter().map(|(one, _)| one);
        let store = MountedStore::of(credentials.collect());
        if store.is_empty() {
            let what = "the secret that is mounted holds no credential of npm's";
            return Err(Error::new(ErrorKind::NotLoggedIn, what)
                .note("a line of it reads: //npm.example.com/:_authToken=…"));
        }
        Ok(store)
    }
}

/// Reads what was mounted, and takes nothing.
#[derive(Clone)]
pub struct MountedStore {
    items: Rc<[(StoreKey, Secret)]>,
}

impl MountedStore {
    /// These credentials as a store.
    #[must_use]
    pub fn of(credentials: Vec<Credential>) -> Self {
        let item = |credential: Credential| {
            let payload = credential.to_payload()?;
            Some((credential.store_key(), payload))
        };
        let items: Vec<_> = credentials.into_iter().filter_map(item).collect();
        Self {
            items: items.into(),
        }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_vec())
}

impl SecretStore for MountedStore {
    fn name(&self) -> &'static str {
        "build secret"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        Availability::Ready
    }

    fn find(
        &self,
        profile: &str,
        realms: &[&str],
    ) -> std::result::Result<Vec<StoredItem>, StoreError> {
        let wanted =
            |key: &StoreKey| key.profile == profile && realms.contains(&key.realm.as_str());
        let found = self.items.iter().filter(|(key, _)| wanted(key));
        Ok(found
            .map(|(key, secret)| StoredItem {
                realm: key.realm.clone(),
                secret: copy(secret),
            })
            .collect())
    }

    fn get(&self, key: &StoreKey) -> std::result::Result<Option<Secret>, StoreError> {
        let found = self.items.iter().find(|(known, _)| known == key);
        Ok(found.map(|(_, secret)| copy(secret)))
    }

    fn put(
        &self,
        _: &StoreKey,
        _: &str,
        _: &Secret,
        _: Option<Duration>,
    ) -> std::result::Result<(), StoreError> {
        Err(StoreError::Denied)
    }

    fn delete(&self, _: &StoreKey) -> std::result::Result<bool, StoreError> {
        Err(StoreError::Denied)
    }

    fn list(&self) -> std::result::Result<Vec<StoreKey>, StoreError> {
        let mut keys: Vec<StoreKey> = self.items.iter().map(|(key, _)| key.clone()).collect();
        keys.sort();
        Ok(keys)
    }
}
