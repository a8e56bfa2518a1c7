//! The one HTTP client: deadlines, limits, no redirect ever followed, no credential across a realm.
//!
//! Nothing here runs when the shim starts a tool. A [`Client`] is only made for a login, a renewal
//! or a question to the registry. TLS is set up at the first connection that needs it. npm's
//! settings and variables are read elsewhere (`login::account::route`). This module reads no
//! environment, and keeps `ureq` from reading it.

mod body;
mod bounded;
mod failure;
mod limits;
mod message;
mod plain_proxy;
mod realm;
mod route;
mod send;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tls;

pub use failure::HttpError;
pub use limits::{BODY_LIMIT, DEADLINE, PATIENCE};
pub use message::{Answer, Method, Request};
pub use route::{ClientCertificate, Retries, Roots, Route};
pub use send::Client;
