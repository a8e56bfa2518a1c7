//! From a [`Provision`] to what the tool is started with: descriptor, environment, arguments.

use super::plan::Provision;
use crate::context::{Context, Env};
use crate::credential::contents;
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::NpmVersion;
use crate::settings;
use npmcred_platform::handover::Handover;
use std::ffi::OsString;

/// npm's variable for the path of its global config.
const GLOBALCONFIG: &str = "npm_config_globalconfig";

/// Where descriptors are reached by name; a value of [`GLOBALCONFIG`] below it, beside our own mark, is ours.
const DESCRIPTORS: &str = "/dev/fd/";

/// The environment as it was before any shim of ours touched it: a nested call must find npm's real global config, not
/// the emptied descriptor of the call around it.
#[must_use]
pub(super) fn environment_without_us(env: &Env) -> Env {
    let mut clean = env.clone();
    if let Some(original) = env.get(settings::ORIGINAL_GLOBALCONFIG.name) {
        let ours = env.variables().iter().any(|(name, value)| {
            is_globalconfig(&name.to_string_lossy()) && value.to_string_lossy().starts_with(DESCRIPTORS)
        });
        if ours {
            clean.drop_where(is_globalconfig);
            if !original.is_empty() {
                clean.set(GLOBALCONFIG, original);
            }
        }
        clean.drop_where(|name| name == settings::ORIGINAL_GLOBALCONFIG.name);
    }
    clean
}

/// npm takes its variables in any case (npm 12 `@npmcli/config` `lib/index.js`, `loadEnv`).
fn is_globalconfig(name: &str) -> bool {
    name.eq_ignore_ascii_case(GLOBALCONFIG)
}

/// Readies the descriptor and turns the environment into what the tool is started with. The arguments are the caller's to
/// extend, by [`arguments`].
///
/// # Errors
/// `Refused` where npm would not read what was meant; `Other` where the system gave no descriptor; `File` where the real
/// global config cannot be read.
pub(super) fn provide(context: &Context, provision: &Provision, npm: NpmVersion, env: &mut Env) -> Result<Handover> {
    let real = context.read(&provision.global_path)?.unwrap_or_default();
    let contents = {
        let is_emptied = |name: &str| provision.emptied.iter().any(|emptied| emptied == name);
        let given = |name: &str| env.get(name).map(|value| value.to_string_lossy().into_owned());
        let variable = |name: &str| if is_emptied(name) { Some(String::new()) } else { given(name) };
        contents(&provision.lines, &provision.dropped, &real, npm, &variable).map_err(|unfit| unfit.refused())?
    };
    let handover = Handover::offer(&contents, &real)
        .map_err(|cause| Error::new(ErrorKind::Other, format!("the credential could not be handed over: {cause}")))?;
    let original = env.variables().iter().rfind(|(name, _)| is_globalconfig(&name.to_string_lossy()));
    let original = original.map_or_else(OsString::new, |(_, value)| value.clone());
    env.drop_where(is_globalconfig);
    env.set(GLOBALCONFIG, handover.path().as_os_str());
    env.set(settings::ORIGINAL_GLOBALCONFIG.name, original);
    for name in &provision.emptied {
        env.set(name, "");
    }
    Ok(handover)
}

/// The arguments that npm needs before the user's own; no secret is in them.
///
/// Our variable stands above a `--globalconfig` that the user typed, but below a config file that names one: of all that
/// set this key, the first in npm's reading order (flag, variable, file) counts least. A flag of ours sinks in the
/// variable's place.
pub(super) fn arguments(provision: &Provision, handover: &Handover) -> Vec<OsString> {
    let flag = provision.named_in_file.then(|| {
        let mut flag = OsString::from("--globalconfig=");
        flag.push(handover.path());
        flag
    });
    flag.into_iter().chain(provision.arguments.iter().map(OsString::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables = &'static [(&'static str, &'static str)];

    fn env(variables: Variables) -> Env {
        Env::new(variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect())
    }

    #[test]
    fn a_nested_call_sees_the_environment_of_the_outermost() {
        const MARK: &str = settings::ORIGINAL_GLOBALCONFIG.name;
        let cases: [(Variables, Variables); 4] = [
            (&[("NPM_CONFIG_GLOBALCONFIG", "/dev/fd/200"), (MARK, "/etc/g")], &[(GLOBALCONFIG, "/etc/g")]),
            (&[(GLOBALCONFIG, "/dev/fd/200"), (MARK, ""), ("A", "1")], &[("A", "1")]),
            (&[(GLOBALCONFIG, "/mine"), (MARK, "")], &[(GLOBALCONFIG, "/mine")]),
            (&[(GLOBALCONFIG, "/dev/fd/5")], &[(GLOBALCONFIG, "/dev/fd/5")]),
        ];
        for (before, after) in cases {
            assert_eq!(environment_without_us(&env(before)).variables(), env(after).variables(), "{before:?}");
        }
    }
}
