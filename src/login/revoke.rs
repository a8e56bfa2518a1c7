//! Revokes a token at its registry (npm 12 `lib/commands/logout.js`).
//!
//! The URL holds the token, so it is never shown. Of the answer only the status counts, because a
//! registry may repeat the URL.

use super::answer::{is_unanswered, unreachable};
use super::caller::{Authorization, Caller};
use super::component::COMPONENT;
use super::request::LoginRequest;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, Method};
use crate::registry::Registry;
use npmcred_platform::Secret;
use percent_encoding::utf8_percent_encode;

/// The result of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// The registry revoked it.
    Now,
    /// The registry did not know it any more.
    Before,
}

/// Revokes `token`, with the caller's authorization.
///
/// # Errors
/// `Network` if the registry cannot be reached or refuses: the token then still works.
pub fn revoke(
    client: &Client,
    caller: &Caller,
    registry: &Registry,
    token: &Secret,
) -> Result<Revoked> {
    ask(
        client,
        caller,
        registry,
        "-/user/token/",
        token.expose_str().unwrap_or_default(),
    )
}

/// Revokes a stored token: by its key as the session of the same account, or else by itself. A
/// token that may only read cannot revoke itself.
///
/// # Errors
/// Those of [`revoke`].
pub(super) fn revoke_stored(
    client: &Client,
    request: &LoginRequest,
    credential: &Credential,
    session: Option<&Credential>,
) -> Result<Revoked> {
    if let Some((key, session)) = key_of(credential).zip(session) {
        let caller = request.caller_as("token", Authorization::of(session));
        match revoke_key(client, &caller, &credential.registry, key) {
            Ok(Revoked::Now) => return Ok(Revoked::Now),
            Err(error) if is_unanswered(&error) => return Err(error),
            // The same answer comes where the session has ended, or a second factor is wanted.
            Ok(Revoked::Before) | Err(_) => {}
        }
    }
    let caller = request.caller_as("logout", Authorization::of(credential));
    revoke(client, &caller, &credential.registry, &credential.secret)
}

/// Under which key the registry lists it, if it was made on our word.
pub(super) fn key_of(credential: &Credential) -> Option<&str> {
    credential.grant.as_ref()?.key.as_deref()
}

/// Revokes the token that the registry lists under this key (npm 12 `lib/commands/token.js`, `rm`).
///
/// # Errors
/// Those of [`revoke`].
fn revoke_key(client: &Client, caller: &Caller, registry: &Registry, key: &str) -> Result<Revoked> {
    ask(client, caller, registry, "-/npm/v1/tokens/token/", key)
}

fn ask(
    client: &Client,
    caller: &Caller,
    registry: &Registry,
    path: &str,
    name: &str,
) -> Result<Revoked> {
    let url = registry
        .below(&format!("{path}{}", utf8_percent_encode(name, COMPONENT)))
        .map_err(|error| Error::from_cause(ErrorKind::Usage, error))?;
    let answer = client
        .send(&caller.request(Method::Delete, url, None))
        .map_err(|error| unreachable(registry, &error))?;
    judge(answer.status).ok_or_else(|| {
        Error::new(
            ErrorKind::Network,
            format!("{registry} answered the revocation with {}", answer.status),
        )
    })
}

/// The meaning of a status for the token; `None` if it may still work.
fn judge(status: u16) -> Option<Revoked> {
    match status {
        200..300 => Some(Revoked::Now),
        401 | 404 => Some(Revoked::Before),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_success_and_a_dead_token_are_the_end_of_it() {
        assert_eq!(judge(200), Some(Revoked::Now));
        assert_eq!(judge(204), Some(Revoked::Now));
        assert_eq!(judge(401), Some(Revoked::Before));
        assert_eq!(judge(404), Some(Revoked::Before));
        for status in [302, 400, 403, 429, 500, 503] {
            assert_eq!(judge(status), None, "{status}");
        }
    }
}
