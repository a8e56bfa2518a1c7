//! The command to type if a credential is missing or has expired.

use super::store_command::{Replaced, StoreCommand};
use crate::credential::{Profile, mint};
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// The command that logs in, or that makes a new token if the registry has no login.
#[must_use]
pub fn cure(registry: &Registry, profile: &Profile) -> Hint {
    if let Some(mint) = mint(registry) {
        let command = Command::new("aws codeartifact login --tool npm");
        let command = mint
            .flags
            .into_iter()
            .fold(command, |command, (flag, value)| command.flag(flag, value));
        return Hint::new("create a new token", command);
    }
    let command = Command::new("npmcred login").flag("--registry", registry.to_string());
    Hint::new("log in", command.profile(profile.name()))
}

/// The command that replaces a stored credential that no longer works: a login, unless it is a
/// password, or its registry has no login that npmcred would use.
#[must_use]
pub fn replacement<'a>(old: impl Into<Replaced<'a>>) -> Hint {
    let old = old.into();
    let Replaced { registry, kind, .. } = old;
    let by = |command| StoreCommand::of(command, &old).at(registry);
    if kind.is_basic() {
        Hint::new("store its password again", by("npmcred store"))
    } else if registry.is_cleartext() {
        Hint::new("store another token", by("npmcred store"))
    } else if mint(registry).is_some() {
        cure(registry, old.profile)
    } else {
        Hint::new("log in", by("npmcred login"))
    }
}
