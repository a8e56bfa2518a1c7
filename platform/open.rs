//! Opens the credential store of this machine, or the one that the user chose.
//!
//! A store that is locked, hung or refusing is still *the* store: its error is reported, and no
//! weaker store is used instead.

use crate::advice::Advice;
use crate::secret::Secret;
#[cfg(not(unix))]
use crate::secret_store::StoreName;
use crate::secret_store::{Prompting, SecretStore, StoreError};
use crate::system;
#[cfg(unix)]
use crate::unix::pass;
use crate::unlocking::Unlocking;
use crate::variable::Lookup;
use std::ffi::OsString;
use std::time::Duration;

/// Which store the user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreChoice {
    /// That of the system: on Linux the Secret Service, otherwise the kernel keyring; on macOS the
    /// Keychain; on Windows the Credential Manager.
    #[default]
    System,
    /// That of `pass`, and no other if there is none. Not on Windows.
    Pass,
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Which one.
    pub choice: StoreChoice,
    /// Whether it may ask.
    pub prompting: Prompting,
}

impl Opening {
    /// The store of the system.
    #[must_use]
    pub const fn of_system(prompting: Prompting) -> Self {
        Self {
            choice: StoreChoice::System,
            prompting,
        }
    }
}

/// Opens this store.
///
/// # Errors
/// [`StoreError::Unavailable`] if the machine has none, with the reason;
/// [`StoreError::Unreachable`] if this environment leads to none; [`StoreError::TimedOut`] if there
/// is one that does not answer.
pub fn open_store(env: Lookup<'_>, opening: Opening) -> Result<Box<dyn SecretStore>, StoreError> {
    match opening.choice {
        StoreChoice::System => system::open_store(env, opening.prompting),
        #[cfg(unix)]
        StoreChoice::Pass => Ok(Box::new(pass::PassStore::open(env, opening.prompting)?)),
        #[cfg(not(unix))]
        StoreChoice::Pass => {
            let why = "pass is not made for this system".to_owned();
            Err(StoreError::Unavailable(why).of(StoreName::new("password store", None)))
        }
    }
}

/// Advice about a failed store on this machine, best first.
#[must_use]
pub fn store_choices(env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    #[cfg(unix)]
    if pass::is_pass(error) {
        return pass::store_choices(env, error);
    }
    // The store of this system has no name where it fails so.
    #[cfg(not(unix))]
    if error.store().is_some() && matches!(error.bare(), StoreError::Unavailable(_)) {
        return vec![Advice::typed(
            "go back to the store of the system",
            "npmcred config store --unset",
        )];
    }
    system::store_choices(env, error)
}

/// Facts about a failed store that the user should know and no command changes.
#[must_use]
pub fn store_notes(error: &StoreError) -> Vec<String> {
    system::store_notes(error)
}

/// What a password could do here. Starts the keyring's program if it is installed and does not run;
/// `variables` is its environment, `patience` how long it may take until it is on the bus.
#[must_use]
pub fn unlocking(
    env: Lookup<'_>,
    variables: &[(OsString, OsString)],
    patience: Duration,
) -> Unlocking {
    system::unlocking(env, variables, patience)
}

/// Unlocks the keyring with its password, or makes it with this one.
///
/// # Errors
/// [`StoreError::Denied`] if the password is another one; those of the store.
pub fn unlock(env: Lookup<'_>, password: &Secret) -> Result<(), StoreError> {
    system::unlock(env, password)
}
