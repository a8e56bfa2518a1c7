//! bun's settings by flags and variables, as far as they matter to credentials (bun 1.4.5
//! `PackageManagerOptions.rs`).
//!
//! Of several variables for the same thing the first that is set counts, wherever it is set. So one
//! of a project's `.env` may stand above one of the user's.

use super::dotenv::Assignment;
use super::words::Words;
use crate::context::Env;
use crate::npmrc::{Layer, LayerKind, Setting};
use crate::trust::{Finding, Reason};

/// The variables that name the registry.
const REGISTRIES: [&str; 3] = [
    "BUN_CONFIG_REGISTRY",
    "NPM_CONFIG_REGISTRY",
    "npm_config_registry",
];

/// The variables that hold a token for it.
const TOKENS: [&str; 3] = ["BUN_CONFIG_TOKEN", "NPM_CONFIG_TOKEN", "npm_config_token"];

/// The variables that name the user's file.
pub(super) const USER_FILES: [&str; 2] = ["NPM_CONFIG_USERCONFIG", "npm_config_userconfig"];

/// The variables that change the way to every registry, in lower case.
const WAYS: [&str; 10] = [
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "node_extra_ca_certs",
    "node_tls_reject_unauthorized",
    "node_use_openssl_ca",
    "node_use_system_ca",
    "ssl_cert_dir",
    "ssl_cert_file",
];

/// What the flags say.
#[must_use]
pub(super) fn flags(words: &Words) -> Layer {
    let mut layer = Layer::new(LayerKind::Cli, None);
    for name in ["registry", "ca", "cafile"] {
        if let Some(value) = words.option(name) {
            layer.set(Setting::said(name, value, None));
        }
    }
    layer
}

/// What variables say: of the project's files where they come first, and of the process.
#[must_use]
pub(super) fn variables(env: &Env, files: &[Assignment]) -> (Option<Layer>, Layer) {
    let mut own = Layer::new(LayerKind::Env, None);
    let is_address = |value: &&str| value.starts_with("https://") || value.starts_with("http://");
    for name in REGISTRIES {
        let value = env.filled(name).and_then(|value| value.to_str());
        if let Some(value) = value.filter(is_address) {
            own.set(Setting::said("registry", value, None));
            break;
        }
        let Some(one) = files.iter().find(|one| one.name == name) else {
            continue;
        };
        if let Some(value) = one.value.as_deref().filter(is_address) {
            let mut layer = Layer::new(LayerKind::Project, Some(one.file.clone()));
            layer.set(Setting::said("registry", value, Some(one.line)));
            // Below it is what counts where this is not allowed.
            let mut below = REGISTRIES
                .iter()
                .filter_map(|name| env.filled(name)?.to_str());
            if let Some(value) = below.find(is_address) {
                own.set(Setting::said("registry", value, None));
            }
            return (Some(layer), own);
        }
    }
    (None, own)
}

/// Whether a token for the registry of all packages is set.
#[must_use]
pub(super) fn has_token(env: &Env, files: &[Assignment]) -> bool {
    let is_set = |name: &&str| {
        let of_file = || {
            files
                .iter()
                .any(|one| one.name == **name && one.value.as_deref() != Some(""))
        };
        env.filled(name).is_some() || of_file()
    };
    TOKENS.iter().any(is_set)
}

/// What the project's files of variables hold against it.
#[must_use]
pub(super) fn findings(files: &[Assignment]) -> Vec<Finding> {
    let reason = |one: &Assignment| {
        let name = one.name.as_str();
        if REGISTRIES.contains(&name) {
            let why =
                || Reason::Unread(format!("has a value for {name} that npmcred does not read"));
            one.value.is_none().then(why)
        } else if WAYS.contains(&name.to_ascii_lowercase().as_str()) {
            Some(Reason::Transport)
        } else {
            let is_known = TOKENS.contains(&name) || HARMLESS.contains(&name);
            (name.starts_with("BUN_CONFIG_") && !is_known).then_some(Reason::Unknown)
        }
    };
    let found = files.iter().filter_map(|one| {
        let reason = reason(one)?;
        let line = Some(one.line);
        Some(Finding::new(&one.file, line, &one.name, &one.raw, reason))
    });
    found.collect()
}

