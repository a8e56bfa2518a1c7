//! Credentials in the machine's store. Only this code turns items into credentials and back.

use super::model::{Credential, store_key};
use super::payload::PayloadError;
use super::profile::Profile;
use super::purpose::Use;
use super::session::LONGEST_SESSION;
use crate::error::{Error, ErrorKind};
use crate::registry::{Realm, Registry};
use npmcred_platform::{Durability, SecretStore, StoreError, StoreKey, StoredItem};
use std::collections::{HashMap, HashSet};

/// Reads and writes credentials in a store.
pub struct CredentialStore<'a> {
    store: &'a dyn SecretStore,
}

/// The result of a look-up for several realms.
#[derive(Debug, Default)]
pub struct LookupResult {
    /// The credentials.
    pub credentials: Vec<Credential>,
    /// The realms whose items cannot be used, with the reason.
    pub spoilt: Vec<(Realm, StoreError)>,
}

/// The holder of an item, known by the name of the item alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The profile.
    pub profile: Profile,
    /// The registry that it is stored for.
    pub registry: Registry,
    /// Its use.
    pub purpose: Use,
}

/// One item as it was found: a credential, or an unusable item under our key.
pub type Stored = (StoreKey, Result<Credential, StoreError>);

impl<'a> CredentialStore<'a> {
    /// Uses this store.
    #[must_use]
    pub fn new(store: &'a dyn SecretStore) -> Self {
        Self { store }
    }

    /// All credentials that the profile has for these realms, in one search and one fetch. A
    /// damaged item makes only its own realm unusable. An item whose payload names another profile
    /// is left out, wherever it is.
    ///
    /// # Errors
    /// Those of the store; an empty store is an empty list.
    pub fn find(&self, profile: &Profile, realms: &[Realm]) -> Result<LookupResult, StoreError> {
        let names: HashMap<&str, &Realm> =
            realms.iter().map(|realm| (realm.as_str(), realm)).collect();
        let asked: Vec<&str> = realms.iter().map(Realm::as_str).collect();
        let mut found = LookupResult::default();
        for StoredItem { realm, secret } in self
            .store
            .find(profile.name().unwrap_or_default(), &asked)?
        {
            match (Credential::from_payload(&secret), names.get(realm.as_str())) {
                (Ok(credential), _) if credential.profile == *profile => {
                    found.credentials.push(credential);
                }
                (Ok(_), _) | (Err(_), None) => {}
                (Err(error), Some(&realm)) => {
                    found.spoilt.push((realm.clone(), payload_error(&error)));
                }
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
    /// `Refused` for a secret that could never be handed over; `StoreMissing` if the store only has
    /// memory and the credential outlives a session; otherwise those of the store.
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
                "the {} only stores credentials that expire within {hours} hours",
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

    /// Removes the credential; `false` if there was none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn remove(
        &self,
        profile: &Profile,
        registry: &Registry,
        purpose: Use,
    ) -> Result<bool, StoreError> {
        self.store.delete(&store_key(profile, registry, purpose))
    }

    /// Removes all items with the name of this one, if there are several; returns how many there
    /// were.
    ///
    /// # Errors
    /// Those of the store.
    pub fn remove_all(
        &self,
        profile: &Profile,
        registry: &Registry,
        purpose: Use,
    ) -> Result<usize, StoreError> {
        self.store
            .delete_all(&store_key(profile, registry, purpose))
    }

    /// The items of all profiles but this one. It reads names only, so it does not know whether
    /// they have expired.
    ///
    /// # Errors
    /// Those of the store.
    pub fn other_holders(&self, profile: &Profile) -> Result<Vec<Holder>, StoreError> {
        let keys = self.store.list_others(profile.name().unwrap_or_default())?;
        Ok(keys.into_iter().filter_map(|key| holder(&key)).collect())
    }

    /// The items of this profile, unless there are more than the limit. It reads names only, as
    /// [`CredentialStore::other_holders`] does.
    ///
    /// # Errors
    /// Those of the store.
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

    /// Every item, sorted by key. Each is read on its own, so that a damaged one is shown as such.
    ///
    /// # Errors
    /// Those of the whole store; an error for one item is returned with that item.
    pub fn all(&self) -> Result<Vec<Stored>, StoreError> {
        let keys = self.store.list()?;
        Ok(keys
            .into_iter()
            .map(|key| {
                let credential = match self.store.get(&key) {
                    Ok(Some(item)) => {
                        Credential::from_payload(&item).map_err(|error| payload_error(&error))
                    }
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

fn payload_error(error: &PayloadError) -> StoreError {
    match error {
        PayloadError::Damaged(_) => StoreError::Corrupt,
        PayloadError::Newer | PayloadError::Unfit(_) => StoreError::Other(error.to_string()),
    }
}

/// The realms in which two items claim the same registry and use: it is unknown which one is meant.
fn ambiguous(credentials: &[Credential]) -> HashSet<Realm> {
    let mut known = HashSet::new();
    let twins = credentials
        .iter()
        .filter(|one| !known.insert(one.store_key()));
    twins.map(|one| one.registry.realm()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::expiry::Expiry;
    use super::super::kind::CredentialKind;
    use super::*;
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

    #[test]
    fn an_item_that_cannot_be_used_says_why() {
        let store = MemoryStore::new();
        let one = stored("https://h.example/");
        let newer = Secret::from(r#"{"v":2}"#.to_owned());
        let unfit = Credential {
            secret: Secret::from("${HOME}".to_owned()),
            ..stored("https://h.example/")
        };
        for (item, why) in [
            (newer, "newer npmcred"),
            (unfit.to_payload().unwrap(), "holds ${"),
        ] {
            store.put(&one.store_key(), "", &item, None).unwrap();
            let credentials = CredentialStore::new(&store);
            let found = credentials.find(&Profile::DEFAULT, &[one.registry.realm()]);
            let [(_, error)] = &found.unwrap().spoilt[..] else {
                panic!("{why}")
            };
            assert!(error.to_string().contains(why), "{error}");
        }
    }
}
