//! The dialogue of a login: in the browser, or by user name and password if npm would ask for them.
//! It stores nothing.

use super::caller::AuthType;
use super::password;
use super::person::Person;
use super::protocol::Protocol;
use super::request::LoginRequest;
use super::store_command::StoreCommand;
use super::voice::Voice;
use super::web;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, token_expiry};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::report::Command;
use npmcred_platform::Secret;

/// The life of a session of the public registry, in seconds (GitHub's changelog of 2025-12-09: two
/// hours). No answer states it.
const PUBLIC_SESSION: u64 = 2 * 60 * 60;

/// Logs in: asks the registry and the person, stores nothing.
///
/// # Errors
/// `Network` if the registry cannot be reached or its answer cannot be used; `NotLoggedIn` if it
/// refuses or nobody answers; `Refused` if the token travelled unencrypted over a foreign network;
/// `Interrupted`.
pub(super) fn log_in(
    context: &Context,
    client: &Client,
    request: &LoginRequest,
    voice: Voice,
) -> Result<Credential> {
    let person = Person::new(context, voice, &request.browser).asked_by(typed(context, request));
    let asks_web = request.caller.auth_type == AuthType::Web || request.protocol == Protocol::Npm8;
    let found = if asks_web {
        web::log_in(&person, client, request)?
    } else {
        None
    };
    match found {
        Some(token) => Ok(session(context, request, None, token)),
        None => {
            let (owner, secret) = password::log_in(&person, client, request)?;
            Ok(match secret {
                password::PasswordLogin::Token(token) => {
                    session(context, request, Some(owner), token)
                }
                password::PasswordLogin::Password(password) => Credential {
                    profile: request.profile.clone(),
                    registry: request.registry.clone(),
                    kind: CredentialKind::Basic,
                    purpose: request.purpose,
                    owner: Some(owner),
                    issued: context.now(),
                    expires: Expiry::Unknown,
                    grant: None,
                    secret: password,
                },
            })
        }
    }
}

/// The command that logs in there.
fn typed(context: &Context, request: &LoginRequest) -> Command {
    let mut command = StoreCommand::new(context, "npmcred login").purpose(request.purpose);
    if let Some(scope) = &request.caller.scope {
        command = command.flag("--scope", scope.as_str());
    }
    command.at(&request.registry)
}

/// Refuses to send a new token, or what it is made with, over the network in plain text.
///
/// # Errors
/// `Refused`, with the command that stores a token for such a registry.
pub fn refuse_unencrypted(context: &Context, request: &LoginRequest) -> Result<()> {
    let registry = &request.registry;
    if !registry.is_cleartext() {
        return Ok(());
    }
    let command = StoreCommand::new(context, "npmcred store").purpose(request.purpose);
    Err(Error::new(
        ErrorKind::Refused,
        format!("{registry} would send a token unencrypted over the network"),
    )
    .cure("store a token for it anyway", command.at(registry)))
}

/// The credential of a login just now. A token's own expiry counts only if it is in the future.
fn session(
    context: &Context,
    request: &LoginRequest,
    owner: Option<String>,
    secret: Secret,
) -> Credential {
    let now = context.now();
    let expires = match token_expiry(secret.expose_str().unwrap_or_default()) {
        Expiry::At(end) if end > now => Expiry::At(end),
        Expiry::At(_) | Expiry::Unknown if request.registry.is_public() => {
            Expiry::At(now + PUBLIC_SESSION)
        }
        Expiry::At(_) | Expiry::Unknown => Expiry::Unknown,
    };
    Credential {
        profile: request.profile.clone(),
        registry: request.registry.clone(),
        kind: CredentialKind::Session,
        purpose: request.purpose,
        owner,
        issued: now,
        expires,
        grant: None,
        secret,
    }
}
