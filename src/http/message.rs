//! A request and its answer.

use crate::registry::Realm;
use npmcred_platform::Secret;
use ureq::http;
use url::Url;

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
    pub(super) headers: http::HeaderMap,
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
