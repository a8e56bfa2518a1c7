//! A `.yarnrc.yml`, as far as it can be read for certain, and the variables above it (yarn 4.18
//! `Configuration.ts`, `plugin-npm/sources/index.ts`).
//!
//! Its settings become those of npm's that mean the same. The settings of a project that lead all
//! traffic elsewhere, or run code, are findings.

use super::known::{HARMLESS, OF_REGISTRY, WAYS, named, snake};
use crate::context::Env;
use crate::npmrc::{Files, Layer, LayerKind, Setting};
use crate::registry::{PUBLIC_REGISTRY, Registry};
use crate::tool::files::ContextFiles;
use crate::tool::yaml::{self, YamlEntry};
use crate::tool::yarn::keys::ALIAS;
use crate::trust::{Finding, Reason, whole_tool};
use std::path::Path;

/// The largest file of settings, and of code, in bytes.
const LARGEST: u64 = 1 << 20;
pub(super) const LARGEST_CODE: u64 = 32 << 20;

/// What is said of a file that is not plain.
const NOT_PLAIN: &str = "is not written plainly enough to be read for certain";

/// A `.yarnrc.yml`.
pub(super) struct Rc {
    /// What it says of registries and credentials.
    pub layer: Layer,
    /// What it holds against a hand-over, if it is a project's.
    pub findings: Vec<Finding>,
    /// Whether a variable decides something beside a credential.
    pub has_variables: bool,
    /// Whether `yarn install` runs the project's constraints.
    pub runs_constraints: bool,
}

impl Rc {
    /// Reads one; a file that is not there says nothing.
    #[must_use]
    pub(super) fn read(kind: LayerKind, path: &Path, env: &Env) -> Self {
        let mut rc = Self {
            layer: Layer::new(kind, Some(path.to_owned())),
            findings: Vec::new(),
            has_variables: false,
            runs_constraints: false,
        };
        match ContextFiles.read_at_most(path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => rc.add(path, &String::from_utf8_lossy(&bytes), env),
            Err(error) => rc.unread(path, &format!("cannot be read: {error}")),
        }
        if kind != LayerKind::Project {
            rc.findings.clear();
        }
        rc
    }

    fn unread(&mut self, path: &Path, why: &str) {
        self.findings.push(Finding::unread(path, why));
    }

    fn add(&mut self, path: &Path, text: &str, env: &Env) {
        let Some(entries) = yaml::entries(text) else {
            self.unread(path, NOT_PLAIN);
            return;
        };
        for entry in entries {
            let is_read = match entry.key {
                "npmScopes" => self.add_map(&entry, env, &|scope| Some(format!("@{scope}:"))),
                "npmRegistries" => self.add_map(&entry, env, &|text| {
                    let text = if text.starts_with("//") {
                        format!("https:{text}")
                    } else {
                        text.to_owned()
                    };
                    Some(format!("{}:", Registry::parse_any(&text).ok()?.nerf_dart()))
                }),
                "yarnPath" => Some(()),
                "plugins" => self.add_plugins(path, &entry),
                "enableConstraintsChecks" => {
                    self.runs_constraints |= entry.text() != Some("false");
                    Some(())
                }
                key if named(&OF_REGISTRY, key).is_some() => self.add_one("", &entry, env),
                key => {
                    self.add_other(path, key, &entry);
                    Some(())
                }
            };
            if is_read.is_none() {
                self.unread(path, NOT_PLAIN);
            }
        }
    }

    /// A setting of one registry, under a key that begins like this.
    fn add_one(&mut self, prefix: &str, entry: &YamlEntry<'_>, env: &Env) -> Option<()> {
        let Some(name) = named(&OF_REGISTRY, entry.key) else {
            return Some(());
        };
        let text = entry.text()?;
        let (value, unresolved) = expanded(text, env);
        self.has_variables |= !name.starts_with("_auth") && text.contains("${");
        let mut setting = said(&format!("{prefix}{name}"), &value, Some(entry.line));
        text.clone_into(&mut setting.raw);
        setting.unresolved = unresolved;
        self.layer.set(setting);
        Some(())
    }

    fn add_map(
        &mut self,
        entry: &YamlEntry<'_>,
        env: &Env,
        prefix: &dyn Fn(&str) -> Option<String>,
    ) -> Option<()> {
        for inner in entry.pairs()? {
            let prefix = prefix(inner.key)?;
            for one in inner.pairs()? {
                self.add_one(&prefix, &one, env)?;
            }
        }
        Some(())
    }

