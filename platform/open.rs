//! Picks the credential store of this machine.
//!
//! A store that is locked, hung or refusing is still *the* store: its error is reported, and no
//! weaker store is used instead.

use crate::{Advice, Prompting, SecretStore, StoreError, system};
use std::ffi::OsString;

/// Looks up one environment variable; the caller owns the environment.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Opens the store of this system: on Linux the Secret Service, otherwise the kernel keyring; on
/// macOS the Keychain; on Windows the Credential Manager.
///
/// # Errors
/// [`StoreError::Unavailable`] if the machine has none, with the reason; [`StoreError::TimedOut`]
/// if there is one that does not answer.
pub fn open_store(
    env: Lookup<'_>,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    system::open_store(env, prompting)
}

/// Advice about a failed store on this machine, best first.
#[must_use]
pub fn store_choices(env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    system::store_choices(env, error)
}

/// Facts about a failed store that the user should know and no command changes.
#[must_use]
pub fn store_notes(error: &StoreError) -> Vec<String> {
    system::store_notes(error)
}
