//! The one HTTP client: deadlines, limits, no redirect ever followed, no credential across a realm.
//!
//! Nothing here runs on the shim's way to a tool: a [`Client`] is only made where a login, a renewal or a question to the
//! registry is due, and TLS is set up at the first request.

use crate::registry::Realm;
use npmcred_platform::Secret;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use ureq::http;
use ureq::tls::TlsConfig;
use url::Url;

/// How long a request may take, from the look-up of the host to the last byte of the answer.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The largest answer that is read, in bytes. Real ones have a few hundred.
pub const BODY_LIMIT: u64 = 1024 * 1024;

/// A request that is about to be sent.
pub struct Request {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Headers that hold no secret, in order.
    pub headers: Vec<(&'static str, String)>,
    /// Headers that do, each with the only realm that it may be sent to.
    pub secrets: Vec<(&'static str, Realm, Secret)>,
    /// The body; it may hold a password.
    pub body: Option<Secret>,
}

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read it.
    Get,
    /// Put it there.
    Put,
    /// Have the registry make one.
    Post,
    /// Remove it.
    Delete,
}

/// What came back, whatever its status.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    headers: http::HeaderMap,
    /// The body. It may hold a token.
    pub body: Secret,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// Nobody answers there; the text says which part failed.
    Unreachable(String),
    /// The other side could not prove who it is.
    Untrusted(String),
    /// Not done within [`DEADLINE`].
    TimedOut,
    /// The answer is longer than [`BODY_LIMIT`].
    TooLarge,
    /// The answer is not HTTP, or not what its headers say.
    Garbled(String),
}

/// A way to the network.
pub struct Client {
    agent: ureq::Agent,
}

impl Default for Client {
    fn default() -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(provider).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("")
            .accept("*/*")
            .accept_encoding("")
            .timeout_global(Some(DEADLINE))
            .build();
        Self { agent: config.new_agent() }
    }
}

impl Client {
    /// Sends it and reads the whole answer. A redirect is an answer.
    ///
    /// # Errors
    /// [`HttpError`] where there is no whole answer in time, or where a secret would go to another realm than its own.
    pub fn send(&self, request: &Request) -> Result<Answer, HttpError> {
        let mut built = http::Request::builder().method(request.method.as_str()).uri(request.url.as_str());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let realm = request.url.origin().ascii_serialization();
        for (name, allowed, secret) in &request.secrets {
            if allowed.as_str() != realm {
                return Err(HttpError::Untrusted(format!("a credential of {allowed} does not go to {realm}")));
            }
            built = built.header(*name, secret.expose());
        }
        let body = request.body.as_ref().map(Secret::expose).unwrap_or_default();
        let built = built.body(body).map_err(|error| HttpError::Garbled(error.to_string()))?;
        let answer = self.agent.run(built).map_err(|error| failure(&error))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut body = answer.into_body();
        let bytes = body.with_config().limit(BODY_LIMIT).read_to_vec().map_err(|error| failure(&error))?;
        Ok(Answer { status, headers, body: Secret::new(bytes) })
    }
}

impl Method {
    /// As HTTP spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

impl Answer {
    /// A header's value, if it is text. Names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON; `None` where it is something else.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(self.body.expose()).ok()
    }
}

fn failure(error: &ureq::Error) -> HttpError {
    match error {
        ureq::Error::Timeout(_) => HttpError::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => HttpError::TooLarge,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => HttpError::Untrusted(error.to_string()),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => HttpError::Garbled(error.to_string()),
        _ => HttpError::Unreachable(error.to_string()),
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(what) => write!(f, "it cannot be reached: {what}"),
            Self::Untrusted(what) => write!(f, "it is not trusted: {what}"),
            Self::TimedOut => write!(f, "no answer within {} s", DEADLINE.as_secs()),
            Self::TooLarge => write!(f, "its answer is longer than {BODY_LIMIT} bytes"),
            Self::Garbled(what) => write!(f, "its answer makes no sense: {what}"),
        }
    }
}

impl std::error::Error for HttpError {}
