//! A logout: the registry is told, and then everything of it here goes, whatever the registry said.
//!
//! npm keeps a token that the registry does not know any more, and stops at a registry that does
//! not answer. Here that would leave a secret behind, so it goes first of all from this machine;
//! what could not be revoked is told, now if we live and at the next run if we do not.

use super::keep::{darts, of_credential, stored};
use super::revoke::revoke_key;
use super::user_file::{may_lose_literals, remove_literals};
use super::{Authorization, Identity, LoginRequest, identity, revoke};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::journal::{self, Deed, Entry};
use crate::npmrc::{Config, LayerKind, NpmVersion};
use crate::registry::Registry;
use npmcred_platform::Secret;
use npmcred_platform::memory::CoreDumpsOff;

/// What a logout did.
#[derive(Debug, Default)]
pub struct LoggedOut {
    /// How many stored credentials are gone.
    pub stored: usize,
    /// The keys that were taken out of the user's file.
    pub removed: Vec<String>,
    /// Why a token is still accepted by the registry.
    pub unrevoked: Option<Error>,
    /// Whether the registry takes a token still of which it said that it is over.
    pub is_alive: bool,
}

impl LoggedOut {
    /// Whether there was nothing to log out of.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.stored == 0 && self.removed.is_empty()
    }
}

/// Revokes and removes what the store and the user's own file hold for the registry and the
/// profile. `wanted` says as whom; `files` whose rules the user's file follows.
///
/// # Errors
/// Those of the store and of files. That a token could not be revoked is part of the result.
pub fn end_session(
    context: &Context,
    config: &Config,
    files: NpmVersion,
    client: &Client,
    wanted: &LoginRequest,
) -> Result<LoggedOut> {
    let _undumped = CoreDumpsOff::begin();
    let registry = &wanted.registry;
    may_lose_literals(context, config, files, registry)?;
    settle_journal(context, wanted)?;
    let mut done = LoggedOut::default();
    let known = match stored(context, &wanted.profile, registry) {
        Ok(known) => known,
        // Where there is no store, npm's own file is all that there can be.
        Err(error) if error.kind == ErrorKind::StoreMissing => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut own: Vec<&Credential> = known
        .iter()
        .filter(|credential| credential.registry == *registry)
        .collect();
    // A token that may only read cannot revoke itself: the session does it, which therefore goes
    // last.
    own.sort_by_key(|credential| key_of(credential).is_none());
    let session = own
        .iter()
        .rfind(|credential| key_of(credential).is_none() && credential.purpose.serves(Use::Write));
    for credential in &own {
        end_one(
            context,
            client,
            wanted,
            credential,
            session.copied(),
            &mut done,
        )?;
    }
    if let Some(token) = literal(config, registry) {
        let caller = wanted.caller_as("logout", Authorization::bearer(registry.realm(), &token));
        done.unrevoked = revoke(client, &caller, registry, &token)
            .err()
            .or(done.unrevoked);
    }
    done.removed = remove_literals(context, config, files, registry)?;
    done.is_alive = done.unrevoked.is_none()
        && own
            .iter()
            .any(|credential| is_alive(client, wanted, credential));
    Ok(done)
}

/// Says what went beside the store.
///
/// # Errors
/// Why a token is still accepted: everything is gone here by then.
pub fn say_logged_out(context: &Context, config: &Config, done: &LoggedOut) -> Result<()> {
    if !done.removed.is_empty() {
        let file = config.user_path.display();
        context
            .report
            .note(&format!("taken out of {file}: {}", done.removed.join(", ")));
    }
    if done.is_alive {
        context.report.note("the registry said that the token is over, and still takes it: it works until it expires");
    }
    match &done.unrevoked {
        None => Ok(()),
        Some(error) => Err(error
            .clone()
            .note("it is gone from this machine, but the registry may still accept the token until it expires")),
    }
}

fn end_one(
    context: &Context,
    client: &Client,
    wanted: &LoginRequest,
    credential: &Credential,
    session: Option<&Credential>,
    done: &mut LoggedOut,
) -> Result<()> {
    let begun = journal::begin(
        context,
        entry(context, wanted, Deed::Logout, credential.purpose),
    )?;
    let revoked = match credential.kind {
        CredentialKind::Session | CredentialKind::Granular => {
            let by_key = key_of(credential)
                .zip(session)
                .is_some_and(|(key, session)| {
                    let caller = wanted.caller_as("token", of_credential(session));
                    revoke_key(client, &caller, &credential.registry, key).is_ok()
                });
            let caller = wanted.caller_as("logout", of_credential(credential));
            if by_key {
                Ok(())
            } else {
                revoke(client, &caller, &credential.registry, &credential.secret).map(drop)
            }
        }
        // A password is not revoked by a logout.
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
        // Nobody has the token any more, so no command of ours can settle this: it is told once.
        drop(journal::begin(
            context,
            entry(context, wanted, Deed::Revoke, credential.purpose),
        )?);
    }
    begun.finish(context)
}

/// Under which key the registry lists it, if it was made on our word.
fn key_of(credential: &Credential) -> Option<&str> {
    credential.grant.as_ref()?.key.as_deref()
}

/// Whether the registry still says whose it is. That it cannot be asked says nothing.
fn is_alive(client: &Client, wanted: &LoginRequest, credential: &Credential) -> bool {
    let is_token = matches!(
        credential.kind,
        CredentialKind::Session | CredentialKind::Granular
    );
    let caller = wanted.caller_as("whoami", of_credential(credential));
    is_token
        && matches!(
            identity(client, &caller, &credential.registry),
            Ok(Identity::Alive(_))
        )
}

fn entry(context: &Context, wanted: &LoginRequest, deed: Deed, purpose: Use) -> Entry {
    Entry {
        deed,
        registry: wanted.registry.to_string(),
        profile: wanted.profile.clone(),
        purpose,
        token: None,
        since: context.now(),
    }
}

/// An earlier logout of the same that was interrupted is settled by this one, also where nothing is
/// left to do.
fn settle_journal(context: &Context, wanted: &LoginRequest) -> Result<()> {
    for old in journal::unfinished(context) {
        let ours = entry(context, wanted, Deed::Logout, old.purpose);
        if (old.deed, &old.registry, &old.profile) == (ours.deed, &ours.registry, &ours.profile) {
            journal::begin(context, old)?.finish(context)?;
        }
    }
    Ok(())
}

/// The token in the user's own file, if npm would use it: a placeholder is none.
fn literal(config: &Config, registry: &Registry) -> Option<Secret> {
    let user = config.layer(LayerKind::User)?;
    let found = darts(config, registry)
        .iter()
        .find_map(|dart| user.get(&format!("{dart}:_authToken")).cloned())?;
    let is_sound = found.value.is_truthy() && found.unresolved.is_empty();
    is_sound.then(|| Secret::from(found.value.to_text()))
}
