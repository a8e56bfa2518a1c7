//! Which of the registries that the configuration names a command is known to ask.
//!
//! A reading command may be led to any of them, so each credential is handed over. People hear only
//! of those that the words, the manifests or the lockfile name: four scopes in `~/.npmrc` are
//! nothing to `npx semver`.

use super::files::ContextFiles;
use super::packages;
use super::words::Words;
use crate::context::Context;
use crate::npmrc::{Config, Value};
use crate::registry::Scope;
use crate::tool::target::Target;
use crate::trust::DEPENDENCY_FILES;
use memchr::memchr_iter;
use std::collections::HashSet;

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
pub(super) struct InPlay {
    scopes: HashSet<Scope>,
    default: bool,
}

impl InPlay {
    /// Reads the words, and the files of the project where the command is about them.
    #[must_use]
    pub(super) fn read(context: &Context, words: &Words, config: &Config) -> Self {
        let mut found = Self {
            scopes: HashSet::new(),
            default: false,
        };
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
        found.default |= !found.scopes.iter().all(has_own);
        let is_global = config
            .get("global")
            .is_some_and(|(_, setting)| setting.value.is_truthy());
        if OF_PROJECT.contains(&words.name()) && !is_global {
            found.default = true;
            found.add_project(context, words, config);
        }
        found.default |= !is_named;
        found
    }

    /// Whether the command is known to ask this registry.
    #[must_use]
    pub(super) fn includes(&self, target: &Target) -> bool {
        (target.is_default && self.default)
            || target
                .scopes
                .iter()
                .any(|scope| self.scopes.contains(scope))
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
            let name = end.filter(|end| rest[*end] == b'/').map(|end| &rest[..end]);
            let name = name.and_then(|name| std::str::from_utf8(name).ok());
            self.scopes.extend(name.and_then(Scope::parse));
        }
    }
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
            let mut found = InPlay {
                scopes: HashSet::new(),
                default: false,
            };
            found.add_word(word);
            let scopes: HashSet<Scope> = scopes
                .iter()
                .filter_map(|name| Scope::parse(name))
                .collect();
            assert_eq!((found.scopes, found.default), (scopes, default), "{word}");
        }
        let mut found = InPlay {
            scopes: HashSet::new(),
            default: false,
        };
        found.add_text(br#"{"node_modules/@a/b":{"resolved":"https://h/@c%2fd"},"@e/f":"1"}"#);
        let has = |name| found.scopes.contains(&Scope::parse(name).unwrap());
        assert!(
            has("@a") && has("@e") && found.scopes.len() == 2,
            "{:?}",
            found.scopes
        );
    }
}
