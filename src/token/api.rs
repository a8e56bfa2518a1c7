//! The token API of a registry, used as npm uses it (npm 12 `lib/commands/token.js`).
//!
//! The credential matters: since July 2026 the public registry lets only a session manage tokens,
//! not a token. So a session goes before a granular token, even if the latter is the closer match
//! for writing.

use super::listed::{self, Listed};
use super::rights::Rights;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, Use, token_expiry};
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Answer, Client, Method};
use crate::login::{self, Identity, LoginRequest, Revoked, StepUp, UserConfig, Voice};
use crate::registry::Realm;
use crate::report::Command;
use npmcred_platform::Secret;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;
use std::time::UNIX_EPOCH;
use url::Url;

/// More pages than an account can have tokens for (a thousand).
const PAGE_LIMIT: usize = 200;

/// The credential to ask with, and the registry.
pub struct TokenApi<'a> {
    /// Sends the requests.
    client: Client,
    pub(super) context: &'a Context,
    /// The registry, and the caller.
    pub wanted: LoginRequest,
    /// The stored credentials that serve this registry.
    pub known: Vec<Credential>,
}

/// A token that was just created.
pub struct NewToken {
    /// The token.
    pub secret: Secret,
    /// The registry's key for it.
    pub key: Option<String>,
    /// When it expires.
    pub expires: Expiry,
}

impl<'a> TokenApi<'a> {
    /// Finds a credential that may ask.
    ///
    /// # Errors
    /// `NotLoggedIn` if there is none; those of the store and of the route to the registry. Without
    /// a store, the user's own configuration may still have one.
    pub fn open(
        context: &'a Context,
        config: &dyn UserConfig,
        mut wanted: LoginRequest,
    ) -> Result<Self> {
        let client = Client::new(config.route(&wanted.registry)?).told(context.report);
        let known = match login::stored(context, &wanted.profile, &wanted.registry) {
            Ok(known) => known,
            Err(error) if error.kind == ErrorKind::StoreMissing => Vec::new(),
            Err(error) => return Err(error),
        };
        let now = context.now();
        let is_session = |credential: &&Credential| {
            credential.kind == CredentialKind::Session
                && credential.purpose.serves(Use::Write)
                && !credential.expires.is_past(now)
        };
        let best = if known.iter().any(|credential| is_session(&credential)) {
            let (sessions, others): (Vec<_>, Vec<_>) = known
                .into_iter()
                .partition(|credential| is_session(&credential));
            wanted.caller.authorization =
                login::authorization(config, &sessions, &wanted.registry, Use::Write, now);
            sessions.into_iter().chain(others).collect()
        } else {
            let by = |purpose| login::authorization(config, &known, &wanted.registry, purpose, now);
            wanted.caller.authorization = by(Use::Write).or_else(|| by(Use::Read));
            known
        };
        wanted.caller.command = "token";
        if wanted.caller.authorization.is_none() {
            let registry = &wanted.registry;
            return Err(context
                .not_logged_in(format!("not logged in to {registry}"))
                .hinted(login::cure(registry, &wanted.profile)));
        }
        Ok(Self {
            client,
            context,
            wanted,
            known: best,
        })
    }

    /// Creates a token.
    ///
    /// # Errors
    /// `Network`, in which case it may still have been created; `NotLoggedIn` if the registry
    /// refuses; `Interrupted`.
    pub fn create(&self, rights: &Rights, name: &str, password: &Secret) -> Result<NewToken> {
        let url = self.below("-/npm/v1/tokens")?;
        let body = rights.body(name, password, self.wanted.registry.is_public());
        let answer = self.ask(Method::Post, &url, Some(&body))?;
        if !(200..300).contains(&answer.status) {
            return Err(self.refused("the new token", &answer, Some(password)));
        }
        self.made(&answer, rights)
    }

    fn made(&self, answer: &Answer, rights: &Rights) -> Result<NewToken> {
        let (mut body, registry) = (answer.json().unwrap_or_default(), &self.wanted.registry);
        let token = body.get_mut("token").map(Value::take);
        let secret = token.and_then(login::sound_token).ok_or_else(|| {
            Error::new(
                ErrorKind::Network,
                format!("{registry} created a token but did not return it"),
            )
        })?;
        let stated = body.get("expires").and_then(moment).map(Expiry::at);
        let asked = || {
            self.context
                .now()
                .checked_add(rights.life()?)
                .map(Expiry::at)
        };
        let open = if registry.is_public() {
            Vec::new()
        } else {
            rights.unconfirmed(&body)
        };
        if !open.is_empty() {
            let open = open.join(", ");
            self.context.report.note(&format!(
                "{registry} did not confirm these limits, and may ignore them: {open}"
            ));
        }
        let expires = stated.or_else(|| asked().filter(|_| registry.is_public()));
        let expires =
            expires.unwrap_or_else(|| token_expiry(secret.expose_str().unwrap_or_default()));
        let key = body.get("key").and_then(Value::as_str).map(str::to_owned);
        Ok(NewToken {
            secret,
            key,
            expires,
        })
    }