    fn add_plugins(&mut self, path: &Path, entry: &YamlEntry<'_>) -> Option<()> {
        let raw = entry.raw();
        for line in raw.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let item = line.strip_prefix("- ").map(str::trim);
            let text = item.unwrap_or(line);
            if text.starts_with("spec: ") || text.starts_with("checksum: ") {
                continue;
            }
            // As yarn writes it. What goes on in the next line is not.
            let file = match text.strip_prefix("path: ") {
                Some(file) => file,
                None => item?,
            };
            let file = file.trim().trim_matches(['"', '\'']);
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/@".contains(c);
            if !file.chars().all(is_plain) {
                return None;
            }
            let file = path.parent()?.join(file);
            self.findings.push(code(&file));
        }
        Some(())
    }

    fn add_other(&mut self, path: &Path, key: &str, entry: &YamlEntry<'_>) {
        let raw = entry.raw();
        self.has_variables |= raw.contains("${");
        let (reason, raw) = match named(&WAYS, key) {
            Some("") => return,
            // yarn fills it in, with what another file may say.
            Some("cafile" | "cert" | "key") if raw.contains("${") => {
                return self.unread(path, NOT_PLAIN);
            }
            Some("cafile" | "cert" | "key") => {
                let file = entry
                    .text()
                    .and_then(|text| Some(path.parent()?.join(text)));
                let what = file.map(|file| code(&file).raw).unwrap_or_default();
                (Reason::Transport, format!("{raw} {what}"))
            }
            Some(_) => (Reason::Transport, raw),
            None if HARMLESS.contains(&key) => return,
            None => (Reason::Unknown, raw),
        };
        let finding = Finding::new(path, Some(entry.line), key, &raw, reason);
        self.findings.push(finding);
    }
}

/// A file that yarn runs as a part of itself.
pub(super) fn code(file: &Path) -> Finding {
    match ContextFiles.read_at_most(file, LARGEST_CODE) {
        Ok(Some(bytes)) => whole_tool("yarn", file, &bytes),
        Ok(None) => Finding::unread(file, "runs as part of yarn, and is not there"),
        Err(cause) => Finding::unread(file, format!("cannot be read: {cause}")),
    }
}

/// What variables say. yarn takes a name in any case.
#[must_use]
pub(super) fn variables(env: &Env) -> Layer {
    let mut layer = Layer::new(LayerKind::Env, None);
    for (name, value) in env.variables() {
        let name = name.to_string_lossy().to_ascii_lowercase();
        let Some(name) = name.strip_prefix("yarn_") else {
            continue;
        };
        let is_it = |(key, _): &&(&str, &str)| snake(key) == name;
        let mut all = OF_REGISTRY.iter().chain(&WAYS);
        if let Some((_, npms)) = all.find(is_it).filter(|(_, npms)| !npms.is_empty()) {
            layer.set(said(npms, &value.to_string_lossy(), None));
        }
    }
    layer
}

/// A setting in which yarn's name for the public registry is npm's.
fn said(key: &str, value: &str, line: Option<usize>) -> Setting {
    let is_alias = key.ends_with("registry") && value.trim_end_matches('/') == ALIAS;
    Setting::said(key, if is_alias { PUBLIC_REGISTRY } else { value }, line)
}

