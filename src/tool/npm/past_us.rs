//! Ways in which a project's scripts and dependencies start an npm that bypasses the shim and is
//! handed nothing.
//!
//! The alternative that lost: a hand-over that can be read twice. It would stay open after npm's
//! first read. Nothing tells an install that npm starts for a git dependency (`pacote`
//! `lib/git.js`, `#prepareDir`) from a script that does the same. That install asks nobody for what
//! it finds in npm's cache, so filling the cache first works.

use crate::context::Context;
use npmcred_platform::files;
use serde_json::Value;
use std::path::Path;

const GIT: &str = "a git dependency that builds itself is installed by an npm of its own, which is handed no credential; for private \
    packages that it needs, fill npm's cache first: npm cache add NAME, then npm install --prefer-offline";
const EXECPATH: &str = "a script starts npm through $npm_execpath; that npm is handed no credential, and one that is started as \
    npm is";
const OWN: &str = "the project has an npm of its own in node_modules/.bin; scripts start that one, and it is handed no \
    credential: type yourself what needs one";

const LERNA: &str = "lerna publishes past npm; it is handed a credential where you start it by its path, not by npx or in a script: \
    npmcred exec -- ./node_modules/.bin/lerna publish";
const UPDATES: &str = "npm-check-updates asks past npm; it is handed a credential where you start it by its path, not by npx or in a \
    script: npmcred exec --use read -- ./node_modules/.bin/ncu";
const SEMANTIC: &str = "semantic-release starts the npm in node_modules/.bin, which is handed no credential; what works is in: \
    npmcred help exec";
const NX: &str = "nx release starts the npm beside node, which is handed no credential; what works is in: npmcred help exec";

/// A way in which a project comes to a registry past the shim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastUs {
    /// A git dependency that builds itself.
    GitDependency,
    /// A script that starts npm by `$npm_execpath`.
    NpmExecpath,
    /// An npm of the project's own.
    OwnNpm,
    /// lerna.
    Lerna,
    /// npm-check-updates.
    NpmCheckUpdates,
    /// semantic-release.
    SemanticRelease,
    /// nx.
    Nx,
}

impl PastUs {
    /// Its name for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::GitDependency => "git-dependency",
            Self::NpmExecpath => "npm-execpath",
            Self::OwnNpm => "own-npm",
            Self::Lerna => "lerna",
            Self::NpmCheckUpdates => "npm-check-updates",
            Self::SemanticRelease => "semantic-release",
            Self::Nx => "nx",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::GitDependency => GIT,
            Self::NpmExecpath => EXECPATH,
            Self::OwnNpm => OWN,
            Self::Lerna => LERNA,
            Self::NpmCheckUpdates => UPDATES,
            Self::SemanticRelease => SEMANTIC,
            Self::Nx => NX,
        }
    }
}

/// The ways of the project in `folder`.
#[must_use]
pub fn past_us(context: &Context, folder: &Path) -> Vec<PastUs> {
    let read = |name: &str| {
        context
            .read(&folder.join(name))
            .ok()
            .flatten()
            .unwrap_or_default()
    };
    let manifest = read("package.json");
    let mut found = Vec::new();
    if has_git_dependency(&manifest, &read("package-lock.json")) {
        found.push(PastUs::GitDependency);
    }
    if memchr::memmem::find(&manifest, b"npm_execpath").is_some() {
        found.push(PastUs::NpmExecpath);
    }
    if files::is_file(&folder.join("node_modules/.bin/npm")) {
        found.push(PastUs::OwnNpm);
    }
    found.extend(other_tools(context, folder, &manifest));
    found
}

/// The tools of a project with this manifest that ask past npm.
fn other_tools(context: &Context, folder: &Path, manifest: &[u8]) -> Vec<PastUs> {
    let manifest: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let depends = |name: &str| {
        ["dependencies", "devDependencies"]
            .iter()
            .any(|kind| manifest.get(kind).and_then(|kind| kind.get(name)).is_some())
    };
    let has = |file: &str| {
        context
            .read(&folder.join(file))
            .is_ok_and(|read| read.is_some())
    };
    let found = [
        (depends("lerna") || has("lerna.json"), PastUs::Lerna),
        (depends("npm-check-updates"), PastUs::NpmCheckUpdates),
        (depends("semantic-release"), PastUs::SemanticRelease),
        (depends("nx") && has("nx.json"), PastUs::Nx),
    ];
    found
        .into_iter()
        .filter(|(is_here, _)| *is_here)
        .map(|(_, one)| one)
        .collect()
}

fn has_git_dependency(manifest: &[u8], lock: &[u8]) -> bool {
    let manifest: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let kinds = ["dependencies", "devDependencies", "optionalDependencies"];
    let specs = kinds
        .iter()
        .filter_map(|kind| manifest.get(kind)?.as_object())
        .flat_map(|kind| kind.values());
    specs.filter_map(Value::as_str).any(is_git) || memchr::memmem::find(lock, b"\"git+").is_some()
}

/// Whether npm takes this for a place of git (`npm-package-arg`, `hosted-git-info`).
fn is_git(spec: &str) -> bool {
    const BEGINNINGS: [&str; 7] = [
        "git+",
        "git:",
        "git@",
        "github:",
        "gitlab:",
        "bitbucket:",
        "gist:",
    ];
    let address = spec.split('#').next().unwrap_or_default();
    let is_short = || {
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        address
            .split_once('/')
            .is_some_and(|(owner, name)| plain(owner) && plain(name) && !owner.starts_with('.'))
    };
    BEGINNINGS
        .iter()
        .any(|beginning| address.starts_with(beginning))
        || address.ends_with(".git")
        || is_short()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_dependency_is_known_by_its_place() {
        let git = [
            "git+ssh://git@h/a.git",
            "git@h:a/b",
            "github:a/b",
            "a/b",
            "a/b#v1",
            "https://h/a/b.git#main",
            "gist:1",
        ];
        let other = [
            "1.0.0",
            "^1",
            "*",
            "latest",
            "npm:a@1",
            "npm:@s/a@1",
            "file:../a",
            "./a",
            "../a",
            "https://h/a.tgz",
            "~/a",
            "",
        ];
        for (specs, want) in [(&git[..], true), (&other, false)] {
            for spec in specs {
                let manifest = serde_json::json!({ "devDependencies": { "a": spec } }).to_string();
                assert_eq!(has_git_dependency(manifest.as_bytes(), b""), want, "{spec}");
            }
        }
        assert!(has_git_dependency(
            b"{}",
            br#"{"packages":{"a":{"resolved":"git+ssh://h/a.git#1"}}}"#
        ));
        assert!(!has_git_dependency(b"[", b"{"));
    }
}
