//! Which config key authenticates a request (npm-registry-fetch `lib/auth.js`).
//!
//! Not the highest layer wins but the *longest path*: npm walks from the request's own URL up to the host, and at each
//! step asks all layers. A key with and without its last slash are two steps, the slash coming first.

use url::Url;

use super::layers::{Config, LayerKind, Setting};

/// What kind of credential a key holds; npm asks in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuthForm {
    /// `_authToken`: a bearer token.
    Token,
    /// `_auth`: basic, encoded as one.
    Auth,
    /// `username` and `_password`: basic, the password encoded.
    UserPassword,
    /// `certfile` and `keyfile`.
    Certificate,
}

impl AuthForm {
    /// The names after the colon that must all have a value.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Token => &["_authToken"],
            Self::Auth => &["_auth"],
            Self::UserPassword => &["username", "_password"],
            Self::Certificate => &["certfile", "keyfile"],
        }
    }

    const ALL: [Self; 4] = [Self::Token, Self::Auth, Self::UserPassword, Self::Certificate];
}

/// The credential that npm will use.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthMatch {
    /// The key before the colon, as it is spelled: `//host/path/` or `//host/path`.
    pub reg_key: String,
    /// What it holds.
    pub form: AuthForm,
    /// The settings that decided, in the order of [`AuthForm::names`].
    pub settings: Vec<(LayerKind, Setting)>,
}

impl Config {
    /// The credential that npm sends to `uri`: by the longest key for it, else, if the host is that of `registry`, by
    /// the longest key for that. Empty values do not count, though they hide lower layers.
    #[must_use]
    pub fn auth_for(&self, uri: &Url, registry: &Url) -> Option<AuthMatch> {
        let same_host = || uri != registry && host(uri) == host(registry);
        self.auth_at(uri).or_else(|| same_host().then(|| self.auth_at(registry)).flatten())
    }

    fn auth_at(&self, uri: &Url) -> Option<AuthMatch> {
        let whole = format!("//{}{}", host(uri), uri.path());
        let mut key = whole.as_str();
        while key.len() > "//".len() {
            if let Some(found) = AuthForm::ALL.into_iter().find_map(|form| self.auth_in(key, form)) {
                return Some(found);
            }
            key = match key.strip_suffix('/') {
                Some(shorter) => shorter,
                None => &key[..=key.rfind('/')?],
            };
        }
        None
    }

    fn auth_in(&self, reg_key: &str, form: AuthForm) -> Option<AuthMatch> {
        let decide = |name: &&str| {
            let (layer, setting) = self.get(&format!("{reg_key}:{name}"))?;
            setting.value.is_truthy().then(|| (layer.kind, setting.clone()))
        };
        let settings = form.names().iter().map(decide).collect::<Option<Vec<_>>>()?;
        Some(AuthMatch { reg_key: reg_key.to_owned(), form, settings })
    }
}

/// npm's name for a registry in config keys: `//host[:port]/path/`, up to the last slash, without scheme, user, query
/// and fragment (`nerf-dart.js` of `@npmcli/config`).
#[must_use]
pub fn nerf_dart(url: &Url) -> String {
    let path = url.path();
    let folder = path.rfind('/').map_or("/", |slash| &path[..=slash]);
    format!("//{}{folder}", host(url))
}

/// `host:port`, the port left out where it is the scheme's own.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nerf_darts_end_at_the_last_slash() {
        for (url, expected) in [
            ("https://h.example", "//h.example/"),
            ("https://h:8443/a/b", "//h:8443/a/"),
            ("https://u:p@h/a/b/?q", "//h/a/b/"),
            ("https://h//a//", "//h//a//"),
            ("http://h:80/", "//h/"),
            ("http://h/a/%2f/../b", "//h/a/"),
            ("http://[::1]:80/x", "//[::1]/"),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(nerf_dart(&url), expected);
        }
    }
}