/// A value with its variables replaced, and the names of those without a value.
fn expanded(text: &str, env: &Env) -> (String, Vec<String>) {
    let (mut value, mut unresolved, mut left) = (String::new(), Vec::new(), text);
    while let Some((before, rest)) = left.split_once("${") {
        let Some((inside, behind)) = rest.split_once('}') else {
            break;
        };
        let (name, fallback) = match inside.split_once('-') {
            Some((name, fallback)) => (name, Some(fallback)),
            None => (inside, None),
        };
        let (bare, replaces_empty) = match name.strip_suffix(':') {
            Some(bare) => (bare, true),
            None => (name, false),
        };
        value.push_str(before);
        match env.get(bare).map(|it| it.to_string_lossy()) {
            Some(found) if !found.is_empty() || !replaces_empty => value.push_str(&found),
            _ => match fallback {
                Some(fallback) => value.push_str(fallback),
                None => {
                    unresolved.push(bare.to_owned());
                    value.push_str(&format!("${{{inside}}}"));
                }
            },
        }
        left = behind;
    }
    value.push_str(left);
    (value, unresolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: LayerKind, text: &str) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".yarnrc.yml");
        npmcred_platform::files::write_private(&path, text.as_bytes()).unwrap();
        npmcred_platform::files::write_private(&folder.path().join("p.cjs"), b"x").unwrap();
        let env = Env::new(vec![("SET".into(), "set".into())]);
        let rc = Rc::read(kind, &path, &env);
        let set = rc.layer.settings().iter();
        let set = set.map(|one| format!("{}={}", one.key, one.value.to_text()));
        let found = rc.findings.iter().map(|one| one.key.clone());
        (set.collect(), found.collect())
    }

    #[test]
    fn settings_are_those_of_npm_that_mean_the_same() {
        let text = "npmRegistryServer: \"https://h/\"\nnpmScopes:\n  acme:\n    \
            npmRegistryServer: https://a/\n    npmPublishRegistry: https://p/\n    \
            npmAuthToken: ${SET}\nnpmRegistries:\n  //h/x:\n    npmAuthToken: ${OPEN-}\n    \
            npmAlwaysAuth: true\n  \"https://i\":\n    npmAuthIdent: ${OPEN}\nnodeLinker: pnp\n";
        let want = [
            "registry=https://h/",
            "@acme:registry=https://a/",
            "@acme:publish-registry=https://p/",
            "@acme:_authToken=set",
            "//h/x/:_authToken=",
            "//i/:_auth=${OPEN}",
        ];
        assert_eq!(
            read(LayerKind::Project, text),
            (want.map(str::to_owned).to_vec(), vec![])
        );
        let alias = read(
            LayerKind::Global,
            "npmRegistryServer: https://registry.yarnpkg.com\n",
        )
        .0;
        assert_eq!(alias, ["registry=https://registry.npmjs.org/"]);
    }

    #[test]
    fn what_leads_elsewhere_or_runs_code_is_found_in_a_project_alone() {
        for (text, want) in [
            ("httpsProxy: http://e/\n", "httpsProxy"),
            ("enableStrictSsl: false\n", "enableStrictSsl"),
            ("caFilePath: p.cjs\n", "caFilePath"),
            (
                "networkSettings:\n  \"*\":\n    httpsProxy: http://e/\n",
                "networkSettings",
            ),
            ("plugins:\n  - p.cjs\n", "yarn sha256"),
            (
                "plugins:\n  - path: p.cjs\n    spec: \"@yarnpkg/x\"\n",
                "yarn sha256",
            ),
            ("plugins:\n  - path: none.cjs\n    spec: https://e/\n", ""),
            ("plugins: [p.cjs]\n", ""),
            ("plugins:\n  - spec:p.cjs\n", ""),
            ("plugins:\n  - path:p.cjs\n", ""),
            ("plugins:\n  - path: spec:p.cjs\n", ""),
            ("plugins:\n  - p\n    q.cjs\n", ""),
            ("pnpShebang: x\n", "pnpShebang"),
            ("lockfileFilename: x\n", "lockfileFilename"),
            ("caFilePath: ${X-p}.cjs\n", ""),
            ("npmScopes: {a: {npmAuthToken: x}}\n", ""),
            ("&a npmRegistryServer: x\n", ""),
            ("injectEnvironmentFiles:\n  - x\n", "injectEnvironmentFiles"),
            ("ignorePath: true\n", "ignorePath"),
        ] {
            let mut found = read(LayerKind::Project, text).1;
            found.dedup();
            assert_eq!(found, [want], "{text}");
            assert!(read(LayerKind::Global, text).1.is_empty(), "{text}");
        }
    }

    #[test]
    fn variables_are_taken_in_any_case() {
        let set = [
            ("YARN_NPM_REGISTRY_SERVER", "https://h/"),
            ("yarn_https_proxy", "http://p/"),
            ("YARN_NPM_AUTH_TOKEN", "x"),
            ("YARN_ENABLE_TELEMETRY", "0"),
        ];
        let env = Env::new(
            set.map(|(name, value)| (name.into(), value.into()))
                .to_vec(),
        );
        let layer = variables(&env);
        let keys: Vec<&str> = layer.settings().iter().map(|one| &*one.key).collect();
        assert_eq!(keys, ["registry", "https-proxy", "_authToken"]);
    }
}
