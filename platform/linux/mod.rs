//! Linux: the Secret Service of the desktop, otherwise the kernel's keyring.

pub(crate) mod ancestors;
mod choices;
pub(crate) mod handover;
mod keepassxc;
pub(crate) mod kernel_keyring;
mod mapping;
mod obstacle;
pub(crate) mod secret_service;
mod short_turns;
mod unlock;
pub(crate) mod wall;
mod watcher;

pub(crate) use choices::{store_choices, store_notes};
pub(crate) use unlock::{unlock, unlocking};

use crate::secret_store::{Prompting, SecretStore, StoreError, StoreName};
use crate::variable::Lookup;
use kernel_keyring::KernelKeyring;
use secret_service::provider::KEEPASSXC;
use secret_service::{NAME, SecretService};

pub(crate) fn open_store(
    env: Lookup<'_>,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    let why = match SecretService::open(env, prompting) {
        Ok(store) => return Ok(Box::new(store)),
        // The only errors which say that no store answers.
        Err(StoreError::Unavailable(_)) if keepassxc::is_set_up(env) => StoreError::Unreachable(
            "KeePassXC is set up to keep secrets, and does not run".to_owned(),
        )
        .of(StoreName::new(NAME, Some(KEEPASSXC.to_owned()))),
        Err(why @ StoreError::Unreachable(_)) => why.of(StoreName::new(NAME, None)),
        Err(why @ StoreError::Unavailable(_)) => why,
        Err(error) => return Err(error),
    };
    match (KernelKeyring::open(), why) {
        (Ok(store), why) => Ok(Box::new(store.instead_of(why))),
        (Err(StoreError::Unavailable(also)), StoreError::Unavailable(why)) => {
            Err(StoreError::Unavailable(format!("{why}; {also}")))
        }
        (Err(StoreError::Unavailable(also)), StoreError::Of(store, why)) => match *why {
            StoreError::Unreachable(why) => {
                Err(StoreError::Unreachable(format!("{why}; {also}")).of(store))
            }
            other => Err(other.of(store)),
        },
        (Err(error), _) => Err(error),
    }
}

/// `xdg-open`, if there is a display.
pub(crate) fn opener(filled: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    (filled("DISPLAY") || filled("WAYLAND_DISPLAY")).then_some("xdg-open")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_any_store_both_reasons_are_told() {
        let open = || {
            kernel_keyring::sandbox::forbid_keyrings();
            let no_bus =
                |name: &str| (name == "DBUS_SESSION_BUS_ADDRESS").then(|| "disabled:".into());
            open_store(&no_bus, Prompting::Never).err()
        };
        let both = std::thread::spawn(open).join().unwrap();
        let Some(StoreError::Unreachable(why)) = both.clone().map(StoreError::into_bare) else {
            panic!("{both:?}")
        };
        let last = "the kernel keyring is forbidden here (seccomp)";
        assert!(
            why.starts_with("no session bus") && why.ends_with(last),
            "{why}"
        );
    }
}
