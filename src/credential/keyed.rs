//! Which registry one of npm's keys is for.
//!
//! A key (`//host/path/:_authToken`) names a host and a path but no scheme, and npm uses it for
//! every address that lies below it. So a configured registry of the same host says which scheme is
//! meant, wherever its path lies; a guess of `https:` would keep the credential for an address that
//! nobody ever asks.

use crate::npmrc::Config;
use crate::registry::Registry;
use url::Url;

/// The registry of a key's first part; that of no registry in particular belongs to the default
/// one. Where no configured registry tells the scheme, http is meant on this very machine, https
/// elsewhere.
#[must_use]
pub fn registry_of(config: &Config, dart: &str) -> Option<Registry> {
    let names = std::iter::once(config.default_registry())
        .chain(config.scopes().into_iter().map(|(_, url)| url));
    registry_among(&names.collect::<Vec<_>>(), dart)
}

/// The same among these texts, of which the first is the default registry.
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

/// How much a configured registry says about an address: 2 for the same, 1 where one lies below the
/// other, 0 for another path of the same host and port; nothing for another host. The last slash
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
