//! Credentials in the machine's store: the only code that turns items into credentials and back.

use super::{Credential, LONGEST_SESSION, PayloadError, Profile, Use, store_key};
use crate::error::{Error, ErrorKind};
use crate::registry::{Realm, Registry};
use npmcred_platform::{Durability, SecretStore, StoreError, StoreKey, StoredItem};
use std::collections::{HashMap, HashSet};

/// The store, seen as a place for credentials.
pub struct CredentialStore<'a> {
    store: &'a dyn SecretStore,
}

/// What a look-up for several realms found.
#[derive(Debug, Default)]
pub struct Found {
    /// The credentials.
    pub credentials: Vec<Credential>,
    /// The realms whose items cannot be used, with the reason.
    pub spoilt: Vec<(Realm, StoreError)>,
}

/// Who has something, by the name of its item alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The profile.
    pub profile: Profile,
    /// The registry that it is kept for.
    pub registry: Registry,
    /// Its use.
    pub purpose: Use,
}

/// One item as it was found: a credential, or something under our key that is none.
pub type Stored = (StoreKey, Result<Credential, StoreError>);

impl<'a> CredentialStore<'a> {
    /// Looks at this store.
    #[must_use]
    pub fn new(store: &'a dyn SecretStore) -> Self {
        Self { store }
    }

    /// All credentials that the profile has for these realms, in one search and one fetch. A
    /// damaged item spoils its own realm only; one that says it belongs to another profile is left
    /// out, wherever it lies.
    ///
    /// # Errors
    /// What the store said; an empty store is an empty list.
    pub fn find(&self, profile: &Profile, realms: &[Realm]) -> Result<Found, StoreError> {
        let names: HashMap<&str, &Realm> =
            realms.iter().map(|realm| (realm.as_str(), realm)).collect();
        let asked: Vec<&str> = realms.iter().map(Realm::as_str).collect();
        let mut found = Found::default();
        for StoredItem { realm, secret } in self
            .store
            .find(profile.name().unwrap_or_default(), &asked)?
        {
            match (Credential::from_payload(&secret), names.get(realm.as_str())) {
                (Ok(credential), _) if credential.profile == *profile => {
                    found.credentials.push(credential);
                }
                (Ok(_), _) | (Err(_), None) => {}
                (Err(_), Some(&realm)) => found.spoilt.push((realm.clone(), StoreError::Corrupt)),
            }
        }
        let is_spoilt = |realm: &Realm| found.spoilt.iter().any(|(spoilt, _)| spoilt == realm);
        found
            .credentials
            .retain(|credential| !is_spoilt(&credential.registry.realm()));
        let doubtful = ambiguous(&found.credentials);
        found
            .credentials
            .retain(|credential| !doubtful.contains(&credential.registry.realm()));
        found.spoilt.extend(
            doubtful
                .into_iter()
                .map(|realm| (realm, StoreError::Ambiguous)),
        );
        Ok(found)
    }

    /// Stores the credential, reads it back and compares.
    ///
    /// # Errors
    /// `Refused` for what could never be handed over; `StoreMissing` where the store only has
    /// memory and the credential outlives a session; else what the store said.
    pub fn put(
        &self,
        credential: &Credential,
        now: u64,
        explain: &dyn Fn(&StoreError) -> Error,
    ) -> Result<(), Error> {
        credential.check().map_err(|unfit| unfit.refused())?;
        let lifetime = credential.expires.remaining(now);
        if self.store.durability() == Durability::Memory && !credential.expires.is_session(now) {
            let hours = LONGEST_SESSION / 3600;
            let why = format!(
                "the {} keeps only what is known to expire within {hours} hours",
                self.store.name()
            );
            return Err(explain(&StoreError::Unavailable(why)));
        }
        let payload = credential.to_payload().ok_or_else(|| {
            Error::new(
                ErrorKind::Usage,
                "the secret is not text, so no registry can take it",
            )
        })?;
        let key = credential.store_key();
        self.store
            .put(&key, &credential.label(), &payload, lifetime)
            .map_err(|error| explain(&error))?;
        match self.store.get(&key).map_err(|error| explain(&error))? {
            Some(read) if read.same_as(&payload) => Ok(()),
            Some(_) | None => Err(explain(&StoreError::Other(
                "what was stored did not come back the same".into(),
            ))),
        }
    }

    /// Removes the credential; `false` where there was none.
    ///
    /// # Errors
    /// What the store said.
    pub fn remove(
        &self,
        profile: &Profile,
        registry: &Registry,
        purpose: Use,
    ) -> Result<bool, StoreError> {
        self.store.delete(&store_key(profile, registry, purpose))
    }

