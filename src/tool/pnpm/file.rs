//! An `.npmrc`, `auth.ini` or `rc`, as pnpm reads it (pnpm 11 `loadNpmrcFiles.js`, pnpm 12
//! `npmrc_auth.rs`, pnpm 10 `@pnpm/npm-conf`).
//!
//! In a project's file pnpm replaces no placeholder in an address or a credential. It leaves such a
//! line out, whether the variable is set or not. A credential without a registry belongs to the
//! registry of its own file. Of a file that names a variable that is not set, pnpm 7 to 10 read
//! nothing.

use super::placeholder;
use super::words::Words;
use crate::context::Env;
use crate::npmrc::origin::is_scope_registry;
use crate::npmrc::{Layer, LayerKind, NpmVersion, Setting, Value, expand};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::tool::as_npm::{self, Written, has_plain_letters, has_plain_lines};
use std::path::Path;

/// Keys that pnpm does not read from a file, although npm does.
const NOT_READ: [&str; 3] = ["globalconfig", "prefix", "userconfig"];

/// What is said of a file of which nothing counts.
const NAMES_UNSET: &str = "names a variable that is not set, so that pnpm reads nothing of it";

/// Credentials that may stand without a registry.
const UNSCOPED: [&str; 4] = ["_authToken", "_auth", "username", "_password"];

/// How one version of pnpm reads such a file.
#[derive(Clone, Copy)]
pub(super) struct FileRules {
    /// Nothing counts of a file that names a variable that is not set.
    pub drops_file: bool,
    /// A project's placeholders are no address and no credential.
    pub keeps_out: bool,
    /// It may say where other files are.
    pub names_files: bool,
}

impl FileRules {
    /// Those of this pnpm.
    #[must_use]
    pub(super) fn of(words: &Words) -> Self {
        Self {
            drops_file: words.reads_as_npm(),
            keeps_out: words.keeps_placeholders_out(),
            names_files: words.follows_files(),
        }
    }
}

/// Reads a file as a layer.
#[must_use]
pub(super) fn layer(kind: LayerKind, path: &Path, env: &Env, rules: FileRules) -> Layer {
    let is_plain = |bytes: &[u8], written: &Written| {
        has_plain_letters(bytes) && has_plain_lines(bytes, written)
    };
    as_npm::layer(kind, path, &is_plain, &|layer, written| {
        add(layer, written, env, rules);
    })
}

/// Whether a file names a variable that is not set.
#[must_use]
pub(super) fn names_unset(written: &Written, env: &Env) -> bool {
    let is_unset = |text: &str| {
        let variable = |name: &str| placeholder::variable(env, name);
        !expand(text, NpmVersion::Npm10, &variable)
            .unresolved
            .is_empty()
    };
    let mut all = written.iter();
    all.any(|(key, value, _)| is_unset(key) || is_unset(&value.to_text()))
}

fn add(layer: &mut Layer, written: Written, env: &Env, rules: FileRules) {
    if rules.drops_file && names_unset(&written, env) {
        layer.problem = Some(NAMES_UNSET.to_owned());
        return;
    }
    let variable = |name: &str| placeholder::variable(env, name);
    for (key, value, line) in written {
        let has_variable = || key.contains("${") || value.to_text().contains("${");
        let is_project = layer.kind == LayerKind::Project;
        if rules.keeps_out && is_project && has_variable() && is_kept_out(&key) {
            continue;
        }
        let setting = as_npm::expanded(&key, value, line, &variable);
        if rules.names_files || !NOT_READ.contains(&setting.key.as_str()) {
            layer.set(named_as_npm(setting));
        }
    }
    rescope(layer);
}

/// A setting under the name that npm has for it, an address with the slash that pnpm adds.
#[must_use]
pub(super) fn named_as_npm(mut setting: Setting) -> Setting {
    if setting.key == "no-proxy" {
        "noproxy".clone_into(&mut setting.key);
    }
    if let Value::Text(text) = &mut setting.value
        && (setting.key == "registry" || is_scope_registry(&setting.key))
        && let Ok(registry) = Registry::parse_any(text)
    {
        *text = registry.to_string();
    }
    setting
}

