//! One conversation with the service, on the thread that owns the connection: what is searched,
//! read and listed.
//!
//! An empty answer means absence only if the whole store was open to the search, or if the program
//! searches locked items as well. Where we may not ask the person, we do not search a locked store:
//! KeePassXC (2.7) would ask.

use super::connection::Bus;
use super::errors::nothing_shown;
use super::names::{self, PLAIN, PROFILED, REALM};
use super::provider;
use super::reader::{ASK_AT_MOST, SearchResult, each};
use crate::secret::Secret;
use crate::secret_store::{Prompting, StoreError, StoreKey, StoredItem};
use futures_util::future::join;
use std::cell::OnceCell;
use std::collections::HashSet;
use zbus::zvariant::OwnedObjectPath;

pub(super) struct Talk<'a> {
    pub(super) bus: &'a Bus,
    prompting: Prompting,
    /// The program behind the service, once it was asked for.
    program: OnceCell<Option<String>>,
}

impl<'a> Talk<'a> {
    pub(super) fn new(bus: &'a Bus, prompting: Prompting) -> Self {
        Self {
            bus,
            prompting,
            program: OnceCell::new(),
        }
    }

    /// Whether what is locked may be unlocked, which asks the person.
    pub(super) fn may_ask(&self) -> bool {
        self.prompting == Prompting::Allowed
    }

    /// The program behind the service, asked over the same connection.
    pub(super) async fn program(&self) -> Option<&str> {
        if self.program.get().is_none() {
            let found = provider::program(&self.bus.reader.0).await;
            // Another question of this conversation may have been quicker.
            let _ = self.program.set(found);
        }
        self.program.get()?.as_deref()
    }

    /// What bears these attributes; nothing only if there is nothing.
    async fn search(&self, attributes: &[(&str, &str)]) -> Result<SearchResult, StoreError> {
        if !self.may_ask() && self.bus.default_is_open != Some(true) {
            self.any_open().await?;
        }
        let found = self.bus.reader.search(attributes).await?;
        if found.len() > 0 || self.all_were_searched().await? {
            Ok(found)
        } else {
            self.bus.reader.search(attributes).await
        }
    }

    /// All collections, each with whether it is locked; there is one at least.
    async fn collections(&self) -> Result<Vec<(OwnedObjectPath, bool)>, StoreError> {
        let all = self.bus.reader.collections().await?;
        if all.is_empty() {
            return Err(nothing_shown(self.program().await));
        }
        Ok(all)
    }

    /// Whether a search says something: a collection is open, or the program searches without.
    async fn any_open(&self) -> Result<(), StoreError> {
        let (program, collections) = join(self.program(), self.collections()).await;
        if provider::searches_while_locked(program) {
            return Ok(());
        }
        if collections?.iter().all(|(_, locked)| *locked) {
            Err(StoreError::Locked)
        } else {
            Ok(())
        }
    }

    /// Whether an empty answer is one of the whole store; `false` where only now all of it is open.
    async fn all_were_searched(&self) -> Result<bool, StoreError> {
        if provider::searches_while_locked(self.program().await) {
            return Ok(true);
        }
        let collections = self.collections().await?;
        let locked: Vec<_> = collections
            .into_iter()
            .filter_map(|(collection, locked)| locked.then_some(collection))
            .collect();
        if locked.is_empty() {
            return Ok(true);
        }
        if !self.may_ask() {
            return Err(StoreError::Locked);
        }
        for collection in locked {
            self.unlock_collection(collection).await?;
        }
        Ok(false)
    }

    /// All items of a search, unlocked.
    async fn opened(&self, mut found: SearchResult) -> Result<Vec<OwnedObjectPath>, StoreError> {
        if !found.locked.is_empty() {
            if !self.may_ask() {
                return Err(self.why_locked(&found.locked).await);
            }
            self.unlock_items(&found.locked).await?;
            found.unlocked.append(&mut found.locked);
        }
        Ok(found.unlocked)
    }

