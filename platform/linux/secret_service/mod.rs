//! The Secret Service (GNOME Keyring, KWallet, KeePassXC, oo7) as a store, through the crate
//! `secret-service`.
//!
//! A search matches every item that has *at least* the attributes asked for, so an item that
//! another program stored may come back beside ours. Hence a schema and attribute names of our own.
//! An item that has our schema and answers to our key is ours, whatever the service has added to
//! it. Two items that answer to one key are reported as such, and neither is chosen.
//!
//! A look-up that finds something costs five questions, one after the other. They are Hello, which
//! collection is the default one, whether it is open, SearchItems, and GetSecret of all items at
//! once. OpenSession goes along with the third, and is answered while the search is under way. A
//! look-up that finds nothing costs one more, to make sure of it.
//!
//! Decision: what reads is ours (`reader`, `agreement`, `socket`), what writes or asks the person
//! is the crate's (`writer`). Before, all was the crate's: its exponentiation takes 2 ms, twice for
//! each session, and three threads handed each answer on. Ours takes 0.2 ms, in constant time and
//! with 256 bits of exponent. Measured by turns, a look-up takes 0.6 of the time and 0.4 of the
//! processor, for some 350 lines more. Most of what is left is the service's own half of the
//! agreement.

mod agreement;
pub(crate) mod bus;
mod connection;
mod errors;
mod names;
mod password;
pub(crate) mod provider;
mod reader;
mod socket;
mod talk;
mod writer;

use crate::deadline::Worker;
use crate::secret::Secret;
use crate::secret_store::{
    Availability, Durability, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, SecretStore, StoreError,
    StoreKey, StoreName, StoredItem,
};
use crate::variable::Lookup;
use connection::Bus;
use std::time::Duration;
use talk::Talk;

pub(crate) const NAME: &str = "Secret Service";

const CONTENT_TYPE: &str = "application/json";

/// The most that we put into one item; more is no credential.
const LARGEST: usize = 1 << 20;

pub(crate) struct SecretService {
    worker: Worker<Bus>,
    address: String,
    prompting: Prompting,
    prompt_deadline: Duration,
}

impl SecretService {
    /// Connects and agrees on a session; `Unreachable` where there is no bus, `Unavailable` where
    /// no such service is on it.
    pub(crate) fn open(env: Lookup<'_>, prompting: Prompting) -> Result<Self, StoreError> {
        Self::open_patiently(env, prompting, PROMPT_DEADLINE)
    }

    /// The same with another deadline for prompts.
    pub(crate) fn open_patiently(
        env: Lookup<'_>,
        prompting: Prompting,
        prompt_deadline: Duration,
    ) -> Result<Self, StoreError> {
        let address = bus::address(env)?;
        let named = address.clone();
        let worker = Worker::start(STORE_DEADLINE, move || Bus::open(&named))
            .map_err(|error| told(error, &address))?;
        Ok(Self {
            worker,
            address,
            prompting,
            prompt_deadline,
        })
    }

    /// The store's name, with the program that answers to it now.
    pub(crate) fn full_name(&self) -> StoreName {
        StoreName::new(NAME, provider::ask(&self.address))
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl AsyncFnOnce(&Talk<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let limit = match self.prompting {
            Prompting::Never => STORE_DEADLINE,
            Prompting::Allowed => self.prompt_deadline,
        };
        self.ask_within(limit, self.prompting, job)
    }

    fn ask_within<T: Send + 'static>(
        &self,
        limit: Duration,
        prompting: Prompting,
        job: impl AsyncFnOnce(&Talk<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let job = move |bus: &Bus| bus.answer(job(&Talk::new(bus, prompting)));
        self.worker
            .ask(limit, job)
            .map_err(|error| told(error, &self.address))
    }
}

/// The error with the program that it came from. Where nobody is there, its text says so.
fn told(error: StoreError, address: &str) -> StoreError {
    match error {
        StoreError::Unavailable(_) | StoreError::Unreachable(_) => error,
        other => other.of(StoreName::new(NAME, provider::ask(address))),
    }
}

impl SecretStore for SecretService {
    fn name(&self) -> &'static str {
        NAME
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        match self.ready().map_err(StoreError::into_bare) {
            Ok(()) => Availability::Ready,
            Err(StoreError::Locked) => Availability::Locked,
            Err(StoreError::Unavailable(why) | StoreError::Unreachable(why)) => {
                Availability::Missing(why)
            }
            Err(other) => Availability::Missing(other.to_string()),
        }
    }

    fn ready(&self) -> Result<(), StoreError> {
        // Its deadline is the short one, since nobody is asked.
        self.ask_within(STORE_DEADLINE, Prompting::Never, async |talk| {
            talk.ready().await
        })
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<StoredItem>, StoreError> {
        let realms: Vec<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        let profile = profile.to_owned();
        self.ask(async move |talk| talk.find(&profile, &realms).await)
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        let key = key.clone();
        self.ask(async move |talk| talk.get(&key).await)
    }

    fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
        _lifetime: Option<Duration>,
    ) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST });
        }
        let (key, label, secret) = (
            key.clone(),
            label.to_owned(),
            Secret::new(secret.expose().to_vec()),
        );
        self.ask(async move |talk| talk.put(&key, &label, &secret).await)
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let key = key.clone();
        self.ask(async move |talk| talk.delete(&key).await)
    }

    fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        let key = key.clone();
        self.ask(async move |talk| talk.delete_all(&key).await)
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(async |talk| talk.list().await)
    }

    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        let profile = profile.to_owned();
        self.ask(async move |talk| talk.list_others(&profile).await)
    }

    fn list_few(&self, profile: &str, at_most: usize) -> Result<Option<Vec<StoreKey>>, StoreError> {
        let profile = profile.to_owned();
        self.ask(async move |talk| talk.list_few(&profile, at_most).await)
    }
}
