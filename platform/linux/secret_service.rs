//! The Secret Service (GNOME Keyring, KWallet, KeePassXC, oo7) as a store, through the crate `secret-service`.
//!
//! A search matches every item that has *at least* the attributes asked for, so an item that another program stored may
//! come back beside ours. Hence a schema and attribute names of our own; and where two items still answer to one key,
//! that is said, not decided. An item with exactly our attributes under our schema is ours by definition and is
//! replaced by `put`; one that has more than these is somebody else's and is never overwritten.
//!
//! Found costs four round trips: Hello, OpenSession, SearchItems, and GetSecret of all items at once.
//!
//! Decision: the crate, with its encrypted session. What lost is a session of our own on zbus 6: a look-up took about
//! 3.7 ms instead of 7.1, for 370 more lines of protocol and cryptography to answer for.

use crate::deadline::Worker;
use crate::{
    Availability, Durability, Lookup, PROMPT_DEADLINE, Prompting, STORE_DEADLINE, Secret, SecretStore, StoreError,
    StoreKey,
};
use futures_util::future::{join_all, select, try_join_all};
use secret_service::{EncryptionType, Item, SearchItemsResult};
use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;
use zbus::address::{Address, Transport};
use zbus::{Connection, block_on, fdo};

/// Stored for the tools that show items by it, never searched by: GNOME Keyring (42) finds no item by a schema of
/// one's own while the collection is locked, so that what is locked would look like what is not there.
const SCHEMA: (&str, &str) = ("xdg:schema", "npmcred.Credential");
/// On every item of ours, with one of these two values. Items with a profile have one of their own, because who searches
/// without naming a profile would find them as well: no search for the others may match them.
const MARK: &str = "npmcred:format";
const PLAIN: (&str, &str) = (MARK, "1");
const PROFILED: (&str, &str) = (MARK, "2");
const REALM: &str = "npmcred:realm";
const PATH: &str = "npmcred:path";
const PURPOSE: &str = "npmcred:purpose";
const PROFILE: &str = "npmcred:profile";

const CONTENT_TYPE: &str = "application/json";

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
        let address = bus_address(env).ok_or_else(|| no_bus("none is named"))?;
        let worker = Worker::start(STORE_DEADLINE, move || Bus::open(&address))?;
        Ok(Self { worker, prompting, prompt_deadline })
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl AsyncFnOnce(&Talk<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let prompting = self.prompting;
        let limit = match prompting {
            Prompting::Never => STORE_DEADLINE,
            Prompting::Allowed => self.prompt_deadline,
        };
        self.worker.ask(limit, move |bus| bus.run(job(&Talk { service: &bus.service, prompting })))
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

/// A connection with a session on it. The bus library would start a thread of its own to read from the socket; the
/// worker's does that while it waits.
struct Bus {
    connection: Connection,
    service: secret_service::SecretService<'static>,
}

impl Bus {
    fn open(address: &str) -> Result<Self, StoreError> {
        let address: Address = address.parse().map_err(secret_service::Error::from)?;
        // The other kinds start a program that the address names.
        if !matches!(address.transport(), Transport::Unix(_) | Transport::Tcp(_)) {
            return Err(no_bus("its address is no socket"));
        }
        let connection =
            block_on(async { zbus::connection::Builder::address(address)?.internal_executor(false).build().await })
                .map_err(secret_service::Error::from)?;
        let session = secret_service::SecretService::connect_with_existing(EncryptionType::Dh, connection.clone());
        let service = run(&connection, session)?;
        Ok(Self { connection, service })
    }

    fn run<T>(&self, work: impl Future<Output = T>) -> T {
        run(&self.connection, work)
    }
}

fn run<T>(connection: &Connection, work: impl Future<Output = T>) -> T {
    let read = async {
        loop {
            connection.executor().tick().await;
        }
    };
    block_on(select(pin!(work), pin!(read))).factor_first().0
}

/// One conversation with the service, on the thread that owns the connection.
struct Talk<'a> {
    service: &'a secret_service::SecretService<'static>,
    prompting: Prompting,
}

impl<'a> Talk<'a> {
    /// Whether what is locked may be unlocked, which asks the person.
    fn may_unlock(&self) -> Result<(), StoreError> {
        match self.prompting {
            Prompting::Never => Err(StoreError::Locked),
            Prompting::Allowed => Ok(()),
        }
    }

