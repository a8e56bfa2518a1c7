//! A `.yarnrc`, as far as it can be read for certain, and the `yarnPath` of a `.yarnrc.yml`.
//!
//! It is written like a `yarn.lock` (yarn 1.22 `lockfile/parse.js`): a key and a value on a line.
//! Where that fails yarn reads it as YAML, so what is not plain is not read here at all. A key that
//! begins with `--` is a flag of every command, or of the one that it names.

use crate::npmrc::Files;
use crate::npmrc::origin::{TRANSPORT, is_scope_registry};
use crate::npmrc::{Layer, LayerKind, Setting};
use crate::tool::files::ContextFiles;
use crate::tool::yaml;
use crate::trust::{Finding, Reason};
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// What is said of a file that is not plain.
const NOT_PLAIN: &str = "is not written as plainly as yarn writes it";

/// A `.yarnrc`.
pub(super) struct Yarnrc {
    /// The registries that it names.
    pub registries: Layer,
    /// The ways to every registry; they stand above an `.npmrc`.
    pub ways: Layer,
    /// What its flags say of the same.
    pub flags: Layer,
    /// What it holds against a hand-over, beside what is in the layers.
    pub findings: Vec<Finding>,
}

/// The yarn that a file asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct YarnPath {
    /// That yarn.
    pub program: PathBuf,
    /// The file that names it.
    pub named_in: PathBuf,
}

/// A line of a `.yarnrc`; `value` is none where it has a block below it.
#[derive(Debug, PartialEq)]
struct YarnrcEntry<'a> {
    key: &'a str,
    value: Option<&'a str>,
    line: usize,
}

/// Settings that lead no credential elsewhere, and flags likewise.
const HARMLESS: [&str; 52] = [
    "cache-folder",
    "check-files",
    "child-concurrency",
    "disable-pnp",
    "disable-self-update-check",
    "email",
    "emoji",
    "enable-meta-folder",
    "enable-pnp",
    "env",
    "exact",
    "flat",
    "focus",
    "force",
    "frozen-lockfile",
    "ignore-engines",
    "ignore-optional",
    "ignore-platform",
    "ignore-scripts",
    "init-author-email",
    "init-author-name",
    "init-author-url",
    "init-license",
    "init-private",
    "init-version",
    "json",
    "lastUpdateCheck",
    "link-duplicates",
    "modules-folder",
    "mutex",
    "network-concurrency",
    "network-timeout",
    "no-bin-links",
    "no-lockfile",
    "no-progress",
    "non-interactive",
    "offline",
    "plugnplay-override",
    "prefer-offline",
    "prod",
    "production",
    "pure-lockfile",
    "save-exact",
    "save-prefix",
    "scripts-prepend-node-path",
    "silent",
    "unsafe-disable-integrity-migration",
    "username",
    "verbose",
    "workspaces-experimental",
    "workspaces-nohoist-experimental",
    "yarn-path",
];

/// Beginnings of such settings.
const HARMLESS_BEGINNINGS: [&str; 3] = ["version-", "yarn-offline-mirror", "//"];