    /// All tokens except sessions, which the list does not contain.
    ///
    /// # Errors
    /// `Network`; `NotLoggedIn`; `Refused` if the next page would be on another registry.
    pub fn list(&self) -> Result<Vec<Listed>> {
        let mut objects = Vec::new();
        let mut url = self.below("-/npm/v1/tokens")?;
        for _ in 0..PAGE_LIMIT {
            let request = self.wanted.caller.request(Method::Get, url, None);
            let answer = self
                .client
                .send(&request)
                .map_err(|error| login::unreachable(&self.wanted.registry, &error))?;
            let mut page = match answer.status {
                200 => answer.json().unwrap_or_default(),
                _ => return Err(self.refused("the list of tokens", &answer, None)),
            };
            let Some(Value::Array(entries)) = page.get_mut("objects").map(Value::take) else {
                return Err(Error::new(
                    ErrorKind::Network,
                    format!("{} sent no list of tokens", self.wanted.registry),
                ));
            };
            objects.extend(entries);
            match page
                .pointer("/urls/next")
                .and_then(Value::as_str)
                .filter(|next| !next.is_empty())
            {
                Some(next) => url = self.next(next)?,
                None => return Ok(listed::read(objects)),
            }
        }
        Err(Error::new(
            ErrorKind::Network,
            format!(
                "the list of tokens of {} does not end",
                self.wanted.registry
            ),
        ))
    }

    /// A whole URL, or a path below the registry, as npm accepts both.
    fn next(&self, text: &str) -> Result<Url> {
        let Ok(url) = Url::parse(text) else {
            return self.below(text.trim_start_matches('/'));
        };
        if Realm::of(&url) == self.wanted.registry.realm() {
            return Ok(url);
        }
        let message = format!(
            "{} continues its list of tokens on another registry",
            self.wanted.registry
        );
        Err(Error::new(ErrorKind::Refused, message))
    }

    /// Revokes the token of this key.
    ///
    /// # Errors
    /// `Network` and `NotLoggedIn`: it still works.
    pub fn revoke(&self, key: &str) -> Result<Revoked> {
        let key = utf8_percent_encode(key, login::COMPONENT);
        let answer = self.ask(
            Method::Delete,
            &self.below(&format!("-/npm/v1/tokens/token/{key}"))?,
            None,
        )?;
        match answer.status {
            200..300 => Ok(Revoked::Now),
            404 => Ok(Revoked::Before),
            _ => Err(self.refused("the revocation", &answer, None)),
        }
    }

    /// Revokes a token whose key is unknown, by its own text.
    ///
    /// # Errors
    /// Those of [`TokenApi::revoke`].
    pub(super) fn end(&self, credential: &Credential) -> Result<Revoked> {
        let caller = self
            .wanted
            .caller_as("logout", login::Authorization::of(credential));
        login::revoke(
            &self.client,
            &caller,
            &self.wanted.registry,
            &credential.secret,
        )
    }

    /// The owner of a token, asked with the token itself.
    ///
    /// # Errors
    /// `Network`.
    pub(super) fn identity(&self, token: &Secret) -> Result<Identity> {
        let authorization = login::Authorization::bearer(self.wanted.registry.realm(), token);
        login::identity(
            &self.client,
            &self.wanted.caller_as("whoami", authorization),
            &self.wanted.registry,
        )
    }

    fn ask(&self, method: Method, url: &Url, body: Option<&Secret>) -> Result<Answer> {
        let LoginRequest {
            caller,
            registry,
            protocol,
            browser,
            ..
        } = &self.wanted;
        let step = StepUp {
            client: &self.client,
            caller,
            registry,
            protocol: *protocol,
        };
        login::with_otp(self.context, &step, browser, Voice::Own, |otp| {
            let body = body.map(|body| Secret::new(body.expose().to_vec()));
            self.client.send(&caller.request_as(
                caller.authorization.as_ref(),
                otp,
                method,
                url.clone(),
                body,
            ))
        })
    }

    fn below(&self, path: &str) -> Result<Url> {
        self.wanted
            .registry
            .below(path)
            .map_err(|error| Error::from_cause(ErrorKind::Usage, error))
    }

    fn refused(&self, what: &str, answer: &Answer, password: Option<&Secret>) -> Error {
        let registry = &self.wanted.registry;
        let error = login::refused(registry, what, answer, &self.wanted.caller, password);
        if answer.status == 401 {
            let command = Command::new("npmcred login").flag("--registry", registry.to_string());
            error.cure("log in again", command.profile(self.wanted.profile.name()))
        } else {
            error
        }
    }
}

/// A moment as a registry writes it: RFC 3339, or milliseconds since 1970.
fn moment(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => {
            let moment = humantime::parse_rfc3339_weak(text).ok()?;
            moment
                .duration_since(UNIX_EPOCH)
                .ok()
                .map(|since| since.as_secs())
        }
        Value::Number(millis) => {
            Some(millis.as_u64()? / 1000).filter(|seconds| *seconds > 1_000_000_000)
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::moment;
    use serde_json::json;

    #[test]
    fn moments_are_read_in_both_spellings() {
        assert_eq!(
            moment(&json!("2027-01-07T00:00:00.000Z")),
            Some(1_799_280_000)
        );
        assert_eq!(moment(&json!(1_799_280_000_000_u64)), Some(1_799_280_000));
        for other in [json!("soon"), json!(30), json!(null), json!(true)] {
            assert_eq!(moment(&other), None, "{other}");
        }
    }
}
