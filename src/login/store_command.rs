//! The command that stores a secret, as the user typed it: hints repeat it with all its flags.
//!
//! A hint is typed as it is shown. Without `--use`, `--profile` or `--expires` it would store the
//! secret for something else than the user said.

use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Use};
use crate::profile;
use crate::registry::Registry;
use crate::report::Command;

/// A command that stores a secret, without its registry.
#[derive(Clone, Debug)]
pub struct StoreCommand {
    command: &'static str,
    flags: Command,
    profile: Option<String>,
    /// Whether it may replace another credential.
    pub replaces: bool,
    /// Whether it may store a token that looks like one of another host.
    pub takes_foreign: bool,
}

/// What is known of a stored credential that no longer works.
#[derive(Clone, Copy, Debug)]
pub struct Replaced<'a> {
    /// The registry that it was stored for.
    pub registry: &'a Registry,
    /// What `--profile` has to say for it, if anything.
    pub profile: Option<&'a str>,
    /// Its kind.
    pub kind: CredentialKind,
    /// Its use.
    pub purpose: Use,
    /// Its owner.
    pub owner: Option<&'a str>,
}

impl<'a> From<&'a Credential> for Replaced<'a> {
    fn from(credential: &'a Credential) -> Self {
        Self {
            registry: &credential.registry,
            profile: credential.profile.name(),
            kind: credential.kind,
            purpose: credential.purpose,
            owner: credential.owner.as_deref(),
        }
    }
}

impl StoreCommand {
    /// The command without flags, for the profile that is used here.
    #[must_use]
    pub fn new(context: &Context, command: &'static str) -> Self {
        // The flag may name the default profile where another one is active.
        let named = context.profile.as_ref().map(ToString::to_string);
        let active = || Some(profile::active(context).ok()?.profile.name()?.to_owned());
        Self::of_profile(command, named.or_else(active))
    }

    /// The command that stores another secret in the place of this credential.
    #[must_use]
    pub(super) fn of(command: &'static str, old: &Replaced<'_>) -> Self {
        let begun = Self::of_profile(command, old.profile.map(str::to_owned));
        let begun = begun.purpose(old.purpose);
        match old.kind {
            CredentialKind::Session | CredentialKind::Granular => begun,
            CredentialKind::Basic | CredentialKind::Auth => {
                begun.password_of(old.owner.filter(|owner| !owner.is_empty()))
            }
        }
    }

    pub(super) fn of_profile(command: &'static str, profile: Option<String>) -> Self {
        Self {
            command,
            flags: Command::default(),
            profile,
            replaces: false,
            takes_foreign: false,
        }
    }

    /// For this use.
    #[must_use]
    pub fn purpose(self, purpose: Use) -> Self {
        match purpose {
            Use::Any => self,
            Use::Read | Use::Write => self.flag("--use", purpose.as_str()),
        }
    }

    /// For a password of this user.
    #[must_use]
    pub fn password_of(self, user: Option<&str>) -> Self {
        match user {
            Some(user) => self.fixed("--basic").flag("--username", user),
            None => self.fixed("--basic --username NAME"),
        }
    }

    /// With this flag and its value.
    #[must_use]
    pub fn flag(mut self, flag: &'static str, value: &str) -> Self {
        self.flags = self.flags.flag(flag, value);
        self
    }

    /// With this text of flags.
    #[must_use]
    pub fn fixed(mut self, flags: &'static str) -> Self {
        self.flags = self.flags.fixed(flags);
        self
    }

    /// The command for this registry. What the user agreed to is not part of it, because that was
    /// said of one registry.
    #[must_use]
    pub fn at(&self, registry: &Registry) -> Command {
        self.without_profile(registry)
            .profile(self.profile.as_deref())
    }

    /// The command for this registry, which goes on from what the user agreed to.
    #[must_use]
    pub(super) fn again(&self, registry: &Registry) -> Command {
        let mut command = self.at(registry);
        for (_, flag) in [
            (self.replaces, "--yes"),
            (self.takes_foreign, "--foreign-token"),
        ]
        .into_iter()
        .filter(|(agreed, _)| *agreed)
        {
            command = command.fixed(flag);
        }
        command
    }

    /// The command that stores it beside the credential of this profile.
    #[must_use]
    pub(super) fn in_another_profile(&self, registry: &Registry) -> Command {
        self.without_profile(registry).fixed("--profile NAME")
    }

    fn without_profile(&self, registry: &Registry) -> Command {
        let command = Command::new(self.command).flag("--registry", registry.to_string());
        let command = if registry.is_cleartext() {
            command.fixed("--insecure-http")
        } else {
            command
        };
        command.words_of(self.flags.clone())
    }
}
