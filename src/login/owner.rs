//! Learns whose a stored credential is, and stores the name with it.

use super::caller::Authorization;
use super::identity::question;
use super::request::LoginRequest;
use super::taken::is_same;
use crate::context::Context;
use crate::credential::{Credential, CredentialStore};
use crate::error::Result;
use crate::http::Client;
use npmcred_platform::SecretStore;

/// Asks the registry once whose a new credential is, where the login did not say. It is stored by
/// then: a registry that does not answer, or does not know the question, costs a wait and nothing
/// else.
pub(super) fn learn(
    context: &Context,
    client: &Client,
    request: &LoginRequest,
    credential: &mut Credential,
) {
    if credential.owner.is_some() {
        return;
    }
    let caller = request.caller_as("whoami", Authorization::of(credential));
    let Ok((200, Some(name))) = question(client, &caller, &credential.registry) else {
        return;
    };
    // A store that fails now has it, only not the name.
    if let Ok(store) = context.store(context.prompting_if_attended()) {
        remember(context, store.as_ref(), credential, name);
    }
}

/// Stores the owner of a credential of which nobody knew one, unless it has left the store while
/// the registry was asked.
pub(super) fn remember(
    context: &Context,
    store: &dyn SecretStore,
    credential: &mut Credential,
    name: String,
) {
    if credential.owner.is_some() || name.is_empty() {
        return;
    }
    credential.owner = Some(name);
    if let Err(error) = store_again(context, store, credential) {
        context.report.note(&format!(
            "the owner of the credential for {} could not be stored: {error}",
            credential.registry
        ));
    }
}

fn store_again(context: &Context, store: &dyn SecretStore, credential: &Credential) -> Result<()> {
    let credentials = CredentialStore::new(store);
    let found = credentials
        .find(&credential.profile, &[credential.registry.realm()])
        .map_err(|error| context.store_error(&error))?;
    let is_it = |known: &Credential| {
        known.store_key() == credential.store_key() && is_same(known, credential)
    };
    if !found.credentials.iter().any(is_it) {
        return Ok(());
    }
    credentials.put(credential, context.now(), &|error| {
        context.store_error(error)
    })
}
