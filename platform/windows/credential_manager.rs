//! The Credential Manager, through `windows-native-keyring-store`.
//!
//! It takes 2,560 bytes. Items are kept on this machine only: by default they would roam with the
//! profile to other machines.

use crate::keyring_family::{Kind, NativeStore};
use crate::secret_store::{Prompting, SecretStore, StoreError};
use keyring_core::CredentialStore;
use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use windows_native_keyring_store::Store;

static KIND: Kind = Kind {
    name: "Credential Manager",
    search: &[("pattern", r"\|npmcred:[^|]*$")],
    create: &[("persistence", "Local")],
    translate,
};

pub(super) fn open(prompting: Prompting) -> Result<Box<dyn SecretStore>, StoreError> {
    let store = NativeStore::open(&KIND, prompting, || {
        // A target is user, divider, service; neither of ours has this divider at its end.
        let store: Arc<CredentialStore> =
            Store::new_with_configuration(&HashMap::from([("divider", "|")]))?;
        Ok((store, Box::new(()) as Box<dyn Any>))
    })?;
    Ok(Box::new(store))
}

fn translate(error: &(dyn std::error::Error + Send + Sync + 'static)) -> StoreError {
    // The crate's own text for a session without credentials, for example that of a service.
    let text = error.to_string();
    if text.contains("ERROR_NO_SUCH_LOGON_SESSION") {
        return StoreError::Unavailable("this logon session has no credentials".to_owned());
    }
    StoreError::Other(text)
}
