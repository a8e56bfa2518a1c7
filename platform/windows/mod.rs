//! Windows: the Credential Manager, and what the process needs to start.

mod access;
mod console;
mod credential_manager;
pub(crate) mod enter;
pub(crate) mod files;
pub(crate) mod handover;
mod hidden_line;
mod job;
pub(crate) mod kept_path;
mod launched;
pub(crate) mod memory;
mod pipe;
pub(crate) mod process;
mod random;
mod registry;
pub(crate) mod session;
mod wide;

use crate::advice::Advice;
use crate::secret::Secret;
use crate::secret_store::{Prompting, SecretStore, StoreError};
use crate::unlocking::Unlocking;
use crate::variable::Lookup;
use std::ffi::OsString;
use std::time::Duration;

pub(crate) fn open_store(
    _env: Lookup<'_>,
    // It asks nobody anything.
    _prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    Ok(Box::new(credential_manager::CredentialManager::open()?))
}

pub(crate) fn store_choices(_env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    match error.bare() {
        StoreError::Unavailable(_) => {
            vec![Advice::by_hand(
                "log on to Windows with a password (at its desktop, by Remote Desktop, or over SSH), and run npmcred there",
            )]
        }
        _ => Vec::new(),
    }
}

/// The system unlocks its store itself.
pub(crate) fn unlocking(
    _env: Lookup<'_>,
    _variables: &[(OsString, OsString)],
    _patience: Duration,
) -> Unlocking {
    Unlocking::Impossible
}

pub(crate) fn unlock(_env: Lookup<'_>, _password: &Secret) -> Result<(), StoreError> {
    Err(StoreError::Unavailable("no keyring to unlock".to_owned()))
}

pub(crate) fn store_notes(_error: &StoreError) -> Vec<String> {
    Vec::new()
}

/// Not supported yet: `start` belongs to the shell, which would read the address as commands.
pub(crate) fn opener(_filled: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    None
}
