//! What the files beside a project's `.npmrc` hold against a hand-over: addresses in clear, and code that becomes a part of
//! npm.
//!
//! Looked at are lockfiles and the manifests of the project, of its workspaces, and of the folders that these depend on.
//! What a registry tells of a package, and what a tarball holds, cannot be seen beforehand.

use super::config::ContextFiles;
use super::dialect::npm::Uses;
use super::in_play::InPlay;
use crate::npmrc::{Config, Files, NpmVersion, Value, json, workspaces};
use crate::registry::Registry;
use crate::trust::{DEPENDENCY_FILES, Finding, Reason, at_risk, downgrades, extensions};
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// The largest lockfile that is looked at, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The most manifests that are looked at.
const MOST: usize = 2000;

/// Looks at them, as far as the command makes use of them.
pub(super) fn findings_beside(config: &Config, npm: NpmVersion, in_play: &[InPlay], uses: Uses) -> Vec<Finding> {
    let files = &ContextFiles;
    let mut findings = Vec::new();
    if uses >= Uses::Addresses {
        let at_risk = at_risk(config, in_play.iter().map(|one| &one.registry));
        if !at_risk.is_empty() {
            findings.extend(addresses(files, &config.local_prefix, npm, &at_risk));
        }
    }
    if uses >= Uses::Code {
        findings.extend(extensions(config, npm, &|path| files.read_at_most(path, LARGEST).ok().flatten()));
    }
    findings
}

fn addresses(files: &dyn Files, root: &Path, npm: NpmVersion, at_risk: &[&Registry]) -> Vec<Finding> {
    let mut left: Vec<PathBuf> = DEPENDENCY_FILES.iter().map(|name| root.join(name)).collect();
    left.extend(workspaces(root, npm, files).iter().map(|folder| folder.join("package.json")));
    let (mut known, mut findings) = (HashSet::new(), Vec::new());
    while let Some(path) = left.pop() {
        if !known.insert(path.clone()) {
            continue;
        }
        let unread = |why: String| Finding {
            file: path.clone(),
            line: None,
            key: String::new(),
            raw: String::new(),
            reason: Reason::Unread(why),
        };
        if known.len() > MOST {
            findings.push(unread("there are too many manifests to look at".to_owned()));
            break;
        }
        match files.read_at_most(&path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                findings.extend(downgrades(&path, &bytes, at_risk));
                if path.file_name().is_some_and(|name| name == "package.json") {
                    left.extend(folders_needed(&path, &bytes));
                }
            }
            Err(cause) => findings.push(unread(format!("cannot be read: {cause}"))),
        }
    }
    findings
}

/// The manifests of the folders that a manifest depends on: `file:../x`, `link:../x`, `../x`.
fn folders_needed(manifest: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let Ok(package) = json::parse_file(bytes) else { return Vec::new() };
    let folder = manifest.parent().unwrap_or(manifest);
    let kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    let tables = kinds.iter().filter_map(|kind| package.get(kind));
    let mut texts = Vec::new();
    tables.filter(|table| matches!(table, Value::Table(_))).for_each(|table| json::texts(table, &mut texts));
    let path = |text: &&str| {
        let bare = text.strip_prefix("file:").or_else(|| text.strip_prefix("link:")).unwrap_or(text);
        (bare.len() < text.len() || bare.starts_with(['.', '/']))
            .then(|| resolved(&folder.join(bare).join("package.json")))
    };
    texts.iter().filter_map(path).collect()
}

/// A path without dots, as node's `path.resolve` has it: links are not followed.
fn resolved(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            _ => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::FakeFiles;

    #[test]
    fn every_manifest_and_lockfile_that_npm_reads_is_looked_at() {
        let registry = Registry::parse("https://npm.acme.example/").unwrap();
        let found = |files: &[(&str, &str)]| -> Vec<String> {
            let files = FakeFiles::new(files);
            let found = addresses(&files, Path::new("/p"), NpmVersion::Npm12, &[&registry]);
            found.iter().map(|one| one.file.display().to_string()).collect()
        };
        let bad = r#"{"a":"http://npm.acme.example/x.tgz"}"#;
        let root = r#"{"workspaces":["w"],"dependencies":{"d":"file:../d"}}"#;
        for file in [
            "/p/package-lock.json",
            "/p/npm-shrinkwrap.json",
            "/p/node_modules/.package-lock.json",
            "/p/w/package.json",
        ] {
            assert_eq!(found(&[("/p/package.json", root), (file, bad)]), [file]);
        }
        assert_eq!(found(&[("/p/yarn.lock", "a:\n  resolved \"http://npm.acme.example/x.tgz\"\n")]), ["/p/yarn.lock"]);
        let chain = r#"{"devDependencies":{"e":"../e"}}"#;
        let files = [("/p/package.json", root), ("/d/package.json", chain), ("/e/package.json", bad)];
        assert_eq!(found(&files), ["/e/package.json"]);
        let round = r#"{"dependencies":{"self":"file:./x/.."}}"#;
        assert!(found(&[("/p/package.json", round)]).is_empty(), "it is looked at once");
    }
}
