//! Unlocking what `pass` keeps.

use crate::context::Context;
use crate::error::Result;
use npmcred_platform::{Prompting, SecretStore};

/// GnuPG asks for the passphrase itself, when it has to decrypt something.
pub(super) fn unlock(context: &Context) -> Result<&'static str> {
    let store = context.store(Prompting::Allowed)?;
    let first = |store: &dyn SecretStore| match store.list()?.first() {
        Some(key) => store.get(key).map(|_| "the password store is unlocked\n"),
        None => Ok("the password store holds nothing yet that could be locked\n"),
    };
    first(store.as_ref()).map_err(|error| context.store_error(&error))
}
