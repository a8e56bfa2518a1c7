//! What a `bunfig.toml` says of registries and of the way to them (bun 1.4.5 `bunfig.rs`).
//!
//! Settings that lead nowhere are listed. Any other one of a project is shown to the user before a
//! credential is handed over. bun gets new ones with every release, and a proxy may be among them.

use super::toml::{TomlEntry, entries};
use crate::npmrc::{Files, Layer, LayerKind, Setting};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::tool::as_npm::{GIVEN, token_key};
use crate::tool::files::ContextFiles;
use crate::trust::{Finding, Reason};
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// A file of settings.
pub(super) struct Bunfig {
    /// What it says of registries and of the way to them, in npm's names.
    pub layer: Layer,
    /// What would matter in a file of a project, beside what is in the layer.
    pub findings: Vec<Finding>,
    /// Where packages are kept.
    pub cache: Option<String>,
}

impl Bunfig {
    /// Reads one; a file that is not there says nothing. `is_set` knows the variables.
    #[must_use]
    pub(super) fn read(kind: LayerKind, path: &Path, is_set: &dyn Fn(&str) -> bool) -> Self {
        let mut bunfig = Self {
            layer: Layer::new(kind, Some(path.to_owned())),
            findings: Vec::new(),
            cache: None,
        };
        match ContextFiles.read_at_most(path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => bunfig.add(path, &String::from_utf8_lossy(&bytes), is_set),
            Err(error) => bunfig.is_unread(path, format!("cannot be read: {error}")),
        }
        bunfig
    }

    fn is_unread(&mut self, path: &Path, why: impl Into<String>) {
        self.findings.push(Finding::unread(path, why));
    }

    fn add(&mut self, path: &Path, text: &str, is_set: &dyn Fn(&str) -> bool) {
        let Some(all) = entries(text) else {
            self.is_unread(path, "has a form of TOML that npmcred does not read");
            return;
        };
        for entry in &all {
            let keys: Vec<&str> = entry.path.iter().map(String::as_str).collect();
            let known = match keys[..] {
                ["install", "registry"] | ["install", "registry", "url"] => {
                    self.put_url("registry", entry)
                }
                ["install", "scopes", scope] | ["install", "scopes", scope, "url"] => {
                    let scope = scope.trim_start_matches('@');
                    self.put_url(&format!("@{scope}:registry"), entry)
                }
                ["install", "registry", ..] | ["install", "scopes", _, ..] => Some(()),
                ["install", key @ ("ca" | "cafile"), ..] => {
                    let value = entry.text.as_deref().unwrap_or(&entry.raw);
                    self.put(key, value, entry.line);
                    Some(())
                }
                ["install", key, ..] if HARMLESS.binary_search(&key).is_ok() => {
                    if matches!(keys[1..], ["cache"] | ["cache", "dir"]) {
                        self.cache.clone_from(&entry.text);
                    }
                    Some(())
                }
                ["install", ..] => {
                    let (key, line) = (keys[1..].join("."), Some(entry.line));
                    self.findings
                        .push(Finding::new(path, line, &key, &entry.raw, Reason::Unknown));
                    Some(())
                }
                _ => Some(()),
            };
            if known.is_none() {
                let key = entry.path.join(".");
                self.is_unread(
                    path,
                    format!("has a value for {key} that npmcred does not read"),
                );
            }
        }
        for entry in all.iter().filter(|entry| is_given(entry, is_set)) {
            let of = |path: &[String]| {
                let named = all.iter().find(|it| it.path == path)?.text.as_deref()?;
                Registry::parse_any(named).ok()
            };
            // A scope without an address has that of all packages.
            let table = &entry.path[..entry.path.len() - 1];
            let registry = of(&[table, &["url".to_owned()]].concat())
                .or_else(|| of(&entry.path))
                .or_else(|| of(&["install", "registry"].map(str::to_owned)))
                .or_else(|| of(&["install", "registry", "url"].map(str::to_owned)))
                .or_else(|| Registry::parse_any(PUBLIC_REGISTRY).ok());
            if let Some(registry) = registry {
                self.put(&token_key(&registry), GIVEN, entry.line);
            }
        }
    }

    /// `None` where the address cannot be read.
    fn put_url(&mut self, key: &str, entry: &TomlEntry) -> Option<()> {
        let url = entry.text.as_deref()?;
        // A variable may be anything.
        let registry = Registry::parse_any(url)
            .ok()
            .filter(|_| !url.contains('$'))?;
        self.put(key, &registry.to_string(), entry.line);
        Some(())
    }

    fn put(&mut self, key: &str, value: &str, line: usize) {
        self.layer.set(Setting::said(key, value, Some(line)));
    }
}