    /// Whether it is the items alone that are locked: KeePassXC opens each of them only when the
    /// person says so.
    async fn why_locked(&self, items: &[OwnedObjectPath]) -> StoreError {
        let Ok(collections) = self.bus.reader.collections().await else {
            return StoreError::Locked;
        };
        let in_open = |item: &OwnedObjectPath| {
            collections.iter().any(|(collection, locked)| {
                let rest = item.strip_prefix(collection.as_str());
                !locked && rest.is_some_and(|rest| rest.starts_with('/'))
            })
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
        let (realms, items): (Vec<String>, Vec<OwnedObjectPath>) =
            self.in_realms(profile, realms).await?.into_iter().unzip();
        let found = realms.into_iter().zip(self.secrets(&items).await?);
        Ok(found
            .map(|(realm, secret)| StoredItem { realm, secret })
            .collect())
    }

    /// The secrets of these items, each wiped from the moment it is here.
    pub(super) async fn secrets(
        &self,
        items: &[OwnedObjectPath],
    ) -> Result<Vec<Secret>, StoreError> {
        let session = self.bus.session.clone().await?;
        self.bus.reader.secrets(&session, items).await
    }

    /// The items of these realms, unlocked, each with its own. What belongs to a realm that nobody
    /// asked for stays as it is: neither its secret is fetched nor its lock opened.
    async fn in_realms(
        &self,
        profile: &str,
        realms: &[String],
    ) -> Result<Vec<(String, OwnedObjectPath)>, StoreError> {
        let of = |realm: &String| {
            let realm = realm.clone();
            move |item| (realm.clone(), item)
        };
        if let [realm] = realms {
            let found = self.search(&names::in_realm(profile, realm)).await?;
            let items = self.opened(found).await?;
            return Ok(items.into_iter().map(of(realm)).collect());
        }
        let all = self.search(&names::mark(profile)).await?;
        let mut items = Vec::new();
        // A project can name thousands of realms: never more questions than items, if a look at
        // each item tells.
        if all.unlocked.len() <= ASK_AT_MOST.max(realms.len()) && all.locked.is_empty() {
            let wanted: HashSet<&String> = realms.iter().collect();
            let attributes = self.bus.reader.attributes(&all.unlocked).await?;
            for (item, mut own) in all.unlocked.into_iter().zip(attributes) {
                items.extend(
                    own.remove(REALM)
                        .filter(|realm| wanted.contains(realm))
                        .map(|realm| (realm, item)),
                );
            }
            return Ok(items);
        }
        let found = each(realms, async |realm| {
            self.bus
                .reader
                .search(&names::in_realm(profile, realm))
                .await
        });
        for (realm, found) in realms.iter().zip(found.await?) {
            items.extend(self.opened(found).await?.into_iter().map(of(realm)));
        }
        Ok(items)
    }

    /// The items under the key, unlocked.
    pub(super) async fn under(&self, key: &StoreKey) -> Result<Vec<OwnedObjectPath>, StoreError> {
        self.opened(self.search(&names::address(key)).await?).await
    }

    /// The one item under the key, unlocked.
    pub(super) async fn only(&self, key: &StoreKey) -> Result<Option<OwnedObjectPath>, StoreError> {
        let found = self.search(&names::address(key)).await?;
        if found.len() > 1 {
            return Err(StoreError::Ambiguous);
        }
        Ok(self.opened(found).await?.pop())
    }

    pub(super) async fn get(&self, key: &StoreKey) -> Result<Option<Secret>, StoreError> {
        match self.only(key).await? {
            Some(item) => Ok(self.secrets(&[item]).await?.pop()),
            None => Ok(None),
        }
    }

    /// The keys of the items, sorted. What is locked may not tell its own, and is left out.
    async fn keys(&self, items: &[OwnedObjectPath]) -> Result<Vec<StoreKey>, StoreError> {
        let attributes = self.bus.reader.attributes(items).await?;
        let mut keys: Vec<StoreKey> = attributes.into_iter().filter_map(names::key).collect();
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    pub(super) async fn list(&self) -> Result<Vec<StoreKey>, StoreError> {
        let mut items = Vec::new();
        for mark in [PLAIN, PROFILED] {
            items.append(&mut self.opened(self.search(&[mark]).await?).await?);
        }
        self.keys(&items).await
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
            items.append(&mut self.bus.reader.search(&[*mark]).await?.into_all());
        }
        let mut keys = self.keys(&items).await?;
        keys.retain(|key| key.profile != profile);
        Ok(keys)
    }

    pub(super) async fn list_few(
        &self,
        profile: &str,
        at_most: usize,
    ) -> Result<Option<Vec<StoreKey>>, StoreError> {
        let found = self.bus.reader.search(&names::mark(profile)).await?;
        if found.len() > at_most {
            return Ok(None);
        }
        Ok(Some(self.keys(&found.into_all()).await?))
    }

    /// Whether the default collection is there and open.
    pub(super) async fn ready(&self) -> Result<(), StoreError> {
        match self.bus.reader.default_collection().await? {
            Some(collection) if self.bus.reader.is_locked(&collection).await? => {
                Err(StoreError::Locked)
            }
            Some(_) => Ok(()),
            None => Err(nothing_shown(self.program().await)),
        }
    }
}
