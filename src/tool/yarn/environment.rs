//! yarn 1's settings by flags and variables, as far as they matter to credentials (1.22
//! `registries/base-registry.js`, `mergeEnv`).
//!
//! A name's case does not matter, and of several spellings the last counts. `npm_config_` stands
//! above `yarn_` for registries and credentials; only `yarn_` stands above a `.yarnrc`.

use super::keys::named_as_npm;
use super::words::Words;
use crate::context::Env;
use crate::npmrc::origin::{TRANSPORT, is_scope_registry};
use crate::npmrc::{Layer, LayerKind, Setting};
use std::ffi::{OsStr, OsString};

/// Credentials for every registry. A token cannot be set: its name has a capital.
const CREDENTIALS: [&str; 3] = ["_auth", "_password", "username"];

/// What the flags say.
#[must_use]
pub(super) fn flags(words: &Words) -> Layer {
    let mut layer = Layer::new(LayerKind::Cli, None);
    for name in ["registry", "proxy", "https-proxy"] {
        if let Some(value) = words.option(name) {
            layer.set(named_as_npm(Setting::said(name, value, None)));
        }
    }
    layer
}

/// The ways that variables of yarn's own name.
#[must_use]
pub(super) fn ways(env: &Env) -> Layer {
    let mut layer = Layer::new(LayerKind::Env, None);
    for (key, value) in of_prefix(env, "yarn_") {
        if TRANSPORT.contains(&key.as_str()) {
            layer.set(Setting::said(&key, &value, None));
        }
    }
    layer
}

/// What variables say besides.
#[must_use]
pub(super) fn variables(env: &Env) -> Layer {
    let mut layer = Layer::new(LayerKind::Env, None);
    for prefix in ["yarn_", "npm_config_"] {
        for (key, value) in of_prefix(env, prefix) {
            let matters = key == "registry"
                || is_scope_registry(&key)
                || TRANSPORT.contains(&key.as_str())
                || CREDENTIALS.contains(&key.as_str());
            if matters && key != "userconfig" {
                layer.set(named_as_npm(Setting::said(&key, &value, None)));
            }
        }
    }
    layer
}

/// The user's file, where a variable names it.
#[must_use]
pub(super) fn user_file(env: &Env) -> Option<OsString> {
    let last = |prefix: &str| {
        let all = env.variables().iter();
        let mut named = all.filter(|(name, _)| is_spelled(name, prefix, "userconfig"));
        Some(named.next_back()?.1.clone()).filter(|path| !path.is_empty())
    };
    last("npm_config_").or_else(|| last("yarn_"))
}

/// Whether a variable has this prefix and this name, in whichever case.
#[must_use]
pub(super) fn is_spelled(variable: &OsStr, prefix: &str, name: &str) -> bool {
    let text = variable.to_string_lossy().to_ascii_lowercase();
    text.strip_prefix(prefix) == Some(name)
}

fn of_prefix<'a>(env: &'a Env, prefix: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    env.variables().iter().filter_map(move |(name, value)| {
        let name = name.to_string_lossy().to_ascii_lowercase();
        let key = key_of(name.strip_prefix(prefix)?);
        Some((key, value.to_string_lossy().into_owned()))
    })
}

/// Two underscores are a dot; one behind another letter is a hyphen.
fn key_of(name: &str) -> String {
    let mut key = String::new();
    for letter in name.replace("__", ".").chars() {
        let is_behind = !key.is_empty() && !key.ends_with('_');
        key.push(if letter == '_' && is_behind {
            '-'
        } else {
            letter
        });
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(all: &[(&str, &str)]) -> Env {
        let all = all.iter();
        Env::new(
            all.map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
        )
    }

    fn said(layer: &Layer) -> Vec<String> {
        let all = layer.settings().iter();
        all.map(|one| format!("{}={}", one.key, one.value.to_text()))
            .collect()
    }

    #[test]
    fn the_last_spelling_counts_and_npms_stand_above() {
        for (variables_set, want_ways, want) in [
            (
                &[
                    ("npm_config_registry", "https://a/"),
                    ("YARN_REGISTRY", "https://b/"),
                ][..],
                &[][..],
                &["registry=https://a/"][..],
            ),
            (
                &[
                    ("NPM_CONFIG_REGISTRY", "https://a/"),
                    ("npm_config_registry", "https://b/"),
                ],
                &[],
                &["registry=https://b/"],
            ),
            (
                &[("npm_config_registry", "https://registry.yarnpkg.com")],
                &[],
                &["registry=https://registry.npmjs.org/"],
            ),
            (
                &[("YARN_HTTPS_PROXY", "http://p/")],
                &["https-proxy=http://p/"],
                &["https-proxy=http://p/"],
            ),
            (
                &[
                    ("npm_config_strict_ssl", "false"),
                    ("npm_config__auth", "x"),
                    ("npm_config__authToken", "x"),
                ],
                &[],
                &["strict-ssl=false", "_auth=x"],
            ),
            (&[("npm_config_argv", "{}"), ("YARNX", "y")], &[], &[]),
        ] {
            let env = env(variables_set);
            assert_eq!(said(&ways(&env)), want_ways, "{variables_set:?}");
            assert_eq!(said(&variables(&env)), want, "{variables_set:?}");
        }
    }

    #[test]
    fn the_users_file_is_named_in_any_case() {
        for (set, want) in [
            (
                &[
                    ("NPM_CONFIG_USERCONFIG", "/a"),
                    ("npm_config_userconfig", "/b"),
                ][..],
                Some("/b"),
            ),
            (
                &[
                    ("npm_config_userconfig", "/b"),
                    ("NPM_CONFIG_USERCONFIG", "/a"),
                ],
                Some("/a"),
            ),
            (&[("YARN_USERCONFIG", "/c")], Some("/c")),
            (&[("npm_config_userconfig", "")], None),
            (&[], None),
        ] {
            assert_eq!(
                user_file(&env(set)).as_deref(),
                want.map(OsStr::new),
                "{set:?}"
            );
        }
        let args = ["install", "--registry", "https://h"].map(OsString::from);
        assert_eq!(said(&flags(&Words::read(&args))), ["registry=https://h"]);
    }
}
