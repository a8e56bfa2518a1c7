//! npm's own name for a registry inside a config key: `//host[:port]/path/`.

use std::fmt;
use url::{Position, Url};

/// The part of a URL that npm uses as the key of a credential (npm 12 `@npmcli/config`
/// `lib/nerf-dart.js`).
///
/// Scheme, userinfo, query and fragment are removed, and so is a last path segment without a slash
/// after it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NerfDart(String);

impl NerfDart {
    /// The nerf dart of a URL.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        let folder = url
            .path()
            .rfind('/')
            .map_or("/", |slash| &url.path()[..=slash]);
        Self(format!(
            "//{}{folder}",
            &url[Position::BeforeHost..Position::AfterPort]
        ))
    }

    /// The key that npm tries first for a request to this very URL: its last segment stays.
    #[must_use]
    pub fn of_request(url: &Url) -> Self {
        Self(format!(
            "//{}{}",
            &url[Position::BeforeHost..Position::AfterPort],
            url.path()
        ))
    }

    /// The key as text, with its slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port, without the slashes.
    #[must_use]
    pub fn host(&self) -> &str {
        let bare = &self.0[2..];
        bare.find('/').map_or(bare, |slash| &bare[..slash])
    }

    /// Every key that npm tries for a request below this one, the longest first: `//h/a/`, `//h/a`,
    /// `//h/`, `//h` (npm-registry-fetch `lib/auth.js`, `regFromURI`).
    pub fn walk(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            if rest.len() <= 2 {
                return None;
            }
            let key = rest;
            rest = match rest.strip_suffix('/') {
                Some(shorter) => shorter,
                None => &rest[..=rest.rfind('/')?],
            };
            Some(key)
        })
    }
}

impl fmt::Display for NerfDart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nerf_dart_is_what_npm_makes_of_a_url() {
        let cases = [
            ("https://registry.npmjs.org", "//registry.npmjs.org/"),
            ("https://h:8443/a/b", "//h:8443/a/"),
            ("https://u:p@h/a/b/?q", "//h/a/b/"),
            ("https://h//a//", "//h//a//"),
            ("http://h:80/", "//h/"),
            ("https://h:443/x", "//h/"),
            ("https://[::1]:4873/x/", "//[::1]:4873/x/"),
            ("https://H.Example/@s%2fn/", "//h.example/@s%2fn/"),
            ("http://h/a/%2f/../b", "//h/a/"),
        ];
        for (url, want) in cases {
            assert_eq!(
                NerfDart::of(&Url::parse(url).unwrap()).as_str(),
                want,
                "{url}"
            );
        }
    }

    #[test]
    fn the_walk_is_npms() {
        let dart = NerfDart::of(&Url::parse("https://h:1/a/b/").unwrap());
        let walk: Vec<&str> = dart.walk().collect();
        assert_eq!(
            walk,
            [
                "//h:1/a/b/",
                "//h:1/a/b",
                "//h:1/a/",
                "//h:1/a",
                "//h:1/",
                "//h:1"
            ]
        );
        assert_eq!(dart.host(), "h:1");
    }
}
