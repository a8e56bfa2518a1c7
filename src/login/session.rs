//! A login and a logout from beginning to end: what `npm login` through the shim and `npmcred
//! login` have in common.

use super::job::LONGEST_JOB;
use super::keep::{self, KeepResult};
use super::{LoginRequest, Voice, log_in, user_file};
use super::{authorization, of_credential, revoke};
use crate::context::Context;
use crate::credential::{Credential, Place};
use crate::error::Result;
use crate::http::Client;
use crate::npmrc::{Config, NpmVersion};
use npmcred_platform::memory::CoreDumpsOff;

/// Looks at the store, logs in, keeps what that gave. `files` says whose rules the user's file
/// follows.
///
/// # Errors
/// Those of the store and of a user's file that cannot be changed, before anybody is asked; those
/// of [`log_in`] and of [`keep()`](super::keep()). A token that could not be kept is revoked as far
/// as the registry lets us.
pub fn begin_session(
    context: &Context,
    config: &Config,
    files: NpmVersion,
    client: &Client,
    wanted: &mut LoginRequest,
    voice: Voice,
) -> Result<(Credential, KeepResult)> {
    let _undumped = CoreDumpsOff::begin();
    let (known, risk) = keep::look(context, &wanted.profile, &wanted.registry)?;
    if let Some(risk) = risk {
        context.report.note(&risk);
    }
    user_file::may_lose_literals(context, config, files, &wanted.registry)?;
    if let Some(scope) = &wanted.caller.scope {
        user_file::may_map(context, config, files, scope, &wanted.spelled)?;
    }
    wanted.caller.authorization = authorization(
        config,
        &known,
        &wanted.registry,
        wanted.purpose,
        context.now(),
    );
    let mut credential = log_in(context, client, wanted, voice)?;
    match keep::keep(context, config, files, &mut credential) {
        Ok(kept) => Ok((credential, kept)),
        Err(error) => Err(give_back(client, wanted, &credential, error)),
    }
}

/// Revokes a token that nobody will have.
fn give_back(
    client: &Client,
    wanted: &LoginRequest,
    credential: &Credential,
    error: crate::error::Error,
) -> crate::error::Error {
    let caller = wanted.caller_as("logout", of_credential(credential));
    match revoke(client, &caller, &wanted.registry, &credential.secret) {
        Ok(_) => error.note("the new token was revoked again"),
        Err(_) => error.note("the new token could not be revoked: it works until it expires"),
    }
}

/// Says what a login changed beside the store, and what still stands in its way.
pub fn say_kept(context: &Context, config: &Config, credential: &Credential, kept: &KeepResult) {
    let report = context.report;
    let for_job = if kept.is_for_job {
        format!(" for this job, {LONGEST_JOB} hours at most")
    } else {
        String::new()
    };
    report.note(&format!(
        "kept for {} in the {}{for_job}, not in a file",
        credential.registry, kept.store
    ));
    if credential.registry.is_cleartext() {
        report.note(&format!(
            "whoever listens on the network reads it on its way to {}",
            credential.registry
        ));
    }
    if !kept.is_lasting && !kept.is_for_job {
        report.note("in memory only: it is gone when it expires or the machine restarts");
    }
    if let Some(old) = &kept.replaced {
        report.note(&format!(
            "it takes the place of {old}, which is not kept any more"
        ));
    }
    if !kept.removed.is_empty() {
        report.note(&format!(
            "taken out of {}: {}",
            config.user_path.display(),
            kept.removed.join(", ")
        ));
    }
    if let Some(place) = &kept.winning {
        report.note(&format!(
            "npm still takes another credential first: {}",
            place_of(place)
        ));
    }
}

/// Where a setting stands, in words.
#[must_use]
pub fn place_of(place: &Place) -> String {
    match (&place.file, place.line) {
        (Some(file), Some(line)) => format!("{} in {} line {line}", place.key, file.display()),
        (Some(file), None) => format!("{} in {}", place.key, file.display()),
        (None, _) => format!("{} in a flag or a variable", place.key),
    }
}
