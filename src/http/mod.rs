//! The one HTTP client: deadlines, limits, no redirect ever followed, no credential across a realm.
//!
//! Nothing here runs when the shim starts a tool. A [`Client`] is only made for a login, a renewal
//! or a question to the registry, and TLS is set up at the first connection that needs it. npm's
//! settings and variables are read elsewhere (`login::account::route`). This module reads no
//! environment, and keeps `ureq` from reading it.

mod body;
mod bounded;
mod failure;
mod plain_proxy;
mod route;
mod send;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tls;

pub use failure::HttpError;
pub use route::{Identity, Retries, Roots, Route};
pub use send::Client;

use crate::registry::Realm;
use failure::failure;
use npmcred_platform::Secret;
use send::realm_of;
use std::time::Duration;
use ureq::http;
use url::Url;

/// How long an attempt may take, from the look-up of the host to the last byte of the answer.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The time for all attempts at one request and the waits between them. With npm's own waits (10 s,
/// 60 s) that is two more attempts at a registry that answers, and one at a registry that does not.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The largest answer that is read, in bytes, unpacked. Real answers have a few hundred.
pub const BODY_LIMIT: u64 = 1024 * 1024;

/// A request that is about to be sent.
pub struct Request {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// Headers that hold no secret, in order.
    pub headers: Vec<(&'static str, String)>,
    /// Headers that hold a secret, each with the only realm that it may be sent to.
    pub secrets: Vec<(&'static str, Realm, Secret)>,
    /// The body; it may hold a password.
    pub body: Option<Secret>,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads a resource.
    Get,
    /// Puts a resource at the address.
    Put,
    /// Makes the registry create a resource.
    Post,
    /// Removes a resource.
    Delete,
}

/// The answer, whatever its status.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    headers: http::HeaderMap,
    /// The body. It may hold a token.
    pub body: Secret,
}

impl Method {
    /// The method's name in HTTP.
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
        std::str::from_utf8(self.headers.get(name)?.as_bytes()).ok()
    }

    /// The body as JSON; `None` if it is something else.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(self.body.expose()).ok()
    }
}
