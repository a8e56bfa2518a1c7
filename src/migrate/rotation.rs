//! How a credential is replaced that has been in clear for long enough to have been read.
//!
//! Only where a registry has npm's token API can we do it; of the others the page is named on which it is done.

use super::apply::{Became, Outcome};
use super::sighting::{Fate, Found, Kind, Sighting};
use crate::registry::Registry;

/// Where the sites that are known let people replace a token: the end of the host's name, the page.
const PAGES: [(&str, &str); 5] = [
    ("npm.pkg.github.com", "https://github.com/settings/tokens"),
    ("gitlab.com", "https://gitlab.com/-/user_settings/personal_access_tokens"),
    ("pkgs.dev.azure.com", "https://dev.azure.com/_usersSettings/tokens"),
    ("npm.cloudsmith.io", "https://cloudsmith.io/user/settings/api/"),
    ("jsr.io", "https://jsr.io/account/tokens"),
];

/// Whether somebody else may have it, or a copy remains.
#[must_use]
pub(super) fn is_exposed(sighting: &Sighting) -> bool {
    sighting.fate == Fate::Move
        && (sighting.placeholder.is_some()
            || sighting.warnings.iter().any(|text| text.contains("a copy remains") || text.contains("history")))
}

/// Whether `npmcred rotate` can do it.
#[must_use]
pub(super) fn is_ours(sighting: &Sighting) -> bool {
    sighting.kind == Kind::Token && sighting.registry.as_ref().is_some_and(Registry::is_public)
}

/// The registry whose token was moved, and can be replaced here and now, because somebody else may have it.
#[must_use]
pub fn replaceable(found: &Found, outcome: &Outcome) -> Option<Registry> {
    let moved = found.sightings.iter().zip(&outcome.became).filter(|(_, became)| **became == Became::Moved);
    moved.map(|(one, _)| one).find(|one| is_exposed(one) && is_ours(one)).and_then(|one| one.registry.clone())
}

/// What to type, or where to go.
#[must_use]
pub(super) fn cure(sighting: &Sighting, flag: &str) -> Option<String> {
    let registry = sighting.registry.as_ref()?;
    if is_ours(sighting) {
        return Some(format!("have another one made and this one revoked: npmcred rotate --registry {registry}{flag}"));
    }
    let host = registry.url().host_str().unwrap_or_default();
    let page = PAGES.iter().find(|(end, _)| host == *end || host.ends_with(&format!(".{end}"))).map(|(_, page)| *page);
    Some(match page {
        Some(page) => {
            format!("make another one and revoke this one on {page}, then: npmcred store --registry {registry}{flag}")
        }
        None => format!(
            "make another one and revoke this one on the site of {host}, then: npmcred store --registry {registry}{flag}"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::Place;

    #[test]
    fn each_registry_has_its_way() {
        let cured = |url: &str, kind: Kind| {
            let mut one = Sighting::at(Place::Project, None, None, "k", kind);
            one.registry = Registry::parse(url).ok();
            cure(&one, "").unwrap()
        };
        assert!(
            cured("https://registry.npmjs.org/", Kind::Token)
                .ends_with("npmcred rotate --registry https://registry.npmjs.org/")
        );
        assert!(cured("https://registry.npmjs.org/", Kind::Password).contains("the site of registry.npmjs.org"));
        assert!(cured("https://npm.pkg.github.com/", Kind::Token).contains("https://github.com/settings/tokens"));
        assert!(cured("https://notgitlab.com/", Kind::Token).contains("the site of notgitlab.com"));
    }
}
