//! Logs out: revokes the session at the registry, and removes it here whatever that answered.
//!
//! npm keeps a token that the registry no longer knows, and stops at a registry that does not
//! answer. That would leave a secret behind. So here it is always removed from this machine. A
//! token that could not be revoked is reported: now, or at the next run if this process is killed.
//!
//! A token that was made to last is no session, and neither is a password. A logout leaves both
//! alone unless it is told to end all.

use super::answer::is_unanswered;
use super::caller::Authorization;
use super::identity::{Identity, identity};
use super::keep::stored;
use super::request::LoginRequest;
use super::revoke::{Revoked, key_of, revoke, revoke_stored};
use super::taken::described;
use super::user_config::{FileChange, UserConfig};
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Expiry, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::journal::{self, Deed, Operation};

/// Which credentials a logout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Sessions.
    Sessions,
    /// Tokens that were made to last and passwords as well.
    All,
}

/// What a logout did.
#[derive(Debug, Default)]
pub(super) struct LoggedOut {
    /// The stored credentials that are gone, in words.
    pub ended: Vec<String>,
    /// Those that are no session and stay, in words.
    pub staying: Vec<String>,
    /// The keys that were taken out of the user's file.
    pub removed: Vec<String>,
    /// The uses of the tokens that the registry said it does not know.
    unknown: Vec<Use>,
    /// Why the registry gave no answer. It is not asked for anything more then.
    unanswered: Option<Error>,
    /// Why a token is still accepted by the registry.
    pub unrevoked: Option<Error>,
    /// Whether the registry still accepts a token, whatever it said.
    pub is_alive: bool,
}

impl LoggedOut {
    /// Whether there was nothing to log out of.
    pub(super) fn is_nothing(&self) -> bool {
        self.ended.is_empty() && self.removed.is_empty()
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
    extent: Extent,
) -> Result<LoggedOut> {
    let registry = &request.registry;
    let removal = FileChange::RemoveCredential(registry);
    config.check(&removal)?;
    let interrupted = interrupted(context, request);
    let mut done = LoggedOut::default();
    let known = match stored(context, &request.profile, registry) {
        Ok(known) => known,
        // Without a store, only npm's own file can hold one.
        Err(error) if error.kind == ErrorKind::StoreMissing => Vec::new(),
        Err(error) => return Err(error),
    };
    let now = context.now();
    let (mut own, staying): (Vec<&Credential>, Vec<&Credential>) = known
        .iter()
        .filter(|credential| credential.registry == *registry)
        .partition(|credential| {
            extent == Extent::All
                || is_session(credential, now)
                || is_begun(credential, &interrupted)
        });
    done.staying = staying.into_iter().map(named).collect();
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
            request,
            credential,
            session.copied(),
            &mut done,
        )?;
    }
    revoke_in_file(config, client, request, &mut done);
    done.removed = config.change(&removal)?;
    // Even if nothing was left to do.
    for old in interrupted {
        journal::begin(context, old)?.finish(context)?;
    }
    if done.unrevoked.is_none() {
        look_again(context, client, request, &own, &mut done)?;
    }
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
        Operation {
            issued: Some(credential.issued),
            ..entry(context, request, Deed::Logout, credential.purpose)
        },
    )?;
    let revoked = match (credential.kind, &done.unanswered) {
        // A password is not revoked by a logout.
        (CredentialKind::Basic | CredentialKind::Auth, _) => Ok(None),
        (CredentialKind::Session | CredentialKind::Granular, Some(error)) => Err(error.clone()),
        (CredentialKind::Session | CredentialKind::Granular, None) => {
            revoke_stored(client, request, credential, session).map(Some)
        }
    };
    let store = context.store(context.prompting_if_attended())?;
    CredentialStore::new(store.as_ref())
        .remove(
            &credential.profile,
            &credential.registry,
            credential.purpose,
        )
        .map_err(|error| context.store_error(&error))?;
    let what = match revoked {
        Ok(Some(Revoked::Now)) => "revoked and removed",
        Ok(Some(Revoked::Before) | None) | Err(_) => "removed",
    };
    done.ended.push(format!("{what}: {}", named(credential)));
    if matches!(revoked, Ok(Some(Revoked::Before))) {
        done.unknown.push(credential.purpose);
    }
    if let Err(error) = revoked {
        done.unanswered = is_unanswered(&error).then(|| error.clone());
        done.unrevoked = Some(error);
        record_unrevoked(context, request, credential)?;
    }
    begun.finish(context)
}

