//! Which of npm's config files a hand-over stands in for, and the environment without it.

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

    /// What the file is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Global => "global config",
            Self::User => "user config",
        }
    }

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

/// Takes out of an environment what a shim of ours put in: a nested call must find npm's real files,
/// not the emptied descriptor of the call around it.
pub(super) fn restore(env: &mut Env) {
    mid_publish::unload(env);
    for channel in Channel::ALL {
        let Some(original) = env.get(channel.original()).map(ToOwned::to_owned) else {
            continue;
        };
        let ours = env.variables().iter().any(|(name, value)| {
            channel.is_its(&name.to_string_lossy()) && handover::may_be_path(value)
        });
        if ours {
            env.drop_where(|name| channel.is_its(name));
            if !original.is_empty() {
                env.set(channel.variable(), original);
            }
        }
        env.remove(channel.original());
    }
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

    fn restored(mut env: Env) -> Env {
        restore(&mut env);
        env
    }

    #[test]
    fn a_nested_call_sees_the_environment_of_the_outermost() {
        const MARK: &str = settings::ORIGINAL_GLOBALCONFIG.name;
        const GLOBALCONFIG: &str = "npm_config_globalconfig";
        const USER_MARK: &str = settings::ORIGINAL_USERCONFIG.name;
        let cases: [(Variables, Variables); 6] = [
            (
                &[("NPM_CONFIG_GLOBALCONFIG", "/dev/fd/200"), (MARK, "/etc/g")],
                &[(GLOBALCONFIG, "/etc/g")],
            ),
            (
                &[(GLOBALCONFIG, "/dev/fd/200"), (MARK, ""), ("A", "1")],
                &[("A", "1")],
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
                restored(env(before)).variables(),
                env(after).variables(),
                "{before:?}"
            );
        }
    }
}
