//! How a registry is reached: proxies, trusted roots, client certificate, number of attempts. It is
//! a plain value.
//!
//! The choice of a proxy follows npm (`@npmcli/agent` `lib/proxy.js`), not curl and most libraries.
//! An entry of the no-proxy list covers its subdomains with or without a leading dot, and neither
//! `*` nor a port means anything.

use super::limits::DEADLINE;
use super::message::Method;
use crate::registry::Realm;
use npmcred_platform::Secret;
use std::time::Duration;
use url::Url;

/// How requests travel. The default is npm's without any setting: no proxy, Mozilla's roots, two
/// more attempts.
pub struct Route {
    /// The proxy for `https:` URLs. Its userinfo is the proxy's user and password.
    pub https_proxy: Option<Url>,
    /// The proxy for `http:` URLs.
    pub http_proxy: Option<Url>,
    /// Hosts that are reached without a proxy, with all their subdomains.
    pub no_proxy: Vec<String>,
    /// The authorities whose signature makes a server trusted.
    pub roots: Roots,
    /// Whether a server must prove its identity at all.
    pub strict_ssl: bool,
    /// Our certificate, for a server that asks for one.
    pub identity: Option<ClientCertificate>,
    /// How often, and after which waits, a request is repeated.
    pub retries: Retries,
    /// How long one attempt may take, from the look-up of the host to the last byte of the answer.
    pub deadline: Duration,
}

/// The trusted roots, each a PEM text that may hold several certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// Mozilla's roots, and these.
    BuiltInAnd(Vec<Vec<u8>>),
    /// These roots alone.
    Only(Vec<Vec<u8>>),
}

/// A client certificate with its key.
pub struct ClientCertificate {
    /// The only realm that gets to see it.
    pub realm: Realm,
    /// The certificate and its chain to a root, PEM.
    pub certificate: Vec<u8>,
    /// Its private key, PEM, not encrypted.
    pub key: Secret,
}

/// npm's `fetch-retries` and its companions, with npm's defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retries {
    /// How many more attempts.
    pub count: usize,
    /// Each wait is this many times as long as the one before.
    pub factor: f64,
    /// The first wait.
    pub min: Duration,
    /// The longest wait.
    pub max: Duration,
}

/// The most waits that are computed; the limit on the time of all attempts is reached much earlier.
const COUNT_LIMIT: usize = 1000;

impl Default for Route {
    fn default() -> Self {
        Self {
            https_proxy: None,
            http_proxy: None,
            no_proxy: Vec::new(),
            roots: Roots::BuiltInAnd(Vec::new()),
            strict_ssl: true,
            identity: None,
            retries: Retries::default(),
            deadline: DEADLINE,
        }
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            count: 2,
            factor: 10.0,
            min: Duration::from_secs(10),
            max: Duration::from_secs(60),
        }
    }
}

impl Route {
    /// The proxy for this URL, if it uses one.
    #[must_use]
    pub fn proxy_for(&self, url: &Url) -> Option<&Url> {
        let proxy = if url.scheme() == "https" {
            &self.https_proxy
        } else {
            &self.http_proxy
        };
        proxy
            .as_ref()
            .filter(|_| !self.is_direct(url.host_str().unwrap_or_default()))
    }

    /// Whether the labels of an entry are the last labels of the host.
    fn is_direct(&self, host: &str) -> bool {
        let host: Vec<_> = host.split('.').rev().collect();
        self.no_proxy.iter().any(|entry| {
            let labels: Vec<_> = entry
                .split('.')
                .filter(|label| !label.is_empty())
                .rev()
                .collect();
            !labels.is_empty() && host.starts_with(&labels)
        })
    }
}

