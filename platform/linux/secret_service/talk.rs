//! One conversation with the service, on the thread that owns the connection.
//!
//! An empty answer is absence only if all of the store was open to the search, or if the program is
//! known to search what is locked as well. Who may not ask the person does not search a store that
//! is shut: KeePassXC (2.7) would ask.

use super::errors::nothing_shown;
use super::items::{keys, secrets, with_attributes};
use super::names::{self, PLAIN, PROFILED, REALM};
use super::{Bus, CONTENT_TYPE, LOOK_AT_MOST, provider};
use crate::{Prompting, Secret, StoreError, StoreKey, StoredItem};
use futures_util::future::{join, try_join_all};
use secret_service::{Collection, Error, Item, SearchItemsResult};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Nobody reads a question and says no to it in this time: it was never shown. Without a prompter
/// GNOME Keyring takes 4 to 70 ms to give it up.
const TOO_QUICK_FOR_A_PERSON: Duration = Duration::from_millis(400);

type Found<'a> = SearchItemsResult<Item<'a>>;

pub(super) struct Talk<'a> {
    pub(super) bus: &'a Bus,
    pub(super) prompting: Prompting,
}

/// Whether what is locked may be unlocked, which asks the person.
fn may_ask(prompting: Prompting) -> bool {
    prompting == Prompting::Allowed
}

/// A question to the person, and what became of it.
async fn answered<T>(question: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
    let begun = Instant::now();
    question.await.map_err(|error| match error {
        Error::Prompt if begun.elapsed() < TOO_QUICK_FOR_A_PERSON => StoreError::Unshown,
        other => other.into(),
    })
}

