//! Finds the registry that one of npm's keys is for.
//!
//! A key (`//host/path/:_authToken`) names a host and a path but no scheme, and npm uses it for
//! every address below it. So a configured registry of the same host decides the scheme, whatever
//! its path is. To guess `https:` would store the credential for an address that is never used.

use crate::npmrc::Config;
use crate::registry::Registry;
use url::Url;

/// The registry that the first part of a key names; a key without one belongs to the default
/// registry. If no configured registry tells the scheme, it is http on this machine and https
/// elsewhere.
#[must_use]
pub fn registry_of(config: &Config, dart: &str) -> Option<Registry> {
    let names = std::iter::once(config.default_registry())
        .chain(config.scopes().into_iter().map(|(_, url)| url));
    registry_among(&names.collect::<Vec<_>>(), dart)
}

/// The same, with these texts as the configured registries, the default one first.
#[must_use]
pub fn registry_among(names: &[String], dart: &str) -> Option<Registry> {
    if dart.is_empty() {
        return Registry::parse_any(names.first()?).ok();
    }
    let configured = names
        .iter()
        .filter_map(|name| Registry::parse_any(name).ok());
    let (plain, secure) = (at("http", dart)?, at("https", dart)?);
    let near = configured.flat_map(|known| {
        let twin = if known.is_secure() { &secure } else { &plain };
        nearness(&known, twin).map(|near| (near, known.is_secure()))
    });
    let is_secure = match near.max() {
        Some((_, is_secure)) => is_secure,
        None => plain.is_cleartext(),
    };
    Some(if is_secure { secure } else { plain })
}

fn at(scheme: &str, dart: &str) -> Option<Registry> {
    let url = Url::parse(&format!("{scheme}:{dart}")).ok()?;
    Registry::parse_any(url.as_str()).ok()
}

/// How well a configured registry matches an address: 2 if they are the same, 1 if one is below the
/// other, 0 for another path of the same host and port; `None` for another host. The last slash
/// makes no difference.
fn nearness(known: &Registry, address: &Registry) -> Option<u8> {
    if known.realm() != address.realm() {
        return None;
    }
    Some(
        match (
            known == address,
            known.covers(address) || address.covers(known),
        ) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configured_registry_of_the_host_knows_the_scheme() {
        let nexus = "http://nexus.test:8081/repository/npm/";
        let cases: [(&[&str], &str, &str); 14] = [
            (&[nexus], "//nexus.test:8081/repository/npm/", nexus),
            (&[nexus], "//nexus.test:8081/repository/npm", nexus),
            (
                &["http://nexus.test:8081/repository/npm"],
                "//nexus.test:8081/repository/npm/",
                nexus,
            ),
            (&[nexus], "//nexus.test:8081/", "http://nexus.test:8081/"),
            (&[nexus], "//nexus.test:8081", "http://nexus.test:8081/"),
            (
                &["http://nexus.test:8081/"],
                "//nexus.test:8081/repository/npm/",
                nexus,
            ),
            (
                &["http://nexus.test:8081/repository/other/"],
                "//nexus.test:8081/repository/npm/",
                nexus,
            ),
            (
                &[nexus],
                "//nexus.test/repository/npm/",
                "https://nexus.test/repository/npm/",
            ),
            (&[nexus], "//nexus.test:8082/", "https://nexus.test:8082/"),
            (&["http://h/a/", "https://h/b/"], "//h/b/", "https://h/b/"),
            (
                &["http://h/a/", "https://h/b/"],
                "//h/a/x/",
                "http://h/a/x/",
            ),
            (&["http://h/a/", "https://h/b/"], "//h/", "https://h/"),
            (&["https://h/"], "", "https://h/"),
            (&["https://other/"], "//localhost:1/", "http://localhost:1/"),
        ];
        for (names, dart, want) in cases {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            let found = registry_among(&names, dart).map(|registry| registry.to_string());
            assert_eq!(found.as_deref(), Some(want), "{dart} among {names:?}");
        }
    }
}
