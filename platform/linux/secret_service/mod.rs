//! The Secret Service (GNOME Keyring, KWallet, KeePassXC, oo7) as a store, through the crate
//! `secret-service`.
//!
//! A search matches every item that has *at least* the attributes asked for, so an item that
//! another program stored may come back beside ours. Hence a schema and attribute names of our own.
//! An item that has our schema and answers to our key is ours, whatever the service has added to
//! it; where two items answer to one key, that is said, not decided.
//!
//! Found costs four round trips: Hello, OpenSession, SearchItems, and GetSecret of all items at
//! once. Whether the default collection is open is asked along with the session, and costs none.
//! Not found costs one more: whether that is so.
//!
//! Decision: the crate, with its encrypted session. What lost is a session of our own on zbus 6: a
//! look-up took about 3.7 ms instead of 7.1, for 370 more lines of protocol and cryptography to
//! answer for.

pub(crate) mod bus;
mod errors;
mod items;
mod names;
pub(crate) mod provider;
mod talk;

use crate::deadline::Worker;
use crate::{
    Availability, Durability, Lookup, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, Secret,
    SecretStore, StoreError, StoreKey, StoreName, StoredItem,
};
use futures_util::future::join;
use provider::SERVICE;
use secret_service::EncryptionType;
use std::time::Duration;
use talk::Talk;
use zbus::Connection;
use zbus::zvariant::OwnedValue;

pub(crate) const NAME: &str = "Secret Service";

const CONTENT_TYPE: &str = "application/json";

/// The most that we put into one item; more is no credential.
const LARGEST: usize = 1 << 20;

/// The most questions that are asked before the first answer is read; up to so many items, one
/// search and a look at the attributes of each is preferred to a search for each realm whatever the
/// realms are.
const LOOK_AT_MOST: usize = 32;

pub(crate) struct SecretService {
    worker: Worker<Bus>,
    address: String,
    prompting: Prompting,
    prompt_deadline: Duration,
}

/// The bus library cannot do without this call, and ends the process where it is forbidden.
fn can_wait() -> Result<(), StoreError> {
    let made = rustix::event::epoll::create(rustix::event::epoll::CreateFlags::CLOEXEC);
    made.map(drop).map_err(|cause| {
        StoreError::Other(format!("this process may not wait for it (epoll): {cause}"))
    })
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
        can_wait()?;
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
        let job = move |bus: &Bus| bus::run(&bus.connection, job(&Talk { bus, prompting }));
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

/// A connection with a session on it.
struct Bus {
    connection: Connection,
    service: secret_service::SecretService<'static>,
    /// What the default collection says of itself; nothing where there is none.
    default_is_open: Option<bool>,
}

impl Bus {
    fn open(address: &str) -> Result<Self, StoreError> {
        let connection = bus::connect(address)?;
        // The first is on its way before the second begins with its large numbers.
        let both = join(default_is_open(&connection), session(&connection));
        let (default_is_open, service) = bus::run(&connection, both);
        Ok(Self {
            service: service?,
            connection,
            default_is_open,
        })
    }
}

async fn session(
    connection: &Connection,
) -> Result<secret_service::SecretService<'static>, StoreError> {
    let connect = || {
        secret_service::SecretService::connect_with_existing(EncryptionType::Dh, connection.clone())
    };
    for _ in 1..MOST_KEYS {
        match connect().await {
            Err(error) if refuses_key(&error) => {}
            told => return Ok(told?),
        }
    }
    Ok(connect().await?)
}

/// How many keys are offered one after the other. That all of them are short happens once in 256⁴
/// times.
const MOST_KEYS: usize = 4;

/// Whether the service may have refused our public key for its length: the crate sends it without
/// its leading zeros, so that one in 256 is too short for KWallet 5. The next one is another.
fn refuses_key(error: &secret_service::Error) -> bool {
    let secret_service::Error::Zbus(zbus::Error::MethodError(name, ..)) = error else {
        return false;
    };
    ["InvalidArgs", "Failed"]
        .iter()
        .any(|end| *name == format!("org.freedesktop.DBus.Error.{end}").as_str())
}

/// Asks the collection behind the alias itself, which is one call instead of two.
async fn default_is_open(connection: &Connection) -> Option<bool> {
    let path = "/org/freedesktop/secrets/aliases/default";
    let what = ("org.freedesktop.Secret.Collection", "Locked");
    let properties = Some("org.freedesktop.DBus.Properties");
    let answer = connection
        .call_method(Some(SERVICE), path, properties, "Get", &what)
        .await
        .ok()?;
    let locked: OwnedValue = answer.body().deserialize().ok()?;
    bool::try_from(locked).ok().map(|locked| !locked)
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
