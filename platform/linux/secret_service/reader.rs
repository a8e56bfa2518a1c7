//! Reading from the service by calls of our own: a session, searches, properties, secrets.
//!
//! A service may answer a later question first (oo7 answers `SearchItems` before `OpenSession`).
//! The bus library gives each answer to its own question, so several can be under way at once.

use super::agreement::{ALGORITHM, KeyPair, SessionKey};
use super::provider::SERVICE;
use crate::secret::Secret;
use crate::secret_store::StoreError;
use futures_util::future::try_join_all;
use std::collections::HashMap;
use zbus::export::serde::Serialize;
use zbus::zvariant::{self, DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, Message};

const ROOT: &str = "/org/freedesktop/secrets";

const OF_SERVICE: &str = "org.freedesktop.Secret.Service";
const OF_COLLECTION: &str = "org.freedesktop.Secret.Collection";
const OF_ITEM: &str = "org.freedesktop.Secret.Item";
const OF_GNOME_KEYRING: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// The most questions that are asked before the first answer is read.
pub(super) const ASK_AT_MOST: usize = 32;

/// Asks about each of these; for many of them in several turns.
pub(super) async fn each<I, T>(
    these: &[I],
    ask: impl AsyncFn(&I) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut answers = Vec::with_capacity(these.len());
    for some in these.chunks(ASK_AT_MOST) {
        answers.extend(try_join_all(some.iter().map(|one| ask(one))).await?);
    }
    Ok(answers)
}

/// What a search found, by path.
pub(super) struct SearchResult {
    pub(super) unlocked: Vec<OwnedObjectPath>,
    pub(super) locked: Vec<OwnedObjectPath>,
}

impl SearchResult {
    pub(super) fn len(&self) -> usize {
        self.unlocked.len() + self.locked.len()
    }

    pub(super) fn into_all(self) -> Vec<OwnedObjectPath> {
        self.unlocked.into_iter().chain(self.locked).collect()
    }
}

/// A session that both sides have a key of.
pub(super) struct EncryptedSession {
    pub(super) path: OwnedObjectPath,
    pub(super) key: SessionKey,
}

/// A connection to the service.
#[derive(Clone)]
pub(super) struct ServiceReader(pub(super) Connection);

impl ServiceReader {
    /// Calls a method of one of the service's objects.
    async fn call(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl Serialize + DynamicType),
    ) -> Result<Message, StoreError> {
        let connection = &self.0;
        let called = connection.call_method(Some(SERVICE), path, Some(interface), method, body);
        Ok(called.await?)
    }

    /// Calls a method of the service itself.
    pub(super) async fn call_service(
        &self,
        method: &str,
        body: &(impl Serialize + DynamicType),
    ) -> Result<Message, StoreError> {
        self.call(ROOT, OF_SERVICE, method, body).await
    }

    /// Calls a method that only GNOME Keyring's service has.
    pub(super) async fn call_gnome_keyring(
        &self,
        method: &str,
        body: &(impl Serialize + DynamicType),
    ) -> Result<Message, StoreError> {
        self.call(ROOT, OF_GNOME_KEYRING, method, body).await
    }

    async fn property<T>(&self, path: &str, interface: &str, name: &str) -> Result<T, StoreError>
    where
        T: TryFrom<OwnedValue, Error = zvariant::Error>,
    {
        let answer = self
            .call(path, PROPERTIES, "Get", &(interface, name))
            .await?;
        let value: OwnedValue = answer.body().deserialize()?;
        Ok(T::try_from(value)?)
    }

    /// Agrees on a session with this key.
    pub(super) async fn open_session(self, ours: &KeyPair) -> Result<EncryptedSession, StoreError> {
        let input = (ALGORITHM, Value::from(&ours.public()[..]));
        let answer = self.call_service("OpenSession", &input).await?;
        let (theirs, path): (OwnedValue, OwnedObjectPath) = answer.body().deserialize()?;
        Ok(EncryptedSession {
            path,
            key: ours.agree(&Vec::try_from(theirs)?)?,
        })
    }

    /// What bears these attributes, in all collections that are open to the search.
    pub(super) async fn search(
        &self,
        attributes: &[(&str, &str)],
    ) -> Result<SearchResult, StoreError> {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let answer = self.call_service("SearchItems", &attributes).await?;
        let (unlocked, locked) = answer.body().deserialize()?;
        Ok(SearchResult { unlocked, locked })
    }

    /// The default collection, where there is one.
    pub(super) async fn default_collection(&self) -> Result<Option<OwnedObjectPath>, StoreError> {
        let answer = self.call_service("ReadAlias", &"default").await?;
        let path: OwnedObjectPath = answer.body().deserialize()?;
        Ok(Some(path).filter(|path| path.as_str() != "/"))
    }

    /// Whether this collection is locked.
    pub(super) async fn is_locked(&self, collection: &str) -> Result<bool, StoreError> {
        self.property(collection, OF_COLLECTION, "Locked").await
    }

    /// All collections, each with whether it is locked.
    pub(super) async fn collections(&self) -> Result<Vec<(OwnedObjectPath, bool)>, StoreError> {
        let all: Vec<OwnedObjectPath> = self.property(ROOT, OF_SERVICE, "Collections").await?;
        let locked = each(&all, async |one| self.is_locked(one).await).await?;
        Ok(all.into_iter().zip(locked).collect())
    }

    /// The attributes of each item.
    pub(super) async fn attributes(
        &self,
        items: &[OwnedObjectPath],
    ) -> Result<Vec<HashMap<String, String>>, StoreError> {
        each(items, async |item| {
            self.property(item, OF_ITEM, "Attributes").await
        })
        .await
    }

    /// The secrets of the items.
    pub(super) async fn secrets(
        &self,
        session: &EncryptedSession,
        items: &[OwnedObjectPath],
    ) -> Result<Vec<Secret>, StoreError> {
        each(items, async |item| self.secret(session, item).await).await
    }

    async fn secret(&self, session: &EncryptedSession, item: &str) -> Result<Secret, StoreError> {
        let answer = self.call(item, OF_ITEM, "GetSecret", &session.path).await?;
        let body = answer.body();
        let (_, vector, sealed, _): (ObjectPath<'_>, &[u8], Vec<u8>, &str) = body.deserialize()?;
        session.key.decrypt(vector, sealed)
    }
}