impl Yarnrc {
    /// Reads one; a file that is not there says nothing.
    #[must_use]
    pub(super) fn read(kind: LayerKind, path: &Path) -> Self {
        let layer = || Layer::new(kind, Some(path.to_owned()));
        let mut yarnrc = Self {
            registries: layer(),
            ways: layer(),
            flags: layer(),
            findings: Vec::new(),
        };
        match ContextFiles.read_at_most(path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => yarnrc.add(path, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::IsADirectory => {}
            Err(error) => {
                let why = format!("cannot be read: {error}");
                yarnrc.findings.push(Finding::unread(path, why));
            }
        }
        yarnrc
    }

    fn add(&mut self, path: &Path, text: &str) {
        let Some(entries) = entries(text) else {
            self.findings.push(Finding::unread(path, NOT_PLAIN));
            return;
        };
        for YarnrcEntry { key, value, line } in entries {
            let flag = key.strip_prefix("--");
            // `--install.registry` is the flag `registry` of one command.
            let name = flag.map_or(key, |flag| flag.rsplit('.').next().unwrap_or_default());
            let place = match flag {
                Some(_) => &mut self.flags,
                None if is_registry(name) => &mut self.registries,
                None => &mut self.ways,
            };
            if is_registry(name) || TRANSPORT.contains(&name) {
                place.set(Setting::said(name, value.unwrap_or_default(), Some(line)));
            } else if !is_harmless(name) {
                let raw = value.unwrap_or_default();
                let finding = Finding::new(path, Some(line), key, raw, Reason::Unknown);
                self.findings.push(finding);
            }
        }
    }
}

fn is_registry(name: &str) -> bool {
    name == "registry" || is_scope_registry(name)
}

fn is_harmless(name: &str) -> bool {
    let begins = |beginning: &&str| name.starts_with(*beginning);
    HARMLESS.contains(&name) || HARMLESS_BEGINNINGS.iter().any(begins)
}

/// The yarn that a `.yarnrc` or `.yarnrc.yml` asks for.
///
/// # Errors
/// The file, where that cannot be told.
pub(super) fn yarn_path(path: &Path) -> Result<Option<YarnPath>, PathBuf> {
    let Ok(Some(bytes)) = ContextFiles.read_at_most(path, LARGEST) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes);
    let is_yaml = path.extension().is_some_and(|ending| ending == "yml");
    let named = if is_yaml {
        named_in_yaml(&text)
    } else {
        let all = entries(&text);
        let is_it = |one: &YarnrcEntry<'_>| ["yarn-path", "yarnPath"].contains(&one.key);
        let last =
            |all: Vec<YarnrcEntry<'_>>| Some(all.into_iter().rfind(is_it)?.value?.to_owned());
        all.map(last)
    };
    let named = match named {
        // A newer yarn fills it in, with what another file may say.
        Some(Some(named)) if is_yaml && named.contains("${") => return Err(path.to_owned()),
        Some(named) => named.filter(|named| !named.is_empty()),
        // What names it could only be written otherwise.
        None if !["yarn", "\\"].iter().any(|sign| text.contains(sign)) => None,
        None => return Err(path.to_owned()),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(named.map(|named| YarnPath {
        program: folder.join(named),
        named_in: path.to_owned(),
    }))
}

fn named_in_yaml(text: &str) -> Option<Option<String>> {
    let entries = yaml::entries(text)?;
    match entries.iter().rfind(|one| one.key == "yarnPath") {
        None => Some(None),
        Some(one) => one.text().map(|text| Some(text.to_owned())),
    }
}

/// The lines of a file, or `None` where they cannot be read for certain.
fn entries(text: &str) -> Option<Vec<YarnrcEntry<'_>>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.replace("\r\n", "\n").contains('\r') {
        return None;
    }
    let mut found: Vec<YarnrcEntry<'_>> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if line.starts_with(' ') {
            // A block, of which nothing but that of `env` is known.
            let above = found.last().filter(|one| one.value.is_none())?;
            (above.key == "env").then_some(())?;
            continue;
        }
        let (key, rest) = word(line)?;
        let line = at + 1;
        if rest == ":" {
            let value = None;
            found.push(YarnrcEntry { key, value, line });
            continue;
        }
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let (value, rest) = word(rest.strip_prefix(' ')?)?;
        rest.is_empty().then_some(())?;
        let value = Some(value);
        found.push(YarnrcEntry { key, value, line });
    }
    Some(found)
}

