//! Which of the registries that the configuration names a command is known to ask.
//!
//! A reading command may be led to any of them, so each credential is handed over. People hear only
//! of those that the words, the manifests or the lockfile name: four scopes in `~/.npmrc` are
//! nothing to `npx semver`.

use super::words::Words;
use crate::context::Context;
use crate::npmrc::{Config, Value};
use crate::registry::{Scope, is_package_name};
use crate::tool::as_npm::packages;
use crate::tool::files::ContextFiles;
use crate::tool::target::Target;
use crate::trust::DEPENDENCY_FILES;
use memchr::memchr_iter;
use std::collections::BTreeMap;

/// The commands that install, or look at, what the project depends on.
const OF_PROJECT: [&str; 14] = [
    "audit",
    "ci",
    "dedupe",
    "find-dupes",
    "fund",
    "install",
    "install-ci-test",
    "install-test",
    "link",
    "outdated",
    "prune",
    "shrinkwrap",
    "uninstall",
    "update",
];

/// The longest name of a scope, in bytes: npm allows no longer name of a package.
const LONGEST: usize = 214;

/// The scopes of a command, and whether it asks for packages without one.
#[derive(Default)]
pub(super) struct KnownScopes {
    /// Each with the first package of it, as far as one is named whole.
    scopes: BTreeMap<Scope, Option<String>>,
    default: bool,
    /// A package with a scope that has no registry of its own.
    of_default: Option<String>,
}

/// Whether the command is about what the project depends on. It then asks the default registry,
/// whatever the project's files name: most often no lockfile of thousands of packages has to be
/// looked through.
#[must_use]
pub(super) fn is_of_project(words: &Words, config: &Config) -> bool {
    let is_global = config
        .get("global")
        .is_some_and(|(_, setting)| setting.value.is_truthy());
    OF_PROJECT.contains(&words.name()) && !is_global
}

impl KnownScopes {
    /// Reads the words, and the files of the project where the command is about them.
    #[must_use]
    pub(super) fn read(context: &Context, words: &Words, config: &Config) -> Self {
        let mut found = Self::default();
        let option = words.line.option("package").map(Value::to_text);
        // What stands behind the first word of these is no package.
        let most = if matches!(words.name(), "exec" | "init" | "view") {
            1
        } else {
            usize::MAX
        };
        let named = words.operands.iter().take(most).map(String::as_str);
        let mut is_named = false;
        for word in named.chain(option.as_deref()) {
            is_named = true;
            found.add_word(word);
        }
        // A scope without a registry of its own is asked of the default one.
        let has_own = |scope: &Scope| config.get(&format!("{scope}:registry")).is_some();
        found.default |= !found.scopes.keys().all(has_own);
        if is_of_project(words, config) {
            found.default = true;
            found.add_project(context, words, config);
        }
        found.default |= !is_named;
        let mut foreign = found.scopes.iter().filter(|(scope, _)| !has_own(scope));
        found.of_default = foreign.find_map(|(_, name)| name.clone());
        found
    }

    /// A package that the command asks this registry for.
    #[must_use]
    pub(super) fn package_of(&self, target: &Target) -> Option<String> {
        let of_scope = |scope: &Scope| self.scopes.get(scope)?.clone();
        let of_default = || self.of_default.clone().filter(|_| target.is_default);
        target.scopes.iter().find_map(of_scope).or_else(of_default)
    }

    /// Whether the command is known to ask this registry.
    #[must_use]
    pub(super) fn includes(&self, target: &Target) -> bool {
        (target.is_default && self.default)
            || target
                .scopes
                .iter()
                .any(|scope| self.scopes.contains_key(scope))
    }

    fn add_word(&mut self, word: &str) {
        let before = self.scopes.len();
        self.add_text(word.as_bytes());
        // `alias@npm:@scope/name` asks for the scope alone.
        self.default |= self.scopes.len() == before && !word.starts_with('@');
    }

    fn add_project(&mut self, context: &Context, words: &Words, config: &Config) {
        let root = &config.local_prefix;
        let of_root = DEPENDENCY_FILES.iter().map(|name| root.join(name));
        let members = packages::workspaces(&ContextFiles, root, words.npm).unwrap_or_default();
        let of_members = members.iter().map(|folder| folder.join("package.json"));
        for path in of_root.chain(of_members) {
            if let Ok(Some(text)) = context.read(&path) {
                self.add_text(&text);
            }
        }
    }

    /// Each `@scope/` of a text.
    fn add_text(&mut self, text: &[u8]) {
        for at in memchr_iter(b'@', text) {
            let rest = &text[at + 1..text.len().min(at + 2 + LONGEST)];
            let end = rest.iter().position(|byte| matches!(byte, b'/' | b'"'));
            let Some(end) = end.filter(|end| rest[*end] == b'/') else {
                continue;
            };
            let scope = std::str::from_utf8(&rest[..end]).ok();
            if let Some(scope) = scope.and_then(Scope::parse) {
                let name = package(&scope, &rest[end + 1..]);
                let known = self.scopes.entry(scope).or_default();
                *known = known.take().or(name);
            }
        }
    }
}

/// The package of this scope whose name comes first in a text.
fn package(scope: &Scope, text: &[u8]) -> Option<String> {
    let is_of_name =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let name: Vec<u8> = text.iter().take_while(is_of_name).copied().collect();
    let name = format!("{scope}/{}", String::from_utf8(name).ok()?);
    is_package_name(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_files_name_scopes() {
        let cases: [(&str, &[&str], bool); 8] = [
            ("semver", &[], true),
            ("semver@7", &[], true),
            ("@a/b", &["@a"], false),
            ("@a/b@^1", &["@a"], false),
            ("x@npm:@a/b@1", &["@a"], false),
            ("https://u@host/x.tgz", &["@host"], false),
            ("./folder", &[], true),
            ("@", &[], false),
        ];
        for (word, scopes, default) in cases {
            let mut found = KnownScopes::default();
            found.add_word(word);
            let named: Vec<&str> = found.scopes.keys().map(Scope::as_str).collect();
            assert_eq!((named, found.default), (scopes.to_vec(), default), "{word}");
        }
    }

    #[test]
    fn each_scope_has_its_first_package() {
        let mut found = KnownScopes::default();
        found.add_text(br#"{"node_modules/@a/b":{"resolved":"https://h/@c%2fd"},"@e/":"1"}"#);
        found.add_text(br#"["@a/z", "@e/f@^1", "x@npm:@g/h.i/j"]"#);
        let named: Vec<(&str, Option<&str>)> = found
            .scopes
            .iter()
            .map(|(scope, name)| (scope.as_str(), name.as_deref()))
            .collect();
        let want = [
            ("@a", Some("@a/b")),
            ("@e", Some("@e/f")),
            ("@g", Some("@g/h.i")),
        ];
        assert_eq!(named, want);
    }
}