/// Variables of bun's that lead no credential elsewhere.
const HARMLESS: [&str; 6] = [
    "BUN_CONFIG_MAX_HTTP_REQUESTS",
    "BUN_CONFIG_NO_CLEAR_TERMINAL_ON_RELOAD",
    "BUN_CONFIG_SKIP_INSTALL_PACKAGES",
    "BUN_CONFIG_SKIP_LOAD_LOCKFILE",
    "BUN_CONFIG_SKIP_SAVE_LOCKFILE",
    "BUN_CONFIG_YARN_LOCKFILE",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn env(all: &[(&str, &str)]) -> Env {
        let all = all
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        Env::new(all.collect())
    }

    fn line(name: &str, value: Option<&str>) -> Assignment {
        Assignment {
            file: "/p/.env".into(),
            line: 1,
            name: name.to_owned(),
            value: value.map(str::to_owned),
            raw: name.to_owned(),
        }
    }

    #[test]
    fn the_first_variable_counts_wherever_it_is_set() {
        let (bun, npm, low) = (REGISTRIES[0], REGISTRIES[1], REGISTRIES[2]);
        type Case = (
            &'static [(&'static str, &'static str)],
            Option<&'static str>,
            (Option<&'static str>, Option<&'static str>),
        );
        const OWN: &[(&str, &str)] = &[("NPM_CONFIG_REGISTRY", "https://u")];
        let cases: [Case; 6] = [
            (OWN, Some(bun), (Some("https://p"), Some("https://u"))),
            (OWN, Some(low), (None, Some("https://u"))),
            (OWN, None, (None, Some("https://u"))),
            (&[], Some(npm), (Some("https://p"), None)),
            (
                &[("BUN_CONFIG_REGISTRY", "u")],
                Some(npm),
                (Some("https://p"), None),
            ),
            (
                &[("npm_config_registry", "http://u")],
                None,
                (None, Some("http://u")),
            ),
        ];
        for (own, of_file, want) in cases {
            let files: Vec<Assignment> = of_file
                .iter()
                .map(|name| line(name, Some("https://p")))
                .collect();
            let (project, process) = variables(&env(own), &files);
            let text = |layer: &Layer| Some(layer.get("registry")?.value.to_text());
            let found = (project.as_ref().and_then(text), text(&process));
            let want = (want.0.map(str::to_owned), want.1.map(str::to_owned));
            assert_eq!(found, want, "{own:?} {of_file:?}");
        }
    }

    #[test]
    fn the_way_and_what_is_not_known_are_found() {
        for (name, value, is_found) in [
            ("HTTPS_PROXY", Some("http://p"), true),
            ("https_proxy", None, true),
            ("NODE_TLS_REJECT_UNAUTHORIZED", Some("0"), true),
            ("BUN_CONFIG_NEW", Some("1"), true),
            ("BUN_CONFIG_REGISTRY", None, true),
            ("BUN_CONFIG_REGISTRY", Some("https://h"), false),
            ("BUN_CONFIG_TOKEN", Some("t"), false),
            ("DATABASE", None, false),
        ] {
            assert_eq!(
                findings(&[line(name, value)]).len(),
                usize::from(is_found),
                "{name}"
            );
        }
        assert!(has_token(&env(&[("NPM_CONFIG_TOKEN", "t")]), &[]));
        assert!(has_token(&env(&[]), &[line("BUN_CONFIG_TOKEN", None)]));
        assert!(!has_token(&env(&[("BUN_CONFIG_TOKEN", "")]), &[]));
    }

    #[test]
    fn flags_name_registries_and_authorities() {
        let args = ["install", "--registry", "https://h", "--cafile=x"].map(OsString::from);
        let layer = flags(&Words::read(false, &args));
        let keys: Vec<&str> = layer.settings().iter().map(|one| &*one.key).collect();
        assert_eq!(keys, ["registry", "cafile"]);
    }
}
