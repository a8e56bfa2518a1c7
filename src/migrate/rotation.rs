//! How to replace a credential that was in plain text long enough to have been read.
//!
//! npmcred can do it only at a registry with npm's token API; for others it names the page.

use super::found::Sightings;
use super::outcome::{MoveResult, MoveResults};
use super::sighting::{Action, Sighting, SightingForm};
use super::warning::Warning;
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// The pages on which known sites let people replace a token: the end of the host's name, the hint.
const PAGES: [(&str, &str); 5] = [
    (
        "npm.pkg.github.com",
        "create a new token and revoke this one on https://github.com/settings/tokens, then",
    ),
    (
        "gitlab.com",
        "create a new token and revoke this one on \
         https://gitlab.com/-/user_settings/personal_access_tokens, then",
    ),
    (
        "pkgs.dev.azure.com",
        "create a new token and revoke this one on https://dev.azure.com/_usersSettings/tokens, \
         then",
    ),
    (
        "npm.cloudsmith.io",
        "create a new token and revoke this one on https://cloudsmith.io/user/settings/api/, then",
    ),
    (
        "jsr.io",
        "create a new token and revoke this one on https://jsr.io/account/tokens, then",
    ),
];

/// Whether others may have it, or a copy remains.
#[must_use]
pub(super) fn is_exposed(sighting: &Sighting) -> bool {
    sighting.action == Action::Move
        && (sighting.placeholder.is_some() || sighting.warnings.iter().any(Warning::is_exposure))
}

/// Whether `npmcred rotate` can replace it.
#[must_use]
pub(super) fn is_ours(sighting: &Sighting) -> bool {
    sighting.kind == SightingForm::Token
        && sighting.registry.as_ref().is_some_and(Registry::is_public)
}

/// The registry whose token was moved, may have leaked, and can be replaced here and now.
#[must_use]
pub fn replaceable(found: &Sightings, outcome: &MoveResults) -> Option<Registry> {
    let moved = found
        .sightings
        .iter()
        .zip(&outcome.became)
        .filter(|(_, became)| **became == MoveResult::Moved);
    moved
        .map(|(one, _)| one)
        .find(|one| is_exposed(one) && is_ours(one))
        .and_then(|one| one.registry.clone())
}

/// The command to type, or the page to go to.
#[must_use]
pub(super) fn cure(sighting: &Sighting, profile: Option<&str>) -> Option<Hint> {
    let registry = sighting.registry.as_ref()?;
    let of_it = |command| {
        Command::new(command)
            .flag("--registry", registry.to_string())
            .profile(profile)
    };
    if is_ours(sighting) {
        return Some(Hint::new(
            "create a new token and revoke this one",
            of_it("npmcred rotate"),
        ));
    }
    let host = registry.url().host_str().unwrap_or_default();
    let page = PAGES
        .iter()
        .find(|(end, _)| host == *end || host.ends_with(&format!(".{end}")));
    let says = page.map_or(
        "create a new token and revoke this one on the registry's own site, then",
        |(_, says)| *says,
    );
    Some(Hint::new(says, of_it("npmcred store")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::sighting::PlaceKind;

    #[test]
    fn each_registry_has_its_way() {
        let cured = |url: &str, kind: SightingForm| {
            let mut one = Sighting::at(PlaceKind::Project, None, None, "k", kind);
            one.registry = Registry::parse(url).ok();
            cure(&one, None).unwrap().to_string()
        };
        assert!(
            cured("https://registry.npmjs.org/", SightingForm::Token)
                .ends_with("npmcred rotate --registry https://registry.npmjs.org/")
        );
        assert!(
            cured("https://registry.npmjs.org/", SightingForm::Password)
                .contains("the registry's own site")
        );
        assert!(
            cured("https://npm.pkg.github.com/", SightingForm::Token)
                .contains("https://github.com/settings/tokens")
        );
        assert!(
            cured("https://notgitlab.com/", SightingForm::Token)
                .contains("the registry's own site")
        );
    }
}