fn is_kept_out(key: &str) -> bool {
    let proxies = ["https-proxy", "http-proxy", "proxy"];
    key.starts_with("//")
        || key == "registry"
        || key.starts_with('@')
        || key.starts_with("${")
        || proxies.contains(&key)
        || UNSCOPED.contains(&key)
}

fn rescope(layer: &mut Layer) {
    let registry = layer
        .get("registry")
        .and_then(|setting| setting.value.as_text());
    let Ok(registry) = Registry::parse_any(registry.unwrap_or(PUBLIC_REGISTRY)) else {
        return;
    };
    for name in UNSCOPED {
        let key = format!("{}:{name}", registry.nerf_dart());
        if let Some(unscoped) = layer.get(name).cloned()
            && layer.get(&key).is_none()
        {
            layer.set(Setting { key, ..unscoped });
        }
        layer.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::Document;

    const FROM_11: FileRules = FileRules {
        drops_file: false,
        keeps_out: true,
        names_files: false,
    };

    fn read(kind: LayerKind, text: &str) -> Vec<(String, String)> {
        read_by(kind, text, FROM_11)
    }

    fn read_by(kind: LayerKind, text: &str, rules: FileRules) -> Vec<(String, String)> {
        let env = Env::new(vec![("SET".into(), "set".into())]);
        let mut layer = Layer::new(kind, None);
        let written = Document::parse(text.as_bytes(), NpmVersion::Npm12).into_settings();
        add(&mut layer, written, &env, rules);
        let settings = layer.settings().iter();
        settings
            .map(|one| (one.key.clone(), one.value.to_text()))
            .collect()
    }

    #[test]
    fn a_projects_placeholders_are_no_credential_and_no_address() {
        let text = "registry=https://${SET}/\n//h/:_authToken=${SET}\n_authToken=${SET}\n\
            //${SET}/:_authToken=t\nproxy=${SET}\ncafile=/${SET}\n";
        assert_eq!(
            read(LayerKind::Project, text),
            [("cafile".into(), "/set".into())]
        );
        let own = read(LayerKind::Global, text);
        assert!(
            own.contains(&("//h/:_authToken".into(), "set".into())),
            "{own:?}"
        );
        assert!(
            own.contains(&("//set/:_authToken".into(), "t".into())),
            "{own:?}"
        );
    }

    #[test]
    fn a_credential_without_a_registry_is_its_own_files() {
        for (text, key) in [
            ("_authToken=t", "//registry.npmjs.org/:_authToken"),
            ("_authToken=t\nregistry=https://h/a", "//h/a/:_authToken"),
            (
                "//h/:_authToken=u\n_authToken=t\nregistry=https://h",
                "//h/:_authToken",
            ),
        ] {
            let found = read(LayerKind::Global, text);
            assert!(
                found.iter().any(|(found, _)| found == key),
                "{text}: {found:?}"
            );
            assert!(
                found.iter().all(|(found, _)| found != "_authToken"),
                "{text}"
            );
        }
    }

    #[test]
    fn names_are_npms_and_addresses_end_with_a_slash() {
        let text = "no-proxy=a\nregistry=https://h/x\n@s:registry=https://i\nprefix=/p";
        let want = [
            ("noproxy", "a"),
            ("registry", "https://h/x/"),
            ("@s:registry", "https://i/"),
        ];
        let found = read(LayerKind::Project, text);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(key, value)| (&**key, &**value))
            .collect();
        assert_eq!(found, want);
    }

    #[test]
    fn an_older_pnpm_reads_nothing_of_a_file_that_names_an_unset_variable() {
        let older = FileRules {
            drops_file: true,
            keeps_out: false,
            names_files: true,
        };
        let read = |text| read_by(LayerKind::Project, text, older);
        assert_eq!(read("registry=https://h/\n//h/:_authToken=${NOT}\n"), []);
        let text = "registry=https://${NOT-h}/\nprefix=/p\n//h/:_authToken=${SET}\n";
        let want = [
            ("registry", "https://h/"),
            ("prefix", "/p"),
            ("//h/:_authToken", "set"),
        ];
        assert_eq!(
            read(text),
            want.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
    }
}