impl Retries {
    /// The waits between attempts, shortest first (`@gar/promise-retry`, `createTimeout`).
    pub(super) fn waits(&self) -> Vec<Duration> {
        let millis = |wait: Duration| wait.as_secs_f64() * 1000.0;
        let first = millis(self.min).max(1.0);
        let wait = |at: usize| {
            let exponent = i32::try_from(at).unwrap_or(i32::MAX);
            let wait = (first * self.factor.powi(exponent)).round();
            Duration::try_from_secs_f64(wait / 1000.0)
                .unwrap_or(self.max)
                .min(self.max)
        };
        let mut waits: Vec<_> = (0..self.count.min(COUNT_LIMIT)).map(wait).collect();
        waits.sort_unstable();
        waits
    }
}

/// Whether npm would repeat the request (`make-fetch-happen` `lib/remote.js`): never a `POST`,
/// others after one of these statuses.
pub(super) fn is_worth_another(method: Method, status: u16) -> bool {
    let repeatable = match method {
        Method::Get | Method::Put | Method::Delete => true,
        Method::Post => false,
    };
    repeatable && (matches!(status, 408 | 420 | 429) || status >= 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_no_proxy_list_covers_subdomains() {
        for (list, host, direct) in [
            ("corp.example", "corp.example", true),
            ("corp.example", "npm.corp.example", true),
            (".corp.example", "corp.example", true),
            ("corp.example", "mycorp.example", false),
            ("npm.corp.example", "corp.example", false),
            ("*", "corp.example", false),
            ("corp.example:8080", "corp.example", false),
            ("other,127.0.0.1", "127.0.0.1", true),
            ("0.0.1", "127.0.0.1", true),
            ("[::1]", "[::1]", true),
            ("", "corp.example", false),
        ] {
            let no_proxy = list.split(',').map(str::to_owned).collect();
            let proxy = Url::parse("http://proxy.example:3128").ok();
            let route = Route {
                https_proxy: proxy.clone(),
                http_proxy: proxy,
                no_proxy,
                ..Route::default()
            };
            for scheme in ["http", "https"] {
                let url = Url::parse(&format!("{scheme}://{host}/")).unwrap();
                assert_eq!(route.proxy_for(&url).is_none(), direct, "{list} for {url}");
            }
        }
    }

    #[test]
    fn each_scheme_has_its_own_proxy() {
        let route = Route {
            https_proxy: Url::parse("http://a.example").ok(),
            ..Route::default()
        };
        assert!(
            route
                .proxy_for(&Url::parse("https://h.example/").unwrap())
                .is_some()
        );
        assert!(
            route
                .proxy_for(&Url::parse("http://h.example/").unwrap())
                .is_none()
        );
    }

    #[test]
    fn waits_are_those_of_npm() {
        let millis = |count, factor, min, max| {
            let (min, max) = (Duration::from_millis(min), Duration::from_millis(max));
            let waits = Retries {
                count,
                factor,
                min,
                max,
            }
            .waits();
            waits.iter().map(Duration::as_millis).collect::<Vec<_>>()
        };
        assert_eq!(
            Retries::default().waits(),
            [Duration::from_secs(10), Duration::from_secs(60)]
        );
        assert_eq!(millis(3, 2.0, 100, 1000), [100, 200, 400]);
        assert_eq!(millis(3, 0.5, 100, 1000), [25, 50, 100]);
        assert_eq!(millis(2, 10.0, 0, 60_000), [1, 10]);
        assert_eq!(millis(2, 10.0, 500, 100), [100, 100]);
        assert_eq!(millis(3, f64::INFINITY, 500, 900), [500, 900, 900]);
        assert_eq!(millis(0, 10.0, 500, 900), [] as [u128; 0]);
        assert_eq!(
            Retries {
                count: usize::MAX,
                ..Retries::default()
            }
            .waits()
            .len(),
            COUNT_LIMIT
        );
    }

    #[test]
    fn a_post_is_made_once() {
        for status in [408, 420, 429, 500, 502, 503, 599] {
            assert!(
                is_worth_another(Method::Get, status) && is_worth_another(Method::Delete, status),
                "{status}"
            );
            assert!(!is_worth_another(Method::Post, status), "{status}");
        }
        for status in [200, 202, 302, 400, 401, 403, 404, 409] {
            assert!(!is_worth_another(Method::Put, status), "{status}");
        }
    }
}