/// Whether an entry has a credential: a token or a name with a password, also in an address. A
/// variable that is not set is none.
fn is_given(entry: &TomlEntry, is_set: &dyn Fn(&str) -> bool) -> bool {
    let Some(("install", rest)) = entry.path.split_first().map(|(one, rest)| (&**one, rest)) else {
        return false;
    };
    let is_of_registry = match rest.first().map(String::as_str) {
        Some("registry") => rest.len() <= 2,
        Some("scopes") => rest.len() <= 3,
        _ => false,
    };
    let last = rest.last().map(String::as_str).unwrap_or_default();
    let text = entry.text.as_deref();
    let is_key = rest.len() > 1 && matches!(last, "token" | "username" | "password");
    let has_user = || {
        let address = text.and_then(|url| url.split_once("://"));
        address.is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|it| it.contains('@')))
    };
    is_of_registry
        && if is_key {
            match text.and_then(|text| text.strip_prefix('$')) {
                Some(name) => is_set(name.trim_matches(['{', '}'])),
                None => text != Some(""),
            }
        } else {
            has_user()
        }
}

/// Settings of `[install]` that lead no credential elsewhere, in the order of their bytes.
const HARMLESS: [&str; 33] = [
    "auto",
    "cache",
    "concurrentScripts",
    "dev",
    "dryRun",
    "exact",
    "frozenLockfile",
    "globalBinDir",
    "globalDir",
    "globalStore",
    "hoist",
    "hoistPattern",
    "ignoreScripts",
    "linkWorkspacePackages",
    "linker",
    "lockfile",
    "logLevel",
    "minimumReleaseAge",
    "minimumReleaseAgeExcludes",
    "offline",
    "optional",
    "peer",
    "prefer",
    "production",
    "publicHoistPattern",
    "saveDev",
    "saveExact",
    "saveLockfile",
    "saveOptional",
    "savePeer",
    "saveTextLockfile",
    "security",
    "trustedDependencies",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Bunfig {
        let mut bunfig = Bunfig {
            layer: Layer::new(LayerKind::Project, None),
            findings: Vec::new(),
            cache: None,
        };
        bunfig.add(Path::new("/p/bunfig.toml"), text, &|name| name == "SET");
        bunfig
    }

    fn settings(text: &str) -> Vec<String> {
        let read = read(text);
        assert!(read.findings.is_empty(), "{text}: {:?}", read.findings);
        let all = read.layer.settings().iter();
        all.map(|one| format!("{}={}", one.key, one.value.to_text()))
            .collect()
    }

    #[test]
    fn registries_are_named_in_every_form() {
        for (text, want) in [
            (
                "[install]\nregistry = \"https://h/a\"",
                &["registry=https://h/a/"][..],
            ),
            (
                "[install]\nregistry = { url = \"https://h\", token = \"canary\" }",
                &["registry=https://h/", "//h/:_authToken=given"],
            ),
            (
                "[install.scopes]\n\"@a\" = 'https://a'\nb = { url = 'https://b', username = 'u', password = 'p' }",
                &[
                    "@a:registry=https://a/",
                    "@b:registry=https://b/",
                    "//b/:_authToken=given",
                ],
            ),
            (
                "[install.scopes]\na = 'https://u:p@a/'",
                &["@a:registry=https://a/", "//a/:_authToken=given"],
            ),
            (
                "[install]\nregistry = 'https://h'\n[install.scopes]\na = { token = '$SET' }",
                &["registry=https://h/", "//h/:_authToken=given"],
            ),
            (
                "[install.registry]\nurl = 'https://h'\ntoken = '$UNSET'",
                &["registry=https://h/"],
            ),
            ("[install]\nexact = true\n[run]\nbun = true", &[]),
            ("[install]\ncafile = 'x.pem'", &["cafile=x.pem"]),
        ] {
            assert_eq!(settings(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_found() {
        for (text, is_known) in [
            ("[install]\nnewProxy = 'https://evil/'", false),
            ("[install]\nregistry = '$REGISTRY'", false),
            ("[install]\nregistry = \"ht\\u0074ps://h/\"", false),
            ("[[install]]\nregistry = 'https://h/'", false),
            (
                "[install]\ncache = false\n[install.lockfile]\nsave = true",
                true,
            ),
            ("[other]\nregistry = 'https://h/'", true),
        ] {
            assert_eq!(read(text).findings.is_empty(), is_known, "{text}");
        }
        assert!(HARMLESS.is_sorted());
        assert_eq!(
            read("[install.cache]\ndir = '/c'").cache.as_deref(),
            Some("/c")
        );
    }
}
