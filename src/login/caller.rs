//! Writes npm's request headers, in npm's order (npm-registry-fetch `lib/index.js`, `getHeaders`).
//!
//! The old credential is sent with a login, as npm does: a registry may want to know whose session
//! is renewed. It goes to its own realm only; npm is laxer there.

use crate::credential::{Credential, CredentialKind};
use crate::http::{Method, Request};
use crate::registry::{Realm, Scope};
use npmcred_platform::Secret;
use url::Url;

/// Identifies who makes a request.
#[derive(Debug)]
pub struct Caller {
    /// `user-agent`.
    pub agent: String,
    /// `npm-auth-type`.
    pub auth_type: AuthType,
    /// `npm-scope`.
    pub scope: Option<Scope>,
    /// `npm-command`: the canonical name, not the word typed.
    pub command: &'static str,
    /// `authorization`, for its own realm.
    pub authorization: Option<Authorization>,
    /// `npm-otp`.
    pub otp: Option<Secret>,
}

/// How to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthType {
    /// In the browser; by password if the registry has no such login.
    Web,
    /// By user name and password. npm 8 still asks for the web login first.
    Legacy,
}

/// A credential on its way to its registry.
#[derive(Debug)]
pub struct Authorization {
    /// The only realm that it goes to.
    pub realm: Realm,
    /// The header's value.
    value: Secret,
}

impl AuthType {
    /// npm's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Legacy => "legacy",
        }
    }
}

impl Authorization {
    /// A bearer token (RFC 6750).
    #[must_use]
    pub fn bearer(realm: Realm, token: &Secret) -> Self {
        Self {
            realm,
            value: joined(b"Bearer ", token),
        }
    }

    /// User and password as HTTP Basic has them, already encoded (RFC 7617).
    #[must_use]
    pub fn basic(realm: Realm, encoded: &Secret) -> Self {
        Self {
            realm,
            value: joined(b"Basic ", encoded),
        }
    }

    /// The header value of a stored credential.
    #[must_use]
    pub fn of(credential: &Credential) -> Self {
        let (realm, value) = (credential.registry.realm(), credential.config_value());
        match credential.kind {
            CredentialKind::Session | CredentialKind::Granular => Self::bearer(realm, &value),
            CredentialKind::Basic | CredentialKind::Auth => Self::basic(realm, &value),
        }
    }

    /// The text after the name of the scheme.
    #[must_use]
    pub(super) fn secret(&self) -> &str {
        self.value
            .expose_str()
            .and_then(|value| value.split_once(' '))
            .map_or("", |(_, secret)| secret)
    }
}

impl Caller {
    /// A request of this caller. If it leaves the realm of the authorization, that is not sent.
    #[must_use]
    pub fn request(&self, method: Method, url: Url, body: Option<Secret>) -> Request {
        self.request_as(
            self.authorization.as_ref(),
            self.otp.as_ref(),
            method,
            url,
            body,
        )
    }

    /// The same caller with another credential and another one-time password.
    #[must_use]
    pub fn request_as(
        &self,
        authorization: Option<&Authorization>,
        otp: Option<&Secret>,
        method: Method,
        url: Url,
        body: Option<Secret>,
    ) -> Request {
        let mut headers = vec![
            ("user-agent", self.agent.clone()),
            ("npm-auth-type", self.auth_type.as_str().to_owned()),
        ];
        if let Some(scope) = &self.scope {
            headers.push(("npm-scope", scope.to_string()));
        }
        headers.push(("npm-command", self.command.to_owned()));
        if body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let realm = Realm::of(&url);
        let mut secrets = Vec::new();
        if let Some(own) = authorization.filter(|own| own.realm == realm) {
            secrets.push(("authorization", realm.clone(), copy(&own.value)));
        }
        if let Some(otp) = otp {
            secrets.push(("npm-otp", realm, copy(otp)));
        }
        Request {
            method,
            url,
            headers,
            secrets,
            body,
        }
    }
}

/// `user-agent`: npmcred, then the npm that it imitates, in npm's own form.
#[must_use]
pub fn user_agent(release: &str, workspaces: bool) -> String {
    use std::env::consts::{ARCH, OS};
    format!(
        "npmcred/{} npm/{release} {OS} {ARCH} workspaces/{workspaces}",
        env!("CARGO_PKG_VERSION")
    )
}

pub(super) fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_vec())
}

fn joined(scheme: &[u8], secret: &Secret) -> Secret {
    let mut value = Vec::with_capacity(scheme.len() + secret.expose().len());
    value.extend_from_slice(scheme);
    value.extend_from_slice(secret.expose());
    Secret::new(value)
}
