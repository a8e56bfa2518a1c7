//! The login keychain, through `apple-native-keyring-store`.
//!
//! A locked keychain asks on the screen by itself, whichever program calls. If nobody may be asked,
//! the whole process must be told so first.

use crate::keyring_family::{Kind, NativeStore};
use crate::secret_store::{Prompting, SecretStore, StoreError};
use apple_native_keyring_store::keychain::Store;
use keyring_core::{CredentialStore, Error};
use security_framework::os::macos::keychain::SecKeychain;
use std::any::Any;
use std::sync::Arc;

// From Apple's SecBase.h.
const USER_CANCELED: i32 = -128;
const NOT_AVAILABLE: i32 = -25291;
const AUTH_FAILED: i32 = -25293;
const NO_SUCH_KEYCHAIN: i32 = -25294;
const NO_DEFAULT_KEYCHAIN: i32 = -25307;
const INTERACTION_NOT_ALLOWED: i32 = -25308;
const INVALID_OWNER_EDIT: i32 = -25244;

static KIND: Kind = Kind {
    name: "Keychain",
    search: &[],
    create: &[],
    translate,
};

pub(super) fn open(prompting: Prompting) -> Result<Box<dyn SecretStore>, StoreError> {
    let store = NativeStore::open(&KIND, prompting, move || {
        let quiet: Box<dyn Any> = match prompting {
            Prompting::Never => Box::new(
                SecKeychain::disable_user_interaction()
                    .map_err(|error| Error::PlatformFailure(Box::new(error)))?,
            ),
            Prompting::Allowed => Box::new(()),
        };
        let store: Arc<CredentialStore> = Store::new()?;
        Ok((store, quiet))
    })?;
    Ok(Box::new(store))
}

fn translate(error: &(dyn std::error::Error + Send + Sync + 'static)) -> StoreError {
    match error
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| error.code())
    {
        Some(INTERACTION_NOT_ALLOWED) => StoreError::Locked,
        Some(USER_CANCELED | AUTH_FAILED | INVALID_OWNER_EDIT) => StoreError::Denied,
        Some(NOT_AVAILABLE | NO_SUCH_KEYCHAIN | NO_DEFAULT_KEYCHAIN) => {
            StoreError::Unavailable("there is no login keychain".to_owned())
        }
        _ => StoreError::Other(error.to_string()),
    }
}
