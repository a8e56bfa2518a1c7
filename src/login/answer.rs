//! Reads a registry's answer to a login: the token in it, or the error.

use super::caller::{Authorization, Caller};
use crate::credential::check_value;
use crate::error::{Error, ErrorKind};
use crate::http::{Answer, HttpError};
use crate::registry::Registry;
use npmcred_platform::Secret;
use serde_json::Value;
use std::error::Error as _;
use url::Url;

/// A URL that npm accepts as the address of a login.
#[must_use]
pub(super) fn http_url(value: &Value) -> Option<Url> {
    let url = Url::parse(value.as_str()?).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The token in an answer, if npm could send it and a config file could hold it.
pub(super) fn token_in(mut body: Value) -> Option<Secret> {
    sound_token(body.get_mut("token")?.take())
}

/// A value as a token, if npm could send it and a config file could hold it.
pub(crate) fn sound_token(value: Value) -> Option<Secret> {
    let Value::String(token) = value else {
        return None;
    };
    let token = Secret::from(token);
    check_value(token.expose()).is_ok().then_some(token)
}

pub(crate) fn unreachable(registry: &Registry, error: &HttpError) -> Error {
    Error::new(ErrorKind::Network, format!("{registry}: {error}")).caused_by(error.clone())
}

/// Whether a question failed because no answer came at all. The next one to the same registry would
/// only be another wait.
pub(super) fn is_unanswered(error: &Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(HttpError::Unreachable(_) | HttpError::TimedOut))
}

/// A status that is no success, with what the registry says about it (npm-registry-fetch
/// `lib/errors.js`), unless that repeats the caller's credential or the password.
pub(crate) fn refused(
    registry: &Registry,
    what: &str,
    answer: &Answer,
    caller: &Caller,
    password: Option<&Secret>,
) -> Error {
    let kind = if matches!(answer.status, 401 | 403) {
        ErrorKind::NotLoggedIn
    } else {
        ErrorKind::Network
    };
    let own = caller.authorization.as_ref().map(Authorization::secret);
    let typed = password.and_then(Secret::expose_str);
    let sent: Vec<&str> = own
        .into_iter()
        .chain(typed)
        .filter(|secret| !secret.is_empty())
        .collect();
    let detail = detail(answer).filter(|text| !sent.iter().any(|secret| text.contains(secret)));
    // Cut only now: half of a secret would not be recognised.
    let detail = detail.map_or_else(String::new, |text| format!(": {}", cut(&text)));
    Error::new(
        kind,
        format!("{registry} answered {what} with {}{detail}", answer.status),
    )
}

/// The most characters of a registry's own text that are repeated.
const LONGEST_DETAIL: usize = 300;

fn detail(answer: &Answer) -> Option<String> {
    let body = answer.json()?;
    let text = ["error", "message"]
        .iter()
        .find_map(|key| body.get(key)?.as_str().filter(|text| !text.is_empty()))?;
    Some(text.to_owned())
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DETAIL).collect()
}
