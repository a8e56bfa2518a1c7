//! Asks a registry whose credential this is.
//!
//! An invalid token does not always give a `401`: Verdaccio, and the public registry at times,
//! answer `200` without a name. So a credential is valid only if a name comes back (npm 12
//! `lib/utils/get-identity.js`).

use super::answer::unreachable;
use super::caller::{Authorization, Caller};
use super::challenge::{Challenge, challenge};
use super::cure::cure;
use super::request::LoginRequest;
use crate::context::Context;
use crate::credential::Credential;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Answer, Client, Method};
use crate::registry::Registry;
use npmcred_platform::Secret;

/// What has become of a credential that its registry does not accept, or no longer: the one
/// wording, for everywhere. `rejected` is the word of `--json`; `refused` is what npmcred itself
/// does.
pub const REJECTED: &str = "was rejected by the registry";

/// A registry's answer about a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// It is valid, and this is its owner.
    Alive(String),
    /// It is not accepted.
    Dead,
    /// The registry answers as it would without one, and names nobody.
    Nobody,
    /// The registry cannot say, because it does not know the question; the status.
    Unknown(u16),
}

impl Identity {
    /// Whether the registry accepts the credential; `None` where that is not clear. A registry may
    /// name nobody because it never does, so that counts only if it named the owner before.
    #[must_use]
    pub fn accepts(&self, credential: &Credential) -> Option<bool> {
        let was_named = credential.owner.is_some() && !credential.kind.is_basic();
        match self {
            Self::Alive(_) => Some(true),
            Self::Dead => Some(false),
            Self::Nobody => was_named.then_some(false),
            Self::Unknown(_) => None,
        }
    }
}

/// Asks `/-/whoami` with the caller's authorization.
///
/// # Errors
/// `Network` if there is no answer, or none that a registry gives.
pub fn identity(client: &Client, caller: &Caller, registry: &Registry) -> Result<Identity> {
    let (answer, name) = ask(client, caller, registry)?;
    if answer.status == 403 && answers_strangers(client, caller, registry) {
        return Ok(Identity::Dead);
    }
    // A second factor or another address is wanted besides; the credential may be as good as ever.
    if challenge(&answer).is_some_and(|demand| demand != Challenge::Credential) {
        return Ok(Identity::Unknown(answer.status));
    }
    Ok(judge(answer.status, name))
}

/// Whether the same question without a credential gets a normal answer. Then the credential was
/// forbidden: Verdaccio 6.10 answers 403 to every request with a revoked token.
pub(super) fn answers_strangers(client: &Client, caller: &Caller, registry: &Registry) -> bool {
    let stranger = Caller {
        agent: caller.agent.clone(),
        auth_type: caller.auth_type,
        scope: caller.scope.clone(),
        command: caller.command,
        authorization: None,
        otp: None,
    };
    matches!(question(client, &stranger, registry), Ok((200 | 401, None)))
}

/// Asks the question; returns the status, and the name if there is one.
///
/// # Errors
/// Those of [`identity`].
pub fn question(
    client: &Client,
    caller: &Caller,
    registry: &Registry,
) -> Result<(u16, Option<String>)> {
    ask(client, caller, registry).map(|(answer, name)| (answer.status, name))
}

fn ask(client: &Client, caller: &Caller, registry: &Registry) -> Result<(Answer, Option<String>)> {
    let url = registry
        .below("-/whoami")
        .map_err(|error| Error::from_cause(ErrorKind::Usage, error))?;
    let answer = client
        .send(&caller.request(Method::Get, url, None))
        .map_err(|error| unreachable(registry, &error))?;
    let body = answer.json().filter(serde_json::Value::is_object);
    if answer.status == 200 && body.is_none() {
        // An answer from elsewhere, for instance from a network that wants you to sign in, says
        // nothing about the credential.
        let message =
            format!("{registry} did not answer with JSON when asked whose credential this is");
        return Err(Error::new(ErrorKind::Network, message));
    }
    // A name is shown and stored as one: not what was sent.
    let sent = caller.authorization.as_ref().map(Authorization::secret);
    let name = body
        .as_ref()
        .and_then(|body| body.get("username")?.as_str())
        .filter(|name| !sent.is_some_and(|sent| name.contains(sent)));
    let name = name.map(str::to_owned);
    Ok((answer, name))
}

/// The owner of a token, if the registry tells; otherwise there is only a note.
///
/// # Errors
/// `NotLoggedIn` for a token that is not accepted; `Network` if there is no answer.
pub(super) fn owner(
    context: &Context,
    client: &Client,
    request: &LoginRequest,
    token: &Secret,
) -> Result<Option<String>> {
    let registry = &request.registry;
    let caller = request.caller_as("whoami", Authorization::bearer(registry.realm(), token));
    match identity(client, &caller, registry)? {
        Identity::Alive(name) => Ok(Some(name)),
        Identity::Dead | Identity::Nobody => Err(Error::new(
            ErrorKind::NotLoggedIn,
            format!("the token for {registry} {REJECTED}"),
        )
        .hinted(cure(registry, &request.profile))),
        Identity::Unknown(status) => {
            context.report.note(&format!(
                "{registry} does not say whose token this is (it answered {status})"
            ));
            Ok(None)
        }
    }
}

fn judge(status: u16, name: Option<String>) -> Identity {
    match (status, name) {
        (200, Some(name)) if !name.is_empty() => Identity::Alive(name),
        (200, _) => Identity::Nobody,
        (401, _) => Identity::Dead,
        (status, _) => Identity::Unknown(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alive_is_only_who_has_a_name() {
        let name = || Some("bob".to_owned());
        assert_eq!(judge(200, name()), Identity::Alive("bob".into()));
        assert_eq!(judge(200, None), Identity::Nobody);
        assert_eq!(judge(200, Some(String::new())), Identity::Nobody);
        assert_eq!(judge(401, name()), Identity::Dead);
        assert_eq!(judge(403, None), Identity::Unknown(403));
        assert_eq!(judge(404, None), Identity::Unknown(404));
        assert_eq!(judge(302, None), Identity::Unknown(302));
    }
}
