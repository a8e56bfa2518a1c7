//! What the profile that stands in for a folder's profile has (see [`crate::profile`]).
//!
//! The store is asked for it at most once. It is asked only where the folder's profile has nothing
//! for the whole realm of a registry that the command reads from. What cannot be looked up is not
//! worth failing for.

use crate::credential::{Choice, Credential, CredentialStore, Profile, Use, choose};
use crate::registry::{Realm, Registry};
use npmcred_platform::SecretStore;
use std::cell::OnceCell;

/// The profile, and what it has.
pub(super) struct StandIn {
    /// The profile.
    pub profile: Profile,
    realms: Vec<Realm>,
    found: OnceCell<Vec<Credential>>,
}

impl StandIn {
    /// This profile, for these realms.
    #[must_use]
    pub(super) fn new(profile: Profile, realms: &[Realm]) -> Self {
        Self {
            profile,
            realms: realms.to_vec(),
            found: OnceCell::new(),
        }
    }

    /// Which of its credentials serves to read from the registry, alive or not.
    #[must_use]
    pub(super) fn choose(
        &self,
        store: &dyn SecretStore,
        registry: &Registry,
        now: u64,
    ) -> Option<Choice<'_>> {
        let found = self.found.get_or_init(|| {
            let found = CredentialStore::new(store).find(&self.profile, &self.realms);
            found.map(|it| it.credentials).unwrap_or_default()
        });
        match choose(found, registry, Use::Read, now) {
            Choice::NotFound | Choice::OtherUse(_) => None,
            found @ (Choice::Found(_) | Choice::Expired(_)) => Some(found),
        }
    }
}
