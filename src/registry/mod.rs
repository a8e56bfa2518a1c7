//! A registry: a checked base URL, npm's key for its credential, and the realm that a credential
//! may not leave.
//!
//! npm's key (the nerf dart) has no scheme, so in npm's own files `http://host/` and
//! `https://host/` share a credential. Here they never do: every look-up is by [`Realm`], which
//! includes the scheme.

mod host;
mod inside;
mod nerf_dart;
mod package;
mod scope;

pub use host::of_host;
pub use inside::{secret_inside, without_secret};
pub use nerf_dart::NerfDart;
pub use package::is_package_name;
pub use scope::Scope;

use std::fmt;
use url::{Host, Url};

/// The registry that npm uses when nothing else is configured (npm 12 `@npmcli/config`
/// `definitions.js`, `registry`).
pub const PUBLIC_REGISTRY: &str = "https://registry.npmjs.org/";

/// A checked base URL. Userinfo, one of npm's keys at its end, query and fragment are removed, and
/// the path ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Registry(Url);

/// Why a text is not accepted as a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryError {
    /// Not a URL, or one without a host.
    NotAUrl,
    /// A scheme other than http and https.
    Scheme(String),
    /// `http:` to a machine other than this one.
    Cleartext,
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str("not a registry URL"),
            Self::Scheme(scheme) => write!(f, "a registry URL begins with https:, not {scheme}:"),
            Self::Cleartext => f.write_str(
                "an http: registry outside this machine would get the credential unencrypted",
            ),
        }
    }
}

impl std::error::Error for RegistryError {}

/// Scheme, host and port: a credential stored for one realm is never sent to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Realm(String);

impl Realm {
    /// The realm of a URL.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        Self(url.origin().ascii_serialization())
    }

    /// The realm as text, for example `https://registry.example:8443`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn parsed(text: &str) -> Result<Url, RegistryError> {
    Url::parse(without_secret(text.trim()).trim_end()).map_err(|_| RegistryError::NotAUrl)
}

impl Registry {
    /// Reads a registry that a credential may be stored for: https, or http on this machine.
    ///
    /// # Errors
    /// [`RegistryError`] with the reason.
    pub fn parse(text: &str) -> Result<Self, RegistryError> {
        let registry = Self::parse_any(text)?;
        if registry.is_cleartext() {
            Err(RegistryError::Cleartext)
        } else {
            Ok(registry)
        }
    }

    /// Reads a registry as npm's configuration names it, also http to any machine. No credential is
    /// found for such a registry unless the user insisted when storing it, because look-ups go by
    /// [`Realm`].
    ///
    /// # Errors
    /// [`RegistryError`] with the reason.
    pub fn parse_any(text: &str) -> Result<Self, RegistryError> {
        Self::of_url(parsed(text)?)
    }

    /// The same, and npm's key for the very text: it has no last segment without a slash.
    ///
    /// # Errors
    /// As for [`Registry::parse_any`].
    pub fn with_nerf_dart(text: &str) -> Result<(Self, NerfDart), RegistryError> {
        let url = parsed(text)?;
        let nerf = NerfDart::of(&url);
        Ok((Self::of_url(url)?, nerf))
    }

    fn of_url(mut url: Url) -> Result<Self, RegistryError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(RegistryError::Scheme(url.scheme().to_owned()));
        }
        if url.host().is_none() || url.set_username("").is_err() || url.set_password(None).is_err()
        {
            return Err(RegistryError::NotAUrl);
        }
        url.set_query(None);
        url.set_fragment(None);
        // npm adds the missing slash in the same place (npm-registry-fetch `lib/index.js`), so a
        // last path segment belongs to the registry and is not dropped as the nerf dart alone
        // would.
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    /// The public registry, npm's default.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0.as_str() == PUBLIC_REGISTRY
    }

    /// Whether the credential would cross a network unencrypted: http to anything but a loopback
    /// address.
    #[must_use]
    pub fn is_cleartext(&self) -> bool {
        is_cleartext(&self.0)
    }

    /// Whether the scheme is https.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The URL of a path below the registry; `path` has no slash in front (npm-registry-fetch
    /// `lib/index.js`).
    ///
    /// # Errors
    /// [`RegistryError::NotAUrl`] if the result is not a URL.
    pub fn below(&self, path: &str) -> Result<Url, RegistryError> {
        Url::parse(&format!("{}{path}", self.0)).map_err(|_| RegistryError::NotAUrl)
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn realm(&self) -> Realm {
        Realm::of(&self.0)
    }

    /// The path, with a slash at both ends.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// Host and port as in a nerf dart.
    #[must_use]
    pub fn host(&self) -> String {
        self.nerf_dart().host().to_owned()
    }

    /// npm's key for this registry.
    #[must_use]
    pub fn nerf_dart(&self) -> NerfDart {
        NerfDart::of(&self.0)
    }

    /// The URL itself.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether a credential stored for `self` may be used for `other`: the same realm, and `self`'s
    /// path or one below it. Paths end with a slash, so `/team/` never covers `/team-b/`.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.realm() == other.realm() && other.path().starts_with(self.path())
    }
}

/// Whether a request to this URL crosses a network unencrypted: http to anything but a loopback
/// address.
#[must_use]
pub fn is_cleartext(url: &Url) -> bool {
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    url.scheme() == "http" && !is_loopback
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_is_checked_and_normalised() {
        let cases = [
            (
                "https://registry.npmjs.org",
                Ok("https://registry.npmjs.org/"),
            ),
            (
                "https://User:pw@Host.Example:443/a/b?q#f",
                Ok("https://host.example/a/b/"),
            ),
            ("https://h/a/:_authToken=canary", Ok("https://h/a/")),
            ("http://127.0.0.1:4873", Ok("http://127.0.0.1:4873/")),
            ("http://[::1]:4873/x/", Ok("http://[::1]:4873/x/")),
            ("http://localhost/", Ok("http://localhost/")),
            (
                "http://localhost.evil.example/",
                Err(RegistryError::Cleartext),
            ),
            ("http://registry.example/", Err(RegistryError::Cleartext)),
            (
                "ftp://registry.example/",
                Err(RegistryError::Scheme("ftp".into())),
            ),
            ("registry.example", Err(RegistryError::NotAUrl)),
            ("https://", Err(RegistryError::NotAUrl)),
            ("", Err(RegistryError::NotAUrl)),
        ];
        for (text, want) in cases {
            assert_eq!(
                Registry::parse(text).map(|registry| registry.to_string()),
                want.map(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn a_credential_covers_its_own_realm_and_path_only() {
        let cases = [
            ("https://h/", "https://h/a/", true),
            ("https://h/team/", "https://h/team/x/", true),
            ("https://h/team/", "https://h/team-b/", false),
            ("https://h/team/", "https://h/", false),
            ("https://h/", "http://h/", false),
            ("https://h/", "https://h:8443/", false),
            ("https://h/", "https://h.evil.example/", false),
        ];
        for (stored, asked, want) in cases {
            let (stored, asked) = (
                Registry::parse_any(stored).unwrap(),
                Registry::parse_any(asked).unwrap(),
            );
            assert_eq!(stored.covers(&asked), want, "{stored} for {asked}");
        }
    }

    #[test]
    fn display_never_shows_userinfo() {
        let registry = Registry::parse("https://user:canary@h.example/").unwrap();
        assert!(!format!("{registry} {registry:?}").contains("canary"));
    }
}