/// Nobody has the token any more. Without a key no command can settle this, and it is told once.
fn record_unrevoked(
    context: &Context,
    request: &LoginRequest,
    credential: &Credential,
) -> Result<()> {
    let mut left = entry(context, request, Deed::Revoke, credential.purpose);
    left.token = key_of(credential).map(str::to_owned);
    journal::begin(context, left).map(drop)
}

/// Looks which tokens the registry still accepts, whatever it said of the logout.
fn look_again(
    context: &Context,
    client: &Client,
    request: &LoginRequest,
    own: &[&Credential],
    done: &mut LoggedOut,
) -> Result<()> {
    for credential in alive(client, request, own) {
        // Where a key tells which one it is, it can still be revoked as another session.
        let is_unknown = done.unknown.contains(&credential.purpose);
        if is_unknown && key_of(credential).is_some() {
            let registry = &credential.registry;
            let what = format!("{registry} did not revoke the token, and still accepts it");
            done.unrevoked = Some(Error::new(ErrorKind::Network, what));
            record_unrevoked(context, request, credential)?;
        } else {
            done.is_alive = true;
        }
    }
    Ok(())
}

/// Revokes the token in the user's file, unless the registry gives no answer.
fn revoke_in_file(
    config: &dyn UserConfig,
    client: &Client,
    request: &LoginRequest,
    done: &mut LoggedOut,
) {
    let registry = &request.registry;
    let Some(token) = config.token(registry) else {
        return;
    };
    let caller = request.caller_as("logout", Authorization::bearer(registry.realm(), &token));
    let unrevoked = match done.unanswered.take() {
        Some(error) => Some(error),
        None => revoke(client, &caller, registry, &token).err(),
    };
    done.unrevoked = unrevoked.or(done.unrevoked.take());
}

/// Whether a logout ends it. A token of unknown end that nobody made on our word may well be the
/// session of a company registry, which names no end; the public registry's sessions have one.
fn is_session(credential: &Credential, now: u64) -> bool {
    match credential.kind {
        CredentialKind::Session => true,
        CredentialKind::Granular => {
            let may_be = credential.grant.is_none()
                && credential.expires == Expiry::Unknown
                && !credential.registry.is_public();
            may_be || credential.expires.is_past(now)
        }
        CredentialKind::Basic | CredentialKind::Auth => false,
    }
}

/// The credential in words, with the use that it is kept for.
fn named(credential: &Credential) -> String {
    format!("{} (use {})", described(credential), credential.purpose)
}

/// The tokens that the registry still accepts. Where it cannot be asked there is none; where it is
/// silent, it is asked no more.
fn alive<'a>(
    client: &Client,
    request: &LoginRequest,
    own: &[&'a Credential],
) -> Vec<&'a Credential> {
    let mut alive = Vec::new();
    for &credential in own.iter().filter(|credential| !credential.kind.is_basic()) {
        let caller = request.caller_as("whoami", Authorization::of(credential));
        match identity(client, &caller, &credential.registry) {
            Ok(Identity::Alive(_)) => alive.push(credential),
            Err(error) if is_unanswered(&error) => break,
            Ok(Identity::Dead | Identity::Nobody | Identity::Unknown(_)) | Err(_) => {}
        }
    }
    alive
}

fn entry(context: &Context, request: &LoginRequest, deed: Deed, purpose: Use) -> Operation {
    Operation {
        deed,
        registry: request.registry.to_string(),
        profile: request.profile.clone(),
        purpose,
        token: None,
        since: context.now(),
        issued: None,
    }
}

/// The earlier logouts of the same profile and registry that did not finish.
fn interrupted(context: &Context, request: &LoginRequest) -> Vec<Operation> {
    let mut entries = journal::unfinished(context);
    entries.retain(|old| {
        let ours = entry(context, request, Deed::Logout, old.purpose);
        (old.deed, &old.registry, &old.profile) == (ours.deed, &ours.registry, &ours.profile)
    });
    entries
}

/// Whether an interrupted logout was ending it, whatever its kind. One that was issued at another
/// time is another credential.
fn is_begun(credential: &Credential, interrupted: &[Operation]) -> bool {
    interrupted
        .iter()
        .any(|old| old.purpose == credential.purpose && old.issued == Some(credential.issued))
}