    /// Removes all items that answer to the name of this one, where more than one does; how many
    /// there were.
    ///
    /// # Errors
    /// What the store said.
    pub fn remove_all(
        &self,
        profile: &Profile,
        registry: &Registry,
        purpose: Use,
    ) -> Result<usize, StoreError> {
        self.store
            .delete_all(&store_key(profile, registry, purpose))
    }

    /// What all profiles but this one have. Reads names only: whether it is a living credential is
    /// not known.
    ///
    /// # Errors
    /// What the store said.
    pub fn other_holders(&self, profile: &Profile) -> Result<Vec<Holder>, StoreError> {
        let keys = self.store.list_others(profile.name().unwrap_or_default())?;
        Ok(keys.into_iter().filter_map(|key| holder(&key)).collect())
    }

    /// What this profile has, unless it is more than so much. Reads names only, as
    /// [`CredentialStore::other_holders`] does.
    ///
    /// # Errors
    /// What the store said.
    pub fn few_holders(
        &self,
        profile: &Profile,
        at_most: usize,
    ) -> Result<Option<Vec<Holder>>, StoreError> {
        let keys = self
            .store
            .list_few(profile.name().unwrap_or_default(), at_most)?;
        Ok(keys.map(|keys| keys.into_iter().filter_map(|key| holder(&key)).collect()))
    }

    /// Every item, sorted by key, each read on its own so that a damaged one is shown as such.
    ///
    /// # Errors
    /// What the store said of the whole; what it said of one item stands beside that item.
    pub fn all(&self) -> Result<Vec<Stored>, StoreError> {
        let keys = self.store.list()?;
        Ok(keys
            .into_iter()
            .map(|key| {
                let credential = match self.store.get(&key) {
                    Ok(Some(item)) => Credential::from_payload(&item).map_err(payload_error),
                    Ok(None) => Err(StoreError::Other("it vanished while it was read".into())),
                    Err(error) => Err(error),
                };
                (key, credential)
            })
            .collect())
    }
}

fn holder(key: &StoreKey) -> Option<Holder> {
    Some(Holder {
        profile: Profile::of_key(&key.profile)?,
        registry: Registry::parse_any(&format!("{}{}", key.realm, key.path)).ok()?,
        purpose: Use::parse(&key.purpose)?,
    })
}

fn payload_error(error: PayloadError) -> StoreError {
    match error {
        PayloadError::Damaged => StoreError::Corrupt,
        PayloadError::Newer | PayloadError::Unfit => StoreError::Other(error.to_string()),
    }
}

/// The realms in which two items claim the same registry and use: nobody can say which is meant.
fn ambiguous(credentials: &[Credential]) -> HashSet<Realm> {
    let mut known = HashSet::new();
    let twins = credentials
        .iter()
        .filter(|one| !known.insert(one.store_key()));
    twins.map(|one| one.registry.realm()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{CredentialKind, Expiry};
    use npmcred_platform::Secret;
    use npmcred_platform::testing::MemoryStore;

    fn stored(url: &str) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse_any(url).unwrap(),
            kind: CredentialKind::Granular,
            purpose: Use::Any,
            owner: None,
            issued: 0,
            expires: Expiry::Unknown,
            grant: None,
            secret: Secret::from("secret".to_owned()),
        }
    }

    #[test]
    fn thousands_of_realms_are_one_question_also_where_an_item_is_damaged() {
        let store = MemoryStore::new();
        for url in [
            "https://h7.example/",
            "https://h9.example/",
            "https://foreign.example/",
        ] {
            let one = stored(url);
            store
                .put(&one.store_key(), "", &one.to_payload().unwrap(), None)
                .unwrap();
        }
        let damaged = stored("https://h8.example/").store_key();
        store
            .put(&damaged, "", &Secret::from("{".to_owned()), None)
            .unwrap();
        let before = store.calls().len();
        let realm = |at: usize| {
            Registry::parse_any(&format!("https://h{at}.example/"))
                .unwrap()
                .realm()
        };
        let realms: Vec<Realm> = (0..2000).map(realm).collect();
        let found = CredentialStore::new(&store)
            .find(&Profile::DEFAULT, &realms)
            .unwrap();
        assert_eq!(store.calls()[before..], ["find"]);
        let urls: Vec<String> = found
            .credentials
            .iter()
            .map(|one| one.registry.to_string())
            .collect();
        assert_eq!(urls, ["https://h7.example/", "https://h9.example/"]);
        assert_eq!(found.spoilt, [(realm(8), StoreError::Corrupt)]);
    }
}
