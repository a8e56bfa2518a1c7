//! Logs out: tells the registry, then removes everything here, whatever the registry answered.
//!
//! npm keeps a token that the registry no longer knows, and stops at a registry that does not
//! answer. That would leave a secret behind. So here it is always removed from this machine. A
//! token that could not be revoked is reported: now, or at the next run if this process is killed.

use super::caller::Authorization;
use super::identity::{Identity, identity};
use super::keep::stored;
use super::request::LoginRequest;
use super::revoke::{revoke, revoke_key};
use super::user_config::{FileChange, UserConfig};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::journal::{self, Deed, Entry};

/// The result of a logout.
#[derive(Debug, Default)]
pub(super) struct LoggedOut {
    /// The number of stored credentials that were removed.
    pub stored: usize,
    /// The keys that were removed from the user's file.
    pub removed: Vec<String>,
    /// Why a token is still accepted by the registry.
    pub unrevoked: Option<Error>,
    /// Whether the registry still accepts a token that it confirmed to be revoked.
    pub is_alive: bool,
}

impl LoggedOut {
    /// Whether there was nothing to log out of.
    pub(super) fn is_nothing(&self) -> bool {
        self.stored == 0 && self.removed.is_empty()
    }
}

/// Revokes and removes the credentials of the profile for the registry, in the store and in the
/// user's own file.
///
/// # Errors
/// Those of the store and of files. A token that could not be revoked is part of the result.
pub(super) fn log_out(
    context: &Context,
    config: &dyn UserConfig,
    client: &Client,
    request: &LoginRequest,
) -> Result<LoggedOut> {
    let registry = &request.registry;
    let removal = FileChange::RemoveCredential(registry);
    config.check(&removal)?;
    recover_interrupted(context, request)?;
    let mut done = LoggedOut::default();
    let known = match stored(context, &request.profile, registry) {
        Ok(known) => known,
        // Without a store, only npm's own file can hold one.
        Err(error) if error.kind == ErrorKind::StoreMissing => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut own: Vec<&Credential> = known
        .iter()
        .filter(|credential| credential.registry == *registry)
        .collect();
    // A token that may only read cannot revoke itself: the session revokes it, so the session goes
    // last.
    own.sort_by_key(|credential| key_of(credential).is_none());
    let session = own
        .iter()
        .rfind(|credential| key_of(credential).is_none() && credential.purpose.serves(Use::Write));
    for credential in &own {
        end_one(
            context,
            client,
            request,
            credential,
            session.copied(),
            &mut done,
        )?;
    }
    if let Some(token) = config.token(registry) {
        let caller = request.caller_as("logout", Authorization::bearer(registry.realm(), &token));
        done.unrevoked = revoke(client, &caller, registry, &token)
            .err()
            .or(done.unrevoked);
    }
    done.removed = config.change(&removal)?;
    done.is_alive = done.unrevoked.is_none()
        && own
            .iter()
            .any(|credential| is_alive(client, request, credential));
    Ok(done)
}

fn end_one(
    context: &Context,
    client: &Client,
    request: &LoginRequest,
    credential: &Credential,
    session: Option<&Credential>,
    done: &mut LoggedOut,
) -> Result<()> {
    let begun = journal::begin(
        context,
        entry(context, request, Deed::Logout, credential.purpose),
    )?;
    let revoked = match credential.kind {
        CredentialKind::Session | CredentialKind::Granular => {
            let by_key = key_of(credential)
                .zip(session)
                .is_some_and(|(key, session)| {
                    let caller = request.caller_as("token", Authorization::of(session));
                    revoke_key(client, &caller, &credential.registry, key).is_ok()
                });
            let caller = request.caller_as("logout", Authorization::of(credential));
            if by_key {
                Ok(())
            } else {
                revoke(client, &caller, &credential.registry, &credential.secret).map(drop)
            }
        }
        // A logout does not revoke a password.
        CredentialKind::Basic | CredentialKind::Auth => Ok(()),
    };
    let store = context.store(context.prompting_if_attended())?;
    CredentialStore::new(store.as_ref())
        .remove(
            &credential.profile,
            &credential.registry,
            credential.purpose,
        )
        .map_err(|error| context.store_error(&error))?;
    done.stored += 1;
    if let Err(error) = revoked {
        done.unrevoked = Some(error);
        // Nobody has the token any more, so no command can settle this: it is told once.
        drop(journal::begin(
            context,
            entry(context, request, Deed::Revoke, credential.purpose),
        )?);
    }
    begun.finish(context)
}

/// The key under which the registry lists it, if it was made for us.
fn key_of(credential: &Credential) -> Option<&str> {
    credential.grant.as_ref()?.key.as_deref()
}

/// Whether the registry still accepts it. If it cannot be asked, the answer is no.
fn is_alive(client: &Client, request: &LoginRequest, credential: &Credential) -> bool {
    let is_token = matches!(
        credential.kind,
        CredentialKind::Session | CredentialKind::Granular
    );
    let caller = request.caller_as("whoami", Authorization::of(credential));
    is_token
        && matches!(
            identity(client, &caller, &credential.registry),
            Ok(Identity::Alive(_))
        )
}

fn entry(context: &Context, request: &LoginRequest, deed: Deed, purpose: Use) -> Entry {
    Entry {
        deed,
        registry: request.registry.to_string(),
        profile: request.profile.clone(),
        purpose,
        token: None,
        since: context.now(),
    }
}

/// Settles an earlier logout of the same credentials that was interrupted, even if nothing is left
/// to do.
fn recover_interrupted(context: &Context, request: &LoginRequest) -> Result<()> {
    for old in journal::unfinished(context) {
        let ours = entry(context, request, Deed::Logout, old.purpose);
        if (old.deed, &old.registry, &old.profile) == (ours.deed, &ours.registry, &ours.profile) {
            journal::begin(context, old)?.finish(context)?;
        }
    }
    Ok(())
}