impl<'a> Talk<'a> {
    /// What bears these attributes; nothing only if there is nothing.
    async fn search(&self, attributes: &[(&str, &str)]) -> Result<Found<'a>, StoreError> {
        if !may_ask(self.prompting) && self.bus.default_is_open != Some(true) {
            self.any_open().await?;
        }
        let found = self.search_what_is_open(attributes).await?;
        if !found.unlocked.is_empty() || !found.locked.is_empty() {
            return Ok(found);
        }
        if self.all_were_searched().await? {
            Ok(found)
        } else {
            self.search_what_is_open(attributes).await
        }
    }

    async fn search_what_is_open(
        &self,
        attributes: &[(&str, &str)],
    ) -> Result<Found<'a>, StoreError> {
        Ok(self
            .bus
            .service
            .search_items(attributes.iter().copied().collect())
            .await?)
    }

    /// All collections, each with whether it is locked.
    async fn collections(&self) -> Result<Vec<(Collection<'a>, bool)>, StoreError> {
        let all = self.bus.service.get_all_collections().await?;
        let locked = try_join_all(all.iter().map(Collection::is_locked)).await?;
        Ok(all.into_iter().zip(locked).collect())
    }

    /// Whether a search says something: a collection is open, or the program searches without.
    async fn any_open(&self) -> Result<(), StoreError> {
        let (program, collections) =
            join(provider::program(&self.bus.connection), self.collections()).await;
        if provider::searches_while_locked(program.as_deref()) {
            return Ok(());
        }
        let collections = collections?;
        if collections.is_empty() {
            return Err(nothing_shown(program.as_deref()));
        }
        if collections.iter().all(|(_, locked)| *locked) {
            Err(StoreError::Locked)
        } else {
            Ok(())
        }
    }

    /// Whether an empty answer is one of the whole store; `false` where only now all of it is open.
    async fn all_were_searched(&self) -> Result<bool, StoreError> {
        let program = provider::program(&self.bus.connection).await;
        if provider::searches_while_locked(program.as_deref()) {
            return Ok(true);
        }
        let collections = self.collections().await?;
        if collections.is_empty() {
            return Err(nothing_shown(program.as_deref()));
        }
        let locked: Vec<_> = collections.iter().filter(|(_, locked)| *locked).collect();
        if locked.is_empty() {
            return Ok(true);
        }
        if !may_ask(self.prompting) {
            return Err(StoreError::Locked);
        }
        for (collection, _) in locked {
            answered(collection.unlock()).await?;
        }
        Ok(false)
    }

    /// All items of a search, unlocked.
    async fn opened(&self, mut found: Found<'a>) -> Result<Vec<Item<'a>>, StoreError> {
        if !found.locked.is_empty() {
            if !may_ask(self.prompting) {
                return Err(self.why_locked(&found.locked).await);
            }
            answered(
                self.bus
                    .service
                    .unlock_all(&found.locked.iter().collect::<Vec<_>>()),
            )
            .await?;
            found.unlocked.append(&mut found.locked);
        }
        Ok(found.unlocked)
    }

    /// Whether it is the items alone that are locked: KeePassXC opens each of them only when the
    /// person says so.
    async fn why_locked(&self, items: &[Item<'a>]) -> StoreError {
        let Ok(collections) = self.collections().await else {
            return StoreError::Locked;
        };
        let is_inside = |item: &Item<'_>, collection: &Collection<'_>| {
            let rest = item
                .item_path
                .as_str()
                .strip_prefix(collection.collection_path.as_str());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let in_open = |item: &Item<'_>| {
            collections
                .iter()
                .any(|(one, locked)| !locked && is_inside(item, one))
        };
        if items.iter().all(in_open) {
            StoreError::Guarded
        } else {
            StoreError::Locked
        }
    }

    pub(super) async fn find(
        &self,
        profile: &str,
        realms: &[String],
    ) -> Result<Vec<StoredItem>, StoreError> {
        let (realms, items): (Vec<String>, Vec<Item<'a>>) =
            self.in_realms(profile, realms).await?.into_iter().unzip();
        let found = realms.into_iter().zip(secrets(&items).await?);
        Ok(found
            .map(|(realm, secret)| StoredItem { realm, secret })
            .collect())
    }

    /// The items of these realms, unlocked, each with its own. What belongs to a realm that nobody
    /// asked for stays as it is: neither its secret is fetched nor its lock opened.
    async fn in_realms(
        &self,
        profile: &str,
        realms: &[String],
    ) -> Result<Vec<(String, Item<'a>)>, StoreError> {
        let ours = names::mark(profile);
        let in_realm = |realm| {
            ours.iter()
                .copied()
                .chain([(REALM, realm)])
                .collect::<Vec<_>>()
        };
        if let [realm] = realms {
            let found = self.search(&in_realm(realm)).await?;
            return Ok(self
                .opened(found)
                .await?
                .into_iter()
                .map(|item| (realm.clone(), item))
                .collect());
        }
        let all = self.search(&ours).await?;
        let mut items = Vec::new();
        // A project can name thousands of realms: never more questions than items, if a look at
        // each item tells.
        if all.unlocked.len() <= LOOK_AT_MOST.max(realms.len()) && all.locked.is_empty() {
            let wanted: HashSet<&String> = realms.iter().collect();
            for (item, mut of) in with_attributes(all.unlocked).await? {
                items.extend(
                    of.remove(REALM)
                        .filter(|realm| wanted.contains(realm))
                        .map(|realm| (realm, item)),
                );
            }
            return Ok(items);
        }
        for some in realms.chunks(LOOK_AT_MOST) {
            let searches = some
                .iter()
                .map(async |realm| self.search_what_is_open(&in_realm(realm)).await);
            for (realm, found) in some.iter().zip(try_join_all(searches).await?) {
                items.extend(
                    self.opened(found)
                        .await?
                        .into_iter()
                        .map(|item| (realm.clone(), item)),
                );
            }
        }
        Ok(items)
    }

    /// The items under the key, unlocked.
    async fn under(&self, key: &StoreKey) -> Result<Vec<Item<'a>>, StoreError> {
        self.opened(self.search(&names::address(key)).await?).await
    }

    /// The one item under the key, unlocked.
    async fn only(&self, key: &StoreKey) -> Result<Option<Item<'a>>, StoreError> {
        let found = self.search(&names::address(key)).await?;
        if found.unlocked.len() + found.locked.len() > 1 {
            return Err(StoreError::Ambiguous);
        }
        Ok(self.opened(found).await?.pop())
    }

    pub(super) async fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        match self.only(key).await? {
            Some(item) => Ok(secrets(&[item]).await?.pop()),
            None => Ok(None),
        }
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
        let items = match self.under(key).await {
            // There is nothing yet in which it could lie.
            Err(StoreError::Unavailable(_)) if may_ask(self.prompting) => Vec::new(),
            found => found?,
        };
        let attributes = try_join_all(items.iter().map(Item::get_attributes)).await?;
        if !attributes.iter().all(names::is_ours) {
            return Err(StoreError::Ambiguous);
        }
        let Some((kept, others)) = items.split_first() else {
            return self.create(key, label, secret).await;
        };
        kept.set_secret(secret.expose(), CONTENT_TYPE).await?;
        if kept.get_label().await.is_ok_and(|old| old != label) {
            // It is there to be looked at: no reason to call the secret not stored.
            let _ = kept.set_label(label).await;
        }
        if others.is_empty() {
            return Ok(());
        }
        if !Secret::new(kept.get_secret().await?).same_as(secret) {
            return Err(StoreError::Ambiguous);
        }
        for item in others {
            answered(item.delete()).await?;
        }
        Ok(())
    }

    async fn create(&self, key: &StoreKey, label: &str, secret: &Secret) -> Result<(), StoreError> {
        let collection = match self.bus.service.get_default_collection().await {
            Err(Error::NoResult) => self.first_collection().await?,
            found => found?,
        };
        if collection.is_locked().await? {
            if !may_ask(self.prompting) {
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
    async fn first_collection(&self) -> Result<Collection<'a>, StoreError> {
        let program = provider::program(&self.bus.connection).await;
        if !may_ask(self.prompting) || program.as_deref() == Some(provider::KEEPASSXC) {
            return Err(nothing_shown(program.as_deref()));
        }
        answered(
            self.bus
                .service
                .create_collection("Default keyring", "default"),
        )
        .await
    }

    pub(super) async fn delete(&self, key: &StoreKey) -> Result<bool, StoreError> {
        match self.only(key).await? {
            Some(item) => answered(item.delete()).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Removes all items under the key, and says how many there were.
    pub(super) async fn delete_all(&self, key: &StoreKey) -> Result<usize, StoreError> {
        let items = self.under(key).await?;
        for item in &items {
            answered(item.delete()).await?;
        }
        Ok(items.len())
    }

    pub(super) async fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let mut items = Vec::new();
        for mark in [PLAIN, PROFILED] {
            items.append(&mut self.opened(self.search(&[mark]).await?).await?);
        }
        keys(items).await
    }

    pub(super) async fn list_others(&self, profile: &str) -> Result<Vec<StoreKey>, StoreError> {
        // Most people have no profile with a name, and then one search says so.
        let marks = if profile.is_empty() {
            &[PROFILED][..]
        } else {
            &[PLAIN, PROFILED]
        };
        let mut items = Vec::new();
        for mark in marks {
            let found = self.search_what_is_open(&[*mark]).await?;
            items.extend(found.unlocked.into_iter().chain(found.locked));
        }
        let mut keys = keys(items).await?;
        keys.retain(|key| key.profile != profile);
        Ok(keys)
    }

    pub(super) async fn list_few(
        &self,
        profile: &str,
        at_most: usize,
    ) -> Result<Option<Vec<StoreKey>>, StoreError> {
        let found = self.search_what_is_open(&names::mark(profile)).await?;
        if found.unlocked.len() + found.locked.len() > at_most {
            return Ok(None);
        }
        let items: Vec<Item<'_>> = found.unlocked.into_iter().chain(found.locked).collect();
        Ok(Some(keys(items).await?))
    }

    /// Whether the default collection is there and open.
    pub(super) async fn ready(&self) -> Result<(), StoreError> {
        match self.bus.service.get_default_collection().await {
            Ok(collection) => {
                if collection.is_locked().await? {
                    Err(StoreError::Locked)
                } else {
                    Ok(())
                }
            }
            Err(Error::NoResult) => {
                let program = provider::program(&self.bus.connection).await;
                Err(nothing_shown(program.as_deref()))
            }
            Err(error) => Err(error.into()),
        }
    }
}
