//! What a shim above this one left: its variables, and perhaps what it handed over to somebody who
//! never read it.

use super::mid_publish;
use crate::context::Env;
use crate::settings;
use npmcred_platform::handover;

/// Which of npm's config files a hand-over stands in for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Channel {
    /// The global one: the user's own file stays where npm writes to.
    #[default]
    Global,
    /// The user's: tools that only imitate npm read no other that a variable can lead them to.
    User,
}

impl Channel {
    const ALL: [Self; 2] = [Self::Global, Self::User];

    /// npm's variable for the path of the file.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Global => "npm_config_globalconfig",
            Self::User => "npm_config_userconfig",
        }
    }

    /// Our variable for what npm's was before.
    pub(super) fn original(self) -> &'static str {
        match self {
            Self::Global => settings::ORIGINAL_GLOBALCONFIG.name,
            Self::User => settings::ORIGINAL_USERCONFIG.name,
        }
    }

    /// npm takes its variables in any case (npm 12 `@npmcli/config` `lib/index.js`, `loadEnv`).
    pub(super) fn is_its(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.variable())
    }
}

/// Takes back what a shim above this one handed over, if nobody has read it: a launcher that starts
/// npm by its name comes to us again, and everything that runs below it could read what was meant
/// for npm alone.
pub(super) fn take_back(env: &Env) {
    if let Some(mark) = env.filled(settings::HANDOVER.name) {
        handover::take_back(&mark.to_string_lossy());
    }
}

/// The environment as it was before any shim of ours touched it: a nested call must find npm's real
/// files, not the emptied descriptor of the call around it.
#[must_use]
pub(super) fn environment_without_us(env: &Env) -> Env {
    let mut clean = env.clone();
    mid_publish::unload(&mut clean);
    for channel in Channel::ALL {
        let Some(original) = env.get(channel.original()) else {
            continue;
        };
        let ours = env.variables().iter().any(|(name, value)| {
            channel.is_its(&name.to_string_lossy()) && handover::may_be_path(value)
        });
        if ours {
            clean.drop_where(|name| channel.is_its(name));
            if !original.is_empty() {
                clean.set(channel.variable(), original);
            }
        }
        clean.remove(channel.original());
        clean.remove(settings::HANDOVER.name);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    type Variables = &'static [(&'static str, &'static str)];

    fn env(variables: Variables) -> Env {
        Env::new(
            variables
                .iter()
                .map(|(name, value)| (OsString::from(name), OsString::from(value)))
                .collect(),
        )
    }

    #[test]
    fn a_nested_call_sees_the_environment_of_the_outermost() {
        const MARK: &str = settings::ORIGINAL_GLOBALCONFIG.name;
        const GLOBALCONFIG: &str = "npm_config_globalconfig";
        const USER_MARK: &str = settings::ORIGINAL_USERCONFIG.name;
        let cases: [(Variables, Variables); 7] = [
            (
                &[("NPM_CONFIG_GLOBALCONFIG", "/dev/fd/200"), (MARK, "/etc/g")],
                &[(GLOBALCONFIG, "/etc/g")],
            ),
            (
                &[(GLOBALCONFIG, "/dev/fd/200"), (MARK, ""), ("A", "1")],
                &[("A", "1")],
            ),
            (
                &[
                    (GLOBALCONFIG, "/dev/fd/200"),
                    (MARK, ""),
                    (settings::HANDOVER.name, "200:1:2"),
                ],
                &[],
            ),
            (
                &[(GLOBALCONFIG, "/mine"), (MARK, "")],
                &[(GLOBALCONFIG, "/mine")],
            ),
            (
                &[(GLOBALCONFIG, "/dev/fd/5")],
                &[(GLOBALCONFIG, "/dev/fd/5")],
            ),
            (
                &[("NPM_CONFIG_USERCONFIG", "/dev/fd/200"), (USER_MARK, "/u")],
                &[("npm_config_userconfig", "/u")],
            ),
            (
                &[
                    ("npm_config_userconfig", "/dev/fd/200"),
                    (USER_MARK, ""),
                    (GLOBALCONFIG, "/g"),
                ],
                &[(GLOBALCONFIG, "/g")],
            ),
        ];
        for (before, after) in cases {
            assert_eq!(
                environment_without_us(&env(before)).variables(),
                env(after).variables(),
                "{before:?}"
            );
        }
    }
}
