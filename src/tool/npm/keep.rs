//! Keeping a credential that was typed or saved, and what to type where it cannot be kept.

use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, literal, registry_of};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::Config;
use crate::profile;
use crate::report::Command;

/// The command that keeps such a credential.
pub(super) fn command_for(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Basic | CredentialKind::Auth => "npmcred store --basic --username NAME",
        CredentialKind::Session | CredentialKind::Granular => "npmcred store",
    }
}

/// Keeps a credential, as the active profile's; returns the store's name.
///
/// # Errors
/// Those of [`Context::check_handover`]; as for [`profile::active`]; what the store said.
pub(super) fn keep(context: &Context, credential: &mut Credential) -> Result<&'static str> {
    context.check_handover()?;
    credential.profile = profile::active(context)?.profile;
    let store = context.store(context.prompting_if_attended())?;
    CredentialStore::new(store.as_ref()).put(credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    Ok(store.name())
}

/// Why a secret under this key stays out of the store, and how to keep it.
#[must_use]
pub(super) fn refused(config: &Config, key: &str) -> Error {
    let error = Error::new(
        ErrorKind::Refused,
        format!("npm would write {key} into a file in plain text"),
    );
    by_hand(error, config, key)
}

/// How to keep a secret of this key; nothing to type where nobody can tell what for.
pub(super) fn by_hand(error: Error, config: &Config, key: &str) -> Error {
    let Some(registry) = registry_of(config, literal::dart(key)) else {
        return error;
    };
    let command = Command::new("npmcred store").flag("--registry", registry.to_string());
    let command = if key.ends_with("_authToken") {
        command
    } else {
        command.fixed("--basic --username NAME")
    };
    error.cure("keep it in the system's store", command)
}
