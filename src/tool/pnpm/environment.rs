//! pnpm's settings by flags and variables, as far as they matter to credentials.
//!
//! `npm_config_registry` is not among them: pnpm 11 and 12 do not read it. A token's variable keeps
//! its spelling (`pnpm_config_//host/:_authToken`).

use super::file::named_as_npm;
use super::words::Words;
use crate::context::Env;
use crate::npmrc::origin::{TRANSPORT, is_scope_registry};
use crate::npmrc::{Layer, LayerKind, Setting};
use crate::registry::Registry;
use crate::tool::as_npm::{GIVEN, token_key};

const PNPM: &str = "pnpm_config_";
const NPM: &str = "npm_config_";

/// What the flags say.
#[must_use]
pub(super) fn flags(words: &Words) -> Layer {
    let mut layer = Layer::new(LayerKind::Cli, None);
    for (name, value) in words.options().filter(|(name, _)| matters(name)) {
        let (name, value) = match (name.strip_prefix("no-"), value) {
            (Some(off), None) => (off, "false"),
            (_, value) => (name, value.unwrap_or("true")),
        };
        put(&mut layer, name, value);
    }
    layer
}

/// What the variables say.
#[must_use]
pub(super) fn variables(env: &Env) -> Layer {
    let mut layer = Layer::new(LayerKind::Env, None);
    let all = || {
        let all = env
            .variables()
            .iter()
            .filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| (name.to_string_lossy(), value.to_string_lossy()))
    };
    // pnpm's own names win over npm's.
    for prefix in [NPM, PNPM] {
        for (name, value) in all() {
            let Some(key) = behind(&name, prefix) else {
                continue;
            };
            if key.starts_with("//") {
                put(&mut layer, key, &value);
            } else if prefix == PNPM && key.eq_ignore_ascii_case("_auth") {
                add_tokens(&mut layer, &value);
            } else if prefix == PNPM {
                let key = key.to_ascii_lowercase().replace('_', "-");
                if matters(&key) {
                    put(&mut layer, &key, &value);
                }
            }
        }
    }
    layer
}

/// What the variables say to pnpm 7 to 10, which read npm's (`@pnpm/npm-conf`
/// `lib/envKeyToSetting.js`). A token of a registry with a port is not among them: all behind the
/// first colon is spelled anew.
#[must_use]
pub(super) fn variables_of_npm(env: &Env) -> Layer {
    let mut layer = Layer::new(LayerKind::Env, None);
    let all = env.variables().iter();
    for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
        let name = name.to_string_lossy();
        if let Some(key) = behind(&name, NPM) {
            let key = match key.split_once(':') {
                Some((before, rest)) => format!("{before}:{}", setting_name(rest)),
                None => setting_name(key),
            };
            put(&mut layer, &key, &value.to_string_lossy());
        }
    }
    layer
}

fn setting_name(written: &str) -> String {
    let small = written.to_ascii_lowercase();
    if small == "_authtoken" {
        return "_authToken".to_owned();
    }
    let mut letters = small.chars();
    let first = letters.next().into_iter();
    let rest = letters.map(|letter| if letter == '_' { '-' } else { letter });
    first.chain(rest).collect()
}

