//! The proxies of a route, and the hosts that are reached without one.

use super::reader::RouteReader;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::Value;
use std::ffi::OsString;
use url::Url;

impl RouteReader<'_> {
    /// A variable for the proxy agent: its name in any case, and the last one counts, even if it is
    /// empty.
    fn proxy_variable(&self, name: &str) -> Option<(String, String)> {
        let is_it = |key: &OsString| {
            key.to_str()
                .is_some_and(|key| key.eq_ignore_ascii_case(name))
        };
        let (key, value) = self.world.env.iter().rev().find(|(key, _)| is_it(key))?;
        let value = value.to_string_lossy().into_owned();
        (!value.is_empty()).then(|| (key.to_string_lossy().into_owned(), value))
    }

    /// The proxies for `https:` and `http:` URLs (npm-registry-fetch `lib/index.js`,
    /// `@npmcli/agent` `lib/proxy.js`).
    pub(super) fn proxies(&self) -> Result<(Option<Url>, Option<Url>)> {
        let setting = |key: &str| {
            self.text(key)
                .map(|text| (format!("npm's setting {key}"), text.to_owned()))
        };
        let set = setting("https-proxy").or_else(|| setting("proxy"));
        let https = set.or_else(|| self.proxy_variable("https_proxy"));
        let first = |name| self.proxy_variable(name);
        let http = https
            .clone()
            .or_else(|| first("http_proxy"))
            .or_else(|| first("proxy"));
        let parse = |found: Option<(String, String)>| {
            found.map(|(name, text)| proxy(&name, &text)).transpose()
        };
        Ok((parse(https)?, parse(http)?))
    }

    /// The setting *and* the variable: npm passes the setting to one of the two places that read
    /// them.
    pub(super) fn no_proxy(&self) -> Vec<String> {
        let set = match self.get("noproxy") {
            Some(Value::List(items)) => items
                .iter()
                .map(Value::to_text)
                .collect::<Vec<_>>()
                .join(","),
            Some(value) if value.is_truthy() => value.to_text(),
            Some(_) | None => String::new(),
        };
        let variable = self
            .proxy_variable("no_proxy")
            .map(|(_, text)| text)
            .unwrap_or_default();
        let entries = set.split(',').chain(variable.split(',')).map(str::trim);
        entries
            .filter(|entry| !entry.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// The schemes that npm's proxy agent accepts.
const PROXY_SCHEMES: [&str; 7] = [
    "http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h",
];

/// A proxy's URL. Errors never repeat it, because it may hold a password.
fn proxy(name: &str, text: &str) -> Result<Url> {
    let known = |url: &Url| PROXY_SCHEMES.contains(&url.scheme()) && url.host().is_some();
    Url::parse(text).ok().filter(known).ok_or_else(|| {
        Error::new(
            ErrorKind::Network,
            format!("{name} is not the URL of a proxy"),
        )
        .hint("write it in full: http://proxy.example:3128")
    })
}
