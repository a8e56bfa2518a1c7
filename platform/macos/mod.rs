//! macOS: the Keychain.

pub(crate) mod handover;
mod keychain;

use crate::keychain_answer as answer;

use crate::advice::Advice;
use crate::secret::Secret;
use crate::secret_store::{Prompting, SecretStore, StoreError};
use crate::unlocking::Unlocking;
use crate::variable::{Lookup, is_over_ssh};
use std::ffi::OsString;
use std::time::Duration;

pub(crate) fn open_store(
    env: Lookup<'_>,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    // A window would be on a screen that nobody sits at.
    let prompting = match is_over_ssh(env) {
        true => Prompting::Never,
        false => prompting,
    };
    Ok(Box::new(keychain::Keychain::open(prompting)?))
}

pub(crate) fn store_choices(_env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    match error.bare() {
        StoreError::Locked | StoreError::Unavailable(_) => {
            vec![Advice::typed(
                "unlock the login keychain",
                "security unlock-keychain",
            )]
        }
        StoreError::Guarded => vec![Advice::typed(
            "at the screen, and with `Always Allow` in the window that asks",
            "npm whoami",
        )],
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

/// There is always one.
pub(crate) fn opener(_filled: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    Some("open")
}
