//! The command to type if a credential is missing or has expired.

use super::store_command::{Replaced, StoreCommand};
use crate::credential::{Profile, Use, mint};
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// The command that logs in, or that makes or stores a token if the registry has no login that
/// npmcred would use.
#[must_use]
pub fn cure(registry: &Registry, profile: &Profile) -> Hint {
    cure_as(registry, profile.name())
}

/// The same for the profile that `--profile` has to name, if any.
#[must_use]
pub fn cure_as(registry: &Registry, profile: Option<&str>) -> Hint {
    if let Some(mint) = mint(registry) {
        let command = Command::new("aws codeartifact login --tool npm");
        let command = mint
            .flags
            .into_iter()
            .fold(command, |command, (flag, value)| command.flag(flag, value));
        return Hint::new("create a new token", command);
    }
    if registry.is_cleartext() {
        return store_cure(registry, profile);
    }
    let command = Command::new("npmcred login").flag("--registry", registry.to_string());
    Hint::new("log in", command.profile(profile))
}

/// The command that stores a token, for a registry that nobody can log in to.
#[must_use]
pub fn store_cure(registry: &Registry, profile: Option<&str>) -> Hint {
    let command = StoreCommand::of_profile("npmcred store", profile.map(str::to_owned));
    Hint::new("store a token for it", command.at(registry))
}

/// The command that stores a secret for this use.
#[must_use]
pub fn store(registry: &Registry, profile: &Profile, purpose: Use) -> Command {
    let profile = profile.name().map(str::to_owned);
    let command = StoreCommand::of_profile("npmcred store", profile);
    command.purpose(purpose).at(registry)
}

/// The command that replaces a stored credential that no longer works: a login, unless it is a
/// password, or its registry has no login that npmcred would use.
#[must_use]
pub fn replacement<'a>(old: impl Into<Replaced<'a>>) -> Hint {
    let old = old.into();
    let Replaced { registry, kind, .. } = old;
    if kind.is_basic() || registry.is_cleartext() {
        store_replacement(&old)
    } else if mint(registry).is_some() {
        cure_as(registry, old.profile)
    } else {
        let command = StoreCommand::of("npmcred login", &old);
        Hint::new("log in", command.at(registry))
    }
}

/// The same where nobody can log in.
#[must_use]
pub fn store_replacement(old: &Replaced<'_>) -> Hint {
    let what = if old.kind.is_basic() {
        "store its password again"
    } else {
        "store another token"
    };
    Hint::new(
        what,
        StoreCommand::of("npmcred store", old).at(old.registry),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_on_plain_http_is_stored_for_and_not_logged_in_to() {
        let work: Profile = "work".parse().unwrap();
        let cases = [
            (
                "https://h/",
                Profile::DEFAULT,
                "npmcred login --registry https://h/",
            ),
            (
                "http://h/",
                Profile::DEFAULT,
                "npmcred store --registry http://h/ --insecure-http",
            ),
            (
                "http://h/",
                work,
                "npmcred store --registry http://h/ --insecure-http --profile work",
            ),
        ];
        for (url, profile, want) in cases {
            let hint = cure(&Registry::parse_any(url).unwrap(), &profile);
            assert!(hint.to_string().ends_with(want), "{hint}");
        }
    }
}