    async fn search(&self, attributes: &[(&str, &str)]) -> Result<SearchItemsResult<Item<'a>>, StoreError> {
        Ok(self.service.search_items(attributes.iter().copied().collect()).await?)
    }

    /// All items of a search, unlocked.
    async fn opened(&self, mut found: SearchItemsResult<Item<'a>>) -> Result<Vec<Item<'a>>, StoreError> {
        if !found.locked.is_empty() {
            self.may_unlock()?;
            self.service.unlock_all(&found.locked.iter().collect::<Vec<_>>()).await?;
            found.unlocked.append(&mut found.locked);
        }
        Ok(found.unlocked)
    }

    async fn find(&self, profile: &str, realms: &[String]) -> Result<Vec<Secret>, StoreError> {
        let ours = mark(profile);
        let in_realm = |realm| ours.iter().copied().chain([(REALM, realm)]).collect::<Vec<_>>();
        if let [realm] = realms {
            let found = self.search(&in_realm(realm)).await?;
            return secrets(&self.opened(found).await?).await;
        }
        let all = self.search(&ours).await?;
        // A locked item may belong to a realm that nobody asked for.
        if all.unlocked.len() <= FETCH_AT_MOST && all.locked.is_empty() {
            return secrets(&all.unlocked).await;
        }
        let mut items = Vec::new();
        for realm in realms {
            let found = self.search(&in_realm(realm)).await?;
            items.append(&mut self.opened(found).await?);
        }
        secrets(&items).await
    }

    /// The one item under the key, unlocked.
    async fn only(&self, key: &StoreKey) -> Result<Option<Item<'a>>, StoreError> {
        let found = self.search(&address(key)).await?;
        if found.unlocked.len() + found.locked.len() > 1 {
            return Err(StoreError::Ambiguous);
        }
        Ok(self.opened(found).await?.pop())
    }

    async fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        match self.only(key).await? {
            Some(item) => Ok(secrets(&[item]).await?.pop()),
            None => Ok(None),
        }
    }

    async fn put(&self, key: &StoreKey, label: &str, secret: &Secret) -> Result<(), StoreError> {
        let ours = attributes(key);
        if let Some(item) = self.only(key).await?
            && item.get_attributes().await?.len() != ours.len()
        {
            return Err(StoreError::Ambiguous);
        }
        let collection = self.service.get_default_collection().await?;
        if collection.is_locked().await? {
            self.may_unlock()?;
            collection.unlock().await?;
        }
        collection.create_item(label, ours, secret.expose(), true, CONTENT_TYPE).await?;
        Ok(())
    }

    async fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        match self.only(key).await? {
            Some(item) => Ok(item.delete().await.map(|()| true)?),
            None => Ok(false),
        }
    }

    async fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let mut items = Vec::new();
        for mark in [PLAIN, PROFILED] {
            items.append(&mut self.opened(self.search(&[mark]).await?).await?);
        }
        keys(&items).await
    }

    async fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        // Most people have no profile with a name, and then one search says so.
        let marks = if profile.is_empty() { &[PROFILED][..] } else { &[PLAIN, PROFILED] };
        let mut items = Vec::new();
        for mark in marks {
            let found = self.search(&[*mark]).await?;
            items.extend(found.unlocked.into_iter().chain(found.locked));
        }
        let mut keys = keys(&items).await?;
        keys.retain(|key| key.profile != profile);
        Ok(keys)
    }

    async fn availability(&self) -> Result<Availability, StoreError> {
        let locked = self.service.get_default_collection().await?.is_locked().await?;
        Ok(if locked { Availability::Locked } else { Availability::Ready })
    }
}

