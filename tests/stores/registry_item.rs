//! The item that most tests of the Secret Service store and look up, and how its errors are read.
//!
//! Every error must name the service that gave it, so `says` checks that on the way.

use npmcred_platform::testing::secret_service;
use npmcred_platform::{PROMPT_DEADLINE, Prompting, SecretStore, StoreError, StoreKey};

use crate::key;
use crate::secret_service::PrivateBus;

pub(super) const REALM: &str = "https://registry.example";

pub(super) fn here() -> StoreKey {
    key(REALM, "/", "any")
}

pub(super) fn open(bus: &PrivateBus, prompting: Prompting) -> Box<dyn SecretStore> {
    secret_service(&bus.env(), prompting, PROMPT_DEADLINE).unwrap()
}

/// What happened, and that it says where: in GNOME Keyring.
#[track_caller]
pub(super) fn says<T>(answer: Result<T, StoreError>) -> StoreError {
    let error = answer.err().unwrap();
    assert!(
        error
            .to_string()
            .contains("the Secret Service (GNOME Keyring)"),
        "{error}"
    );
    error.into_bare()
}
