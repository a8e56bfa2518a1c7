//! Picks the credential store of this machine.
//!
//! A store that is there but locked, hung or refusing is still *the* store: its error is reported,
//! and nothing weaker is taken instead.

use crate::{Advice, Prompting, SecretStore, StoreError, system};
use std::ffi::OsString;

/// Looks up one environment variable; the caller owns the environment.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Opens the store of this system: on Linux the Secret Service, else the kernel keyring; on macOS
/// the Keychain; on Windows the Credential Manager.
///
/// # Errors
/// [`StoreError::Unavailable`] where the machine has none, with the reason;
/// [`StoreError::TimedOut`] where one is there and does not answer.
pub fn open_store(
    env: Lookup<'_>,
    prompting: Prompting,
) -> Result<Box<dyn SecretStore>, StoreError> {
    system::open_store(env, prompting)
}

/// What the user could do on this machine about a failed store, best first.
#[must_use]
pub fn store_choices(env: Lookup<'_>, error: &StoreError) -> Vec<Advice> {
    system::store_choices(env, error)
}

/// What the user should know about a failed store, and cannot type.
#[must_use]
pub fn store_notes(error: &StoreError) -> Vec<String> {
    system::store_notes(error)
}
