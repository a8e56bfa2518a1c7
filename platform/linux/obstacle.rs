//! Why the Secret Service cannot be used here, and whether a password of the user's helps.

use super::keepassxc;
use super::secret_service::provider::{KEEPASSXC, takes_password};
use super::secret_service::{NAME, SecretService};
use crate::secret_store::{Prompting, SecretStore, StoreError, StoreName};
use crate::variable::Lookup;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StoreObstacle {
    /// It can be used.
    None,
    /// This environment leads to no session bus.
    NoBus,
    /// Nobody on the bus answers to its name.
    NoService,
    /// GNOME Keyring has no default collection.
    NoCollection,
    /// GNOME Keyring is locked.
    Locked,
    /// Another program keeps the secrets, and is locked or shows none: it takes no password from
    /// us.
    Foreign(StoreName),
    /// It is there, and fails or does not answer.
    Failing,
}

pub(super) fn obstacle(env: Lookup<'_>) -> StoreObstacle {
    let store = match SecretService::open(env, Prompting::Never) {
        Ok(store) => store,
        Err(StoreError::Unreachable(_)) => return StoreObstacle::NoBus,
        Err(StoreError::Unavailable(_)) if keepassxc::is_set_up(env) => {
            return StoreObstacle::Foreign(StoreName::new(NAME, Some(KEEPASSXC.to_owned())));
        }
        Err(StoreError::Unavailable(_)) => return StoreObstacle::NoService,
        Err(_) => return StoreObstacle::Failing,
    };
    let found = match store.ready().map_err(StoreError::into_bare) {
        Ok(()) => return StoreObstacle::None,
        Err(StoreError::Locked) => StoreObstacle::Locked,
        Err(StoreError::Unavailable(_)) => StoreObstacle::NoCollection,
        Err(_) => return StoreObstacle::Failing,
    };
    let name = store.full_name();
    if takes_password(name.program()) {
        found
    } else {
        StoreObstacle::Foreign(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret_service::bus;
    use super::*;

    #[test]
    fn without_a_bus_the_machine_is_looked_at() {
        let env = |name: &str| (name == bus::VARIABLE).then(|| "disabled:".into());
        assert_eq!(obstacle(&env), StoreObstacle::NoBus);
    }
}
