//! The variable of a tool's that a delivery covers, kept in one of ours for the calls below.

use crate::context::Env;
use crate::settings::COVERED_PREFIX;
use npmcred_platform::handover;
use std::ffi::OsString;

/// Keeps what a tool's variable was `before` a delivery; empty if it was not set.
pub fn keep_covered(env: &mut Env, variable: &str, before: OsString) {
    env.set(format!("{COVERED_PREFIX}{variable}"), before);
}

/// Takes out of an environment what was kept, and puts it back where the tool's variable holds a
/// path of ours: a nested call must find the tool's real file, not the emptied descriptor of the
/// call around it. A variable that was set to something else meanwhile is left alone.
pub(super) fn uncover(env: &mut Env) {
    let kept = env.variables().iter().filter_map(|(name, before)| {
        let variable = name.to_str()?.strip_prefix(COVERED_PREFIX)?;
        Some((variable.to_owned(), before.clone()))
    });
    for (variable, before) in kept.collect::<Vec<_>>() {
        if env.get(&variable).is_some_and(handover::may_be_path) {
            if before.is_empty() {
                env.remove(&variable);
            } else {
                env.set(&variable, before);
            }
        }
        env.remove(format!("{COVERED_PREFIX}{variable}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        const GLOBAL: &str = "npm_config_globalconfig";
        const OF_GLOBAL: &str = "NPMCRED_COVERED_npm_config_globalconfig";
        const OTHER: &str = "OTHER_CONFIG";
        const OF_OTHER: &str = "NPMCRED_COVERED_OTHER_CONFIG";
        let cases: [(Variables, Variables); 8] = [
            (
                &[(GLOBAL, "/dev/fd/200"), (OF_GLOBAL, "/etc/g")],
                &[(GLOBAL, "/etc/g")],
            ),
            (
                &[(GLOBAL, "/dev/fd/200"), (OF_GLOBAL, ""), ("A", "1")],
                &[("A", "1")],
            ),
            (
                &[(GLOBAL, "/mine"), (OF_GLOBAL, "/etc/g")],
                &[(GLOBAL, "/mine")],
            ),
            (&[(GLOBAL, "/dev/fd/5")], &[(GLOBAL, "/dev/fd/5")]),
            (
                &[(OTHER, "/dev/fd/200"), (OF_OTHER, "/u"), (GLOBAL, "/g")],
                &[(OTHER, "/u"), (GLOBAL, "/g")],
            ),
            (
                &[(OTHER, "/proc/71/fd/200"), (OF_OTHER, "/u")],
                &[(OTHER, "/u")],
            ),
            (&[(OF_OTHER, "/u")], &[]),
            (
                &[("PATH", "/bin"), ("NPMCRED_COVERED_PATH", "/evil")],
                &[("PATH", "/bin")],
            ),
        ];
        for (before, after) in cases {
            let mut restored = env(before);
            uncover(&mut restored);
            assert_eq!(restored.variables(), env(after).variables(), "{before:?}");
        }
    }

    #[test]
    fn what_was_kept_comes_back() {
        for before in ["", "/etc/g", "/two\nlines=x"] {
            let mut nested = env(&[("A", "1")]);
            keep_covered(&mut nested, "X_CONFIG", before.into());
            nested.set("X_CONFIG", "/dev/fd/200");
            uncover(&mut nested);
            let found = nested.filled("X_CONFIG").unwrap_or_default();
            assert_eq!(
                (found, nested.variables().len() == 1),
                (before.as_ref(), before.is_empty())
            );
        }
    }
}
