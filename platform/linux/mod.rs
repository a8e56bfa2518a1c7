//! Linux: the Secret Service of the desktop, else the kernel's keyring.

pub(crate) mod ancestors;
mod choices;
pub(crate) mod handover;
pub(crate) mod kernel_keyring;
mod mapping;
pub(crate) mod secret_service;
mod watcher;

pub(crate) use choices::{store_choices, store_notes};

use crate::{Lookup, Prompting, SecretStore, StoreError};
use kernel_keyring::KernelKeyring;
use secret_service::SecretService;

pub(crate) fn open_store(env: Lookup<'_>, prompting: Prompting) -> Result<Box<dyn SecretStore>, StoreError> {
    let why = match SecretService::open(env, prompting) {
        Ok(store) => return Ok(Box::new(store)),
        // The only errors that say that nobody is there.
        Err(why @ (StoreError::Unavailable(_) | StoreError::Unreachable(_))) => why,
        Err(error) => return Err(error),
    };
    match (KernelKeyring::open(), why) {
        (Ok(store), why) => Ok(Box::new(store.instead_of(why))),
        (Err(StoreError::Unavailable(also)), StoreError::Unavailable(why)) => {
            Err(StoreError::Unavailable(format!("{why}; {also}")))
        }
        (Err(StoreError::Unavailable(also)), StoreError::Unreachable(why)) => {
            Err(StoreError::Unreachable(format!("{why}; {also}")))
        }
        (Err(error), _) => Err(error),
    }
}

/// `xdg-open`, where there is a display.
pub(crate) fn opener(filled: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    (filled("DISPLAY") || filled("WAYLAND_DISPLAY")).then_some("xdg-open")
}