/// A word in quotes, without an escape, or a bare one; and what is behind it.
fn word(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('"') {
        let (word, rest) = rest.split_once('"')?;
        let is_plain = !word.contains('\\') && !word.chars().any(char::is_control);
        return is_plain.then_some((word, rest));
    }
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "/.-_".contains(c);
    let end = text.find(|c| !is_bare(c)).unwrap_or(text.len());
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || "/.-".contains(c));
    begins.then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<String>, Vec<String>) {
        let path = Path::new("/p/.yarnrc");
        let layer = || Layer::new(LayerKind::Project, Some(path.to_owned()));
        let mut yarnrc = Yarnrc {
            registries: layer(),
            ways: layer(),
            flags: layer(),
            findings: Vec::new(),
        };
        yarnrc.add(path, text);
        let layers = [&yarnrc.registries, &yarnrc.ways, &yarnrc.flags];
        let set = layers.into_iter().flat_map(Layer::settings);
        let set = set.map(|one| format!("{}={}", one.key, one.value.to_text()));
        let found = yarnrc.findings.iter().map(ToString::to_string);
        (set.collect(), found.collect())
    }

    #[test]
    fn registries_and_ways_are_read_and_what_is_not_known_is_told() {
        for (text, set, found) in [
            (
                "# x\n\n\"@a:registry\" \"https://a/\"\nregistry \"https://h/\"\n",
                &["@a:registry=https://a/", "registry=https://h/"][..],
                0,
            ),
            (
                "--registry \"https://h/\"\n--install.frozen-lockfile true\n",
                &["registry=https://h/"],
                0,
            ),
            (
                "https-proxy \"http://e/\"\nstrict-ssl false\n",
                &["https-proxy=http://e/", "strict-ssl=false"],
                0,
            ),
            (
                "--install.https-proxy \"http://e/\"\n",
                &["https-proxy=http://e/"],
                0,
            ),
            (
                "yarn-path \".yarn/releases/yarn-1.22.22.cjs\"\nlastUpdateCheck 1700\nsave-prefix \"~\"\n",
                &[],
                0,
            ),
            (
                "env:\n  NODE_OPTIONS \"--max-old-space-size=1\"\nregistry: \"https://h/\"\n",
                &["registry=https://h/"],
                0,
            ),
            ("--cwd \"..\"\n", &[], 1),
            ("--har true\n", &[], 1),
            ("global-folder \"g\"\n", &[], 1),
            ("other:\n  a b\n", &[], 1),
            ("registry https://h/\n", &[], 1),
            ("\"re\\u0067istry\" \"https://h/\"\n", &[], 1),
            ("registry \"https://h/\" \"x\"\n", &[], 1),
            ("{registry: \"https://h/\"}\n", &[], 1),
            ("# x\rregistry \"https://h/\"\n", &[], 1),
            ("registry \"https://h/\", x \"y\"\n", &[], 1),
        ] {
            let (is, told) = of(text);
            assert_eq!(is, set, "{text}");
            assert_eq!(told.len(), found, "{text}: {told:?}");
        }
        assert!(HARMLESS.is_sorted());
    }

    #[test]
    fn the_yarn_that_is_asked_for_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let named = |name: &str, text: &str| {
            let path = folder.path().join(name);
            npmcred_platform::files::write_private(&path, text.as_bytes()).unwrap();
            let found = yarn_path(&path);
            found.map(|found| {
                found.map(|it| it.program.strip_prefix(folder.path()).unwrap().to_owned())
            })
        };
        for (name, text, want) in [
            (".yarnrc", "yarn-path \"x.js\"\n", Some("x.js")),
            (".yarnrc", "registry \"https://h/\"\n", None),
            (
                ".yarnrc.yml",
                "yarnPath: .yarn/x.cjs\n",
                Some(".yarn/x.cjs"),
            ),
            (
                ".yarnrc.yml",
                "npmScopes:\n  a:\n    npmAlwaysAuth: true\n",
                None,
            ),
            (".yarnrc.yml", "{a: b}\n", None),
        ] {
            assert_eq!(
                named(name, text).unwrap(),
                want.map(PathBuf::from),
                "{text}"
            );
        }
        for (name, text) in [
            (".yarnrc", "yarn-path x \"y\"\n"),
            (".yarnrc.yml", "{yarnPath: x.cjs}\n"),
            (".yarnrc.yml", "\"yarn\\x50ath\": x.cjs\n"),
            (".yarnrc.yml", "yarnPath: &a x.cjs\n"),
        ] {
            assert!(named(name, text).is_err(), "{text}");
        }
    }
}
