//! The command to type if a credential is missing or has expired.

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