/// The value of one of pnpm's variables; of npm's, where `prefix` says so.
fn variable(env: &Env, prefix: &str, name: &str) -> Option<String> {
    let name = format!("{prefix}{name}");
    let spelled = [name.clone(), name.to_ascii_uppercase()];
    let value = spelled.iter().find_map(|name| env.get(name))?;
    (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
}

/// The file that variables name in the place of `~/.npmrc`. What stands between the two is named in
/// pnpm's own configuration.
#[must_use]
pub(super) fn user_file(env: &Env, configured: Option<&str>) -> Option<String> {
    variable(env, PNPM, "npmrc_auth_file")
        .or_else(|| variable(env, PNPM, "userconfig"))
        .or_else(|| configured.map(str::to_owned))
        .or_else(|| variable(env, NPM, "userconfig"))
}

/// Whether a variable of pnpm's, or of npm's, has this value.
#[must_use]
pub(super) fn says(env: &Env, name: &str, value: &str) -> bool {
    let all = [PNPM, NPM].map(|prefix| variable(env, prefix, name));
    all.iter().flatten().any(|said| said == value)
}

/// Whether a key matters to credentials.
fn matters(key: &str) -> bool {
    let bare = key.strip_prefix("no-").unwrap_or(key);
    key == "registry"
        || bare == "proxy"
        || is_scope_registry(key)
        || key.starts_with("//")
        || (TRANSPORT.contains(&bare) && !["globalconfig", "prefix", "userconfig"].contains(&bare))
}

fn put(layer: &mut Layer, key: &str, value: &str) {
    layer.set(named_as_npm(Setting::said(key, value, None)));
}

/// A name behind a prefix in any case.
fn behind<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = name.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The tokens of `pnpm_config__auth`: registries, scopes, and a token each. A token is not kept.
fn add_tokens(layer: &mut Layer, json: &str) {
    let Ok(serde_json::Value::Object(all)) = serde_json::from_str(json) else {
        return;
    };
    for (url, scopes) in all {
        let Ok(registry) = Registry::parse_any(&url) else {
            continue;
        };
        let named = scopes.as_object().into_iter().flatten();
        for (scope, _) in named {
            if scope == "@" {
                put(layer, &token_key(&registry), GIVEN);
                put(layer, "registry", &registry.to_string());
            } else {
                put(layer, &format!("{scope}:registry"), &registry.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::real::RealTool;

    fn of(variables_: &[(&str, &str)]) -> Vec<(String, String)> {
        let all = variables_
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let layer = variables(&Env::new(all.collect()));
        let settings = layer.settings().iter();
        settings
            .map(|one| (one.key.clone(), one.value.to_text()))
            .collect()
    }

    #[test]
    fn variables_are_pnpms_but_for_tokens() {
        for (name, value, want) in [
            (
                "PNPM_CONFIG_REGISTRY",
                "https://h",
                Some(("registry", "https://h/")),
            ),
            ("pnpm_config_https_proxy", "p", Some(("https-proxy", "p"))),
            ("PNPM_CONFIG_NO_PROXY", "p", Some(("noproxy", "p"))),
            (
                "PNPM_CONFIG_STRICT_SSL",
                "false",
                Some(("strict-ssl", "false")),
            ),
            (
                "npm_config_//h/:_authToken",
                "t",
                Some(("//h/:_authToken", "t")),
            ),
            ("NPM_CONFIG_REGISTRY", "https://h", None),
            ("npm_config_https_proxy", "p", None),
            ("PNPM_CONFIG_STORE_DIR", "p", None),
            ("PNPM_CONFIG_REGISTRY", "", None),
        ] {
            let want: Vec<(String, String)> = want
                .iter()
                .map(|(key, value)| ((*key).into(), (*value).into()))
                .collect();
            assert_eq!(of(&[(name, value)]), want, "{name}={value}");
        }
        let both = [
            ("pnpm_config_//h/:_authToken", "p"),
            ("npm_config_//h/:_authToken", "n"),
        ];
        assert_eq!(of(&both), [("//h/:_authToken".into(), "p".into())]);
    }

    #[test]
    fn an_older_pnpm_reads_npms_variables() {
        for (name, value, key, want) in [
            ("NPM_CONFIG_REGISTRY", "https://h", "registry", "https://h/"),
            ("npm_config_https_proxy", "p", "https-proxy", "p"),
            ("npm_config_//h/:_authToken", "t", "//h/:_authToken", "t"),
            ("npm_config_//h/:_AUTHTOKEN", "t", "//h/:_authToken", "t"),
            (
                "npm_config_//h:1/:_authToken",
                "t",
                "//h:1/:-authtoken",
                "t",
            ),
            ("npm_config_store_dir", "/s", "store-dir", "/s"),
        ] {
            let env = Env::new(vec![(name.into(), value.into())]);
            let layer = variables_of_npm(&env);
            let found = layer.get(key).map(|one| one.value.to_text());
            assert_eq!(found.as_deref(), Some(want), "{name}");
        }
        let pnpms = Env::new(vec![("PNPM_CONFIG_REGISTRY".into(), "https://h".into())]);
        assert!(variables_of_npm(&pnpms).settings().is_empty());
    }

    #[test]
    fn the_tokens_of_a_build_server_are_seen_and_not_kept() {
        let json = r#"{"https://h/a": {"@": {"authToken": "canary"}}, "https://i": {"@s": {}}}"#;
        let found = of(&[("pnpm_config__auth", json)]);
        let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["//h/a/:_authToken", "registry", "@s:registry"]);
        assert!(!format!("{found:?}").contains("canary"));
    }

    #[test]
    fn flags_name_registries_and_ways() {
        let typed = "install --registry https://h --@s:registry=https://s --no-strict-ssl --frozen";
        let args: Vec<_> = typed.split(' ').map(std::ffi::OsString::from).collect();
        let layer = flags(&Words::read(false, &args, &RealTool::none()));
        let found: Vec<(&str, String)> = layer
            .settings()
            .iter()
            .map(|one| (&*one.key, one.value.to_text()))
            .collect();
        let want = [
            ("registry", "https://h/"),
            ("@s:registry", "https://s/"),
            ("strict-ssl", "false"),
        ];
        assert_eq!(found, want.map(|(key, value)| (key, value.to_owned())));
    }

    #[test]
    fn the_users_file_is_named_in_pnpms_order() {
        let env = |all: &[(&str, &str)]| {
            Env::new(
                all.iter()
                    .map(|(name, value)| ((*name).into(), (*value).into()))
                    .collect(),
            )
        };
        let npm = ("NPM_CONFIG_USERCONFIG", "/n");
        let old = ("pnpm_config_userconfig", "/o");
        let own = ("PNPM_CONFIG_NPMRC_AUTH_FILE", "/p");
        for (all, configured, want) in [
            (&[npm, old, own][..], Some("/c"), Some("/p")),
            (&[npm, old], Some("/c"), Some("/o")),
            (&[npm], Some("/c"), Some("/c")),
            (&[npm], None, Some("/n")),
            (&[], None, None),
        ] {
            assert_eq!(user_file(&env(all), configured).as_deref(), want, "{all:?}");
        }
    }
}
