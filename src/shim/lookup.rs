//! What the store said of the active profile, kept so that any number of registries can be
//! resolved from one look-up.

use super::reach;
use super::stand_in::StandIn;
use crate::context::Context;
use crate::credential::{
    Choice, Credential, CredentialStore, Holder, LookupResult, Profile, Use, choose,
};
use crate::error::{Error, Result};
use crate::profile;
use crate::registry::{Realm, Registry};
use crate::tool::{Reach, Settings};
use npmcred_platform::{Prompting, SecretStore};
use std::cell::OnceCell;
use std::collections::HashMap;

/// The answer.
pub(super) struct StoreLookup {
    /// Whose credentials were looked for; the default profile's also where that could not be made
    /// out.
    pub profile: Profile,
    answer: StoreAnswer,
    store: Option<Box<dyn SecretStore>>,
    stand_in: Option<StandIn>,
    /// What may be asked besides and is stored for.
    pub beside: Vec<Registry>,
    /// What the other profiles have, by realm; looked up at most once, and only where something is
    /// missing.
    others: OnceCell<HashMap<String, Vec<Holder>>>,
    /// The store that could not be asked, made out at most once likewise.
    elsewhere: OnceCell<Option<Error>>,
}

enum StoreAnswer {
    Nothing,
    Given {
        credentials: Vec<Credential>,
        spoilt: Vec<(Realm, Error)>,
    },
    Failed(Error),
}

impl StoreLookup {
    /// Asks the store for these realms, and for what may be asked besides; where that is nothing,
    /// nobody is asked.
    #[must_use]
    pub(super) fn ask(context: &Context, settings: &dyn Settings, realms: &[Realm]) -> Self {
        let reach = settings.reach();
        let asked = |profile, answer, store| {
            let (beside, others, elsewhere) = (Vec::new(), OnceCell::new(), OnceCell::new());
            Self {
                profile,
                answer,
                store,
                stand_in: None,
                beside,
                others,
                elsewhere,
            }
        };
        if realms.is_empty() && reach.is_nowhere() {
            return asked(Profile::DEFAULT, StoreAnswer::Nothing, None);
        }
        let (profile, stand_in) = match profile::active(context) {
            Ok(active) => (active.profile, active.stand_in),
            Err(error) => return asked(Profile::DEFAULT, StoreAnswer::Failed(error), None),
        };
        let prompting = if settings.access().needs_credential {
            context.prompting_if_attended()
        } else {
            Prompting::Never
        };
        let store = match context.store(prompting) {
            Ok(store) => store,
            Err(error) => return asked(profile, StoreAnswer::Failed(error), None),
        };
        let find = || {
            if realms.is_empty() {
                Ok(LookupResult::default())
            } else {
                CredentialStore::new(store.as_ref()).find(&profile, realms)
            }
        };
        let answer = match find() {
            Ok(LookupResult {
                credentials,
                spoilt,
            }) => {
                let spoilt = spoilt
                    .into_iter()
                    .map(|(realm, error)| (realm, context.item_error(&error)));
                StoreAnswer::Given {
                    credentials,
                    spoilt: spoilt.collect(),
                }
            }
            Err(error) => StoreAnswer::Failed(context.store_error(&error)),
        };
        let mut all = asked(profile, answer, Some(store));
        all.stand_in = stand_in.map(|other| StandIn::new(other, realms));
        all.ask_besides(settings, realms, &reach);
        all
    }

    /// What it cannot say of these is not worth failing for.
    fn ask_besides(&mut self, settings: &dyn Settings, realms: &[Realm], reach: &Reach) {
        let (StoreAnswer::Given { credentials, .. }, Some(store)) = (&mut self.answer, &self.store)
        else {
            return;
        };
        if reach.is_nowhere() {
            return;
        }
        let stored = CredentialStore::new(store.as_ref());
        let mut more = reach::realms(reach, settings, &stored, &self.profile);
        more.retain(|realm| !realms.contains(realm));
        if !more.is_empty()
            && let Ok(found) = stored.find(&self.profile, &more)
        {
            credentials.extend(found.credentials);
        }
        for one in credentials
            .iter()
            .filter(|one| reach::may_be_needed(reach, settings, one))
        {
            if !self.beside.contains(&one.registry) {
                self.beside.push(one.registry.clone());
            }
        }
    }

    /// Which of the profile's credentials serves the registry.
    ///
    /// # Errors
    /// What the store said of this realm or of all.
    pub(super) fn choose(&self, registry: &Registry, wanted: Use, now: u64) -> Result<Choice<'_>> {
        match &self.answer {
            StoreAnswer::Nothing => Ok(Choice::NotFound),
            StoreAnswer::Failed(error) => Err(error.clone()),
            StoreAnswer::Given {
                credentials,
                spoilt,
            } => match spoilt.iter().find(|(realm, _)| *realm == registry.realm()) {
                Some((_, error)) => Err(error.clone()),
                None => Ok(choose(credentials, registry, wanted, now)),
            },
        }
    }

    /// The profile that stands in for reading from this registry, and what it has. `None` where the
    /// active one has anything in its realm: there, both could be meant.
    #[must_use]
    pub(super) fn stand_in(&self, registry: &Registry, now: u64) -> Option<(&Profile, Choice<'_>)> {
        let realm = registry.realm();
        if self.has(|credential| credential.registry.realm() == realm) {
            return None;
        }
        let (other, store) = (self.stand_in.as_ref()?, self.store.as_ref()?);
        Some((&other.profile, other.choose(store.as_ref(), registry, now)?))
    }

    /// Why a credential that is not here may lie in a store that could not be asked.
    #[must_use]
    pub(super) fn elsewhere(&self, context: &Context, registry: &Registry) -> Option<Error> {
        let store = self.store.as_ref()?;
        let other = self
            .elsewhere
            .get_or_init(|| context.elsewhere(store.as_ref()))
            .clone()?;
        let what = format!(
            "nothing is stored for {registry}{} in the {}",
            self.profile.aside(),
            store.name()
        );
        Some(other.after(&what))
    }

    /// Whether the profile has a credential like this.
    #[must_use]
    pub(super) fn has(&self, test: impl Fn(&Credential) -> bool) -> bool {
        matches!(&self.answer, StoreAnswer::Given { credentials, .. } if credentials.iter().any(test))
    }

    /// The other profiles that have something for the registry and this use. What cannot be looked
    /// up is not worth failing for, and nobody is asked for a password.
    #[must_use]
    pub(super) fn other_profiles(&self, registry: &Registry, wanted: Use) -> Vec<Profile> {
        let others = self.others.get_or_init(|| {
            let holders = self
                .store
                .as_ref()
                .map(|store| CredentialStore::new(store.as_ref()).other_holders(&self.profile));
            let mut by_realm: HashMap<String, Vec<Holder>> = HashMap::new();
            for holder in holders
                .and_then(std::result::Result::ok)
                .unwrap_or_default()
            {
                by_realm
                    .entry(holder.registry.realm().as_str().to_owned())
                    .or_default()
                    .push(holder);
            }
            by_realm
        });
        let holders = others
            .get(registry.realm().as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let serving = holders
            .iter()
            .filter(|one| one.registry.covers(registry) && one.purpose.serves(wanted));
        let mut profiles: Vec<Profile> = serving.map(|one| one.profile.clone()).collect();
        profiles.sort();
        profiles.dedup();
        profiles
    }
}
