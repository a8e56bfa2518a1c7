//! Storing, removing and unlocking, through the crate `secret-service`: it knows how each of them
//! asks the person.
//!
//! The crate agrees on a session of its own, which takes longer than a whole look-up. So it is
//! opened only by the first question that needs it.

use super::connection::Bus;
use super::errors::nothing_shown;
use super::talk::Talk;
use super::{CONTENT_TYPE, names, provider};
use crate::secret::Secret;
use crate::secret_store::{StoreError, StoreKey};
use secret_service::{Collection, EncryptionType, Error, Item, SecretService};
use std::time::{Duration, Instant};
use zbus::Connection;
use zbus::zvariant::OwnedObjectPath;

/// Nobody reads a question and says no to it in this time: it was never shown. Without a prompter
/// GNOME Keyring takes 4 to 70 ms to give it up.
const TOO_QUICK_FOR_A_PERSON: Duration = Duration::from_millis(400);

/// How many keys are offered one after the other. That all of them are short happens once in 256⁴
/// times.
const MOST_KEYS: usize = 4;

/// The crate, with a session of its own.
async fn connect(connection: &Connection) -> Result<SecretService<'static>, StoreError> {
    let connect = || SecretService::connect_with_existing(EncryptionType::Dh, connection.clone());
    for _ in 1..MOST_KEYS {
        match connect().await {
            Err(error) if refuses_key(&error) => {}
            told => return Ok(told?),
        }
    }
    Ok(connect().await?)
}

/// Whether the service may have refused a public key for its length: the crate sends it without
/// its leading zeros, so that one in 256 is too short for KWallet 5. The next one is another.
fn refuses_key(error: &Error) -> bool {
    let Error::Zbus(zbus::Error::MethodError(name, ..)) = error else {
        return false;
    };
    ["InvalidArgs", "Failed"]
        .iter()
        .any(|end| *name == format!("org.freedesktop.DBus.Error.{end}").as_str())
}

/// A question to the person, and what became of it.
async fn answered<T>(question: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
    let begun = Instant::now();
    question.await.map_err(|error| match error {
        Error::Prompt if begun.elapsed() < TOO_QUICK_FOR_A_PERSON => StoreError::Unshown,
        other => other.into(),
    })
}

impl Bus {
    async fn writer(&self) -> Result<&SecretService<'static>, StoreError> {
        if let Some(writer) = self.writer.get() {
            return Ok(writer);
        }
        let made = connect(&self.reader.0).await?;
        Ok(self.writer.get_or_init(|| made))
    }

    async fn item(&self, path: OwnedObjectPath) -> Result<Item<'_>, StoreError> {
        Ok(self.writer().await?.get_item_by_path(path).await?)
    }

    async fn collection(&self, path: OwnedObjectPath) -> Result<Collection<'_>, StoreError> {
        Ok(self.writer().await?.get_collection_by_path(path).await?)
    }
}

impl Talk<'_> {
    pub(super) async fn unlock_collection(&self, path: OwnedObjectPath) -> Result<(), StoreError> {
        answered(self.bus.collection(path).await?.unlock()).await
    }

    pub(super) async fn unlock_items(&self, paths: &[OwnedObjectPath]) -> Result<(), StoreError> {
        let mut items = Vec::with_capacity(paths.len());
        for path in paths {
            items.push(self.bus.item(path.clone()).await?);
        }
        let writer = self.bus.writer().await?;
        answered(writer.unlock_all(&items.iter().collect::<Vec<_>>())).await
    }

    /// Puts the secret into the item that is there: `CreateItem` with replace would ask the person
    /// on KeePassXC, and on GNOME Keyring and KWallet overwrite any item that has more attributes
    /// than ours. Of several, all ours, one is left.
    pub(super) async fn put(
        &self,
        key: &StoreKey,
        label: &str,
        secret: &Secret,
    ) -> Result<(), StoreError> {
        let mut items = match self.under(key).await {
            // There is nothing yet in which it could lie.
            Err(StoreError::Unavailable(_)) if self.may_ask() => Vec::new(),
            found => found?,
        };
        let attributes = self.bus.reader.attributes(&items).await?;
        if !attributes.iter().all(names::is_ours) {
            return Err(StoreError::Ambiguous);
        }
        if items.is_empty() {
            return self.create(key, label, secret).await;
        }
        let others = items.split_off(1);
        let kept = self.bus.item(items[0].clone()).await?;
        kept.set_secret(secret.expose(), CONTENT_TYPE).await?;
        if kept.get_label().await.is_ok_and(|old| old != label) {
            // It is there to be looked at: no reason to call the secret not stored.
            let _ = kept.set_label(label).await;
        }
        if others.is_empty() {
            return Ok(());
        }
        let now = self.secrets(&items).await?;
        if !now.iter().all(|kept| kept.same_as(secret)) {
            return Err(StoreError::Ambiguous);
        }
        for item in others {
            self.remove(item).await?;
        }
        Ok(())
    }

    async fn create(&self, key: &StoreKey, label: &str, secret: &Secret) -> Result<(), StoreError> {
        let collection = match self.bus.reader.default_collection().await? {
            Some(path) => self.bus.collection(path).await?,
            None => self.first_collection().await?,
        };
        if collection.is_locked().await? {
            if !self.may_ask() {
                return Err(StoreError::Locked);
            }
            answered(collection.unlock()).await?;
        }
        answered(collection.create_item(
            label,
            names::attributes(key),
            secret.expose(),
            true,
            CONTENT_TYPE,
        ))
        .await?;
        Ok(())
    }

    /// Makes the first collection, as libsecret does for the first secret
    /// (`secret_password_store`): the service asks the person for its password. KeePassXC makes
    /// none, and would only ask which database to open.
    async fn first_collection(&self) -> Result<Collection<'_>, StoreError> {
        let program = self.program().await;
        if !self.may_ask() || program == Some(provider::KEEPASSXC) {
            return Err(nothing_shown(program));
        }
        let writer = self.bus.writer().await?;
        answered(writer.create_collection("Default keyring", "default")).await
    }

    async fn remove(&self, item: OwnedObjectPath) -> Result<(), StoreError> {
        answered(self.bus.item(item).await?.delete()).await
    }

    pub(super) async fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        match self.only(key).await? {
            Some(item) => self.remove(item).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Removes all items under the key, and says how many there were.
    pub(super) async fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        let items = self.under(key).await?;
        let count = items.len();
        for item in items {
            self.remove(item).await?;
        }
        Ok(count)
    }
}