/// The secrets of the items, each wiped from the moment it is here; all are asked for before the first answer is read.
async fn secrets(items: &[Item<'_>]) -> Result<Vec<Secret>, StoreError> {
    let fetched = items.iter().map(async |item| Ok(Secret::new(item.get_secret().await?)));
    join_all(fetched).await.into_iter().collect()
}

/// The keys of the items, sorted. What is locked may not tell its own, and is left out.
async fn keys(items: &[Item<'_>]) -> Result<Vec<StoreKey>, StoreError> {
    let mut keys = Vec::with_capacity(items.len());
    for some in items.chunks(FETCH_AT_MOST) {
        keys.extend(try_join_all(some.iter().map(Item::get_attributes)).await?.into_iter().filter_map(key));
    }
    keys.sort();
    keys.dedup();
    Ok(keys)
}

/// What tells the items of this profile from all others.
fn mark(profile: &str) -> Vec<(&str, &str)> {
    if profile.is_empty() { vec![PLAIN] } else { vec![PROFILED, (PROFILE, profile)] }
}

/// What an item is found by.
fn address(key: &StoreKey) -> Vec<(&str, &str)> {
    let mut address = mark(&key.profile);
    address.extend([(REALM, key.realm.as_str()), (PATH, &key.path), (PURPOSE, &key.purpose)]);
    address
}

/// All that an item of ours has.
fn attributes(key: &StoreKey) -> HashMap<&str, &str> {
    std::iter::once(SCHEMA).chain(address(key)).collect()
}

fn key(mut attributes: HashMap<String, String>) -> Option<StoreKey> {
    let (realm, path) = (attributes.remove(REALM)?, attributes.remove(PATH)?);
    let purpose = attributes.remove(PURPOSE)?;
    let profile = match (attributes.remove(PROFILE), attributes.get(MARK)?.as_str()) {
        (_, "1") => String::new(),
        (Some(profile), "2") => profile,
        _ => return None,
    };
    Some(StoreKey { realm, path, purpose, profile })
}

impl SecretStore for SecretService {
    fn name(&self) -> &'static str {
        "Secret Service"
    }

    fn durability(&self) -> Durability {
        Durability::Persistent
    }

    fn availability(&self) -> Availability {
        // Its deadline is the short one, since nobody is asked.
        let job = |bus: &Bus| bus.run(Talk { service: &bus.service, prompting: Prompting::Never }.availability());
        self.worker.ask(STORE_DEADLINE, job).unwrap_or_else(|error| match error {
            StoreError::Locked => Availability::Locked,
            StoreError::Unavailable(why) => Availability::Missing(why),
            other => Availability::Missing(other.to_string()),
        })
    }

    fn find(&self, profile: &str, realms: &[&str]) -> Result<Vec<Secret>, StoreError> {
        let realms: Vec<String> = realms.iter().map(|&realm| realm.to_owned()).collect();
        let profile = profile.to_owned();
        self.ask(async move |talk| talk.find(&profile, &realms).await)
    }

    fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        let key = key.clone();
        self.ask(async move |talk| talk.get(&key).await)
    }

    fn put(&self, key: &StoreKey, label: &str, secret: &Secret, _lifetime: Option<Duration>) -> Result<(), StoreError> {
        if secret.expose().len() > LARGEST {
            return Err(StoreError::TooLarge { limit: LARGEST });
        }
        let (key, label, secret) = (key.clone(), label.to_owned(), Secret::new(secret.expose().to_vec()));
        self.ask(async move |talk| talk.put(&key, &label, &secret).await)
    }

    fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        let key = key.clone();
        self.ask(async move |talk| talk.delete(&key).await)
    }

    fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        self.ask(async |talk| talk.list().await)
    }

    fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        let profile = profile.to_owned();
        self.ask(async move |talk| talk.list_others(&profile).await)
    }
}

fn no_bus(why: &str) -> StoreError {
    StoreError::Unavailable(format!("no session bus ({why})"))
}

/// What an error of the service means for a store. The texts of errors come from the service and hold no secret.
impl From<secret_service::Error> for StoreError {
    fn from(error: secret_service::Error) -> Self {
        use secret_service::Error;
        match error {
            Error::Crypto(_) => Self::Corrupt,
            Error::Locked => Self::Locked,
            Error::Prompt => Self::Denied,
            // Only asking for the default collection ends so.
            Error::NoResult => Self::Unavailable("the Secret Service has no default collection".to_owned()),
            Error::Unavailable => no_bus("it is gone"),
            Error::Zbus(error) => translate(error.into()),
            Error::ZbusFdo(error) => translate(error),
            other => Self::Other(other.to_string()),
        }
    }
}

fn translate(error: fdo::Error) -> StoreError {
    let text = error.to_string();
    match error {
        fdo::Error::ServiceUnknown(_) | fdo::Error::NameHasNoOwner(_) | fdo::Error::SpawnServiceNotFound(_) => {
            StoreError::Unavailable("no Secret Service on the session bus".to_owned())
        }
        fdo::Error::SpawnExecFailed(why)
        | fdo::Error::SpawnForkFailed(why)
        | fdo::Error::SpawnChildExited(why)
        | fdo::Error::SpawnChildSignaled(why)
        | fdo::Error::SpawnFailed(why)
        | fdo::Error::SpawnServiceNotValid(why) => {
            StoreError::Unavailable(format!("the Secret Service does not start ({why})"))
        }
        fdo::Error::AccessDenied(_) | fdo::Error::AuthFailed(_) => StoreError::Denied,
        fdo::Error::Timeout(_) | fdo::Error::TimedOut(_) | fdo::Error::NoReply(_) => StoreError::TimedOut,
        fdo::Error::ZBus(zbus::Error::FDO(error)) => translate(*error),
        fdo::Error::ZBus(zbus::Error::Connection(cause, _) | zbus::Error::InputOutput(cause)) => match cause.kind() {
            std::io::ErrorKind::PermissionDenied => StoreError::Denied,
            std::io::ErrorKind::TimedOut => StoreError::TimedOut,
            _ => no_bus(&cause.to_string()),
        },
        fdo::Error::ZBus(zbus::Error::Address(why)) => no_bus(&why),
        fdo::Error::ZBus(zbus::Error::Handshake(_)) => StoreError::Denied,
        fdo::Error::ZBus(zbus::Error::MethodError(name, ..)) if name == "org.freedesktop.Secret.Error.IsLocked" => {
            StoreError::Locked
        }
        _ => StoreError::Other(text),
    }
}
