//! Reasons against a hand-over in the files beside a project's `.npmrc`: unencrypted addresses, and
//! code that becomes part of npm.
//!
//! The lockfiles are read, and the manifests of the project, of its workspaces, and of the folders
//! on which these depend. The metadata of a registry and the contents of a tarball cannot be read
//! beforehand.

use crate::npmrc::json::{self, Refusal};
use crate::npmrc::{Config, Files, NpmVersion, Value, resolve};
use crate::registry::Registry;
use crate::tool::as_npm::packages;
use crate::tool::as_npm::publish_target::readings;
use crate::tool::as_npm::uses::Uses;
use crate::tool::files::ContextFiles;
use crate::tool::target::Target;
use crate::trust::{DEPENDENCY_FILES, Finding, at_risk, downgrades, extensions, unencrypted};
use std::cell::Cell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The largest lockfile that is looked at, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The most manifests that are looked at.
const MOST: usize = 2000;

/// Looks at them, as far as the command makes use of them. `harmless` becomes true where none of
/// them stands in the way of any registry, and where it is true their addresses are not looked at
/// again: there may be thousands.
pub(super) fn findings_beside(
    config: &Config,
    npm: NpmVersion,
    targets: &[Target],
    uses: Uses,
    harmless: &Cell<bool>,
) -> Vec<Finding> {
    let files = &ContextFiles;
    let mut findings = Vec::new();
    if uses >= Uses::Addresses && !harmless.get() {
        let at_risk = at_risk(config, targets.iter().map(|one| &one.registry));
        if !at_risk.is_empty() {
            let (found, none_at_all) = addresses(files, &config.local_prefix, npm, &at_risk);
            harmless.set(none_at_all);
            findings.extend(found);
        }
    }
    if uses >= Uses::Code {
        findings.extend(extensions(config, npm, &|path| {
            files.read_at_most(path, LARGEST)
        }));
    }
    findings
}

/// What stands in the way of these registries, and whether nothing does in that of any.
fn addresses(
    files: &dyn Files,
    root: &Path,
    npm: NpmVersion,
    at_risk: &[&Registry],
) -> (Vec<Finding>, bool) {
    let mut all_encrypted = true;
    let mut left: Vec<PathBuf> = DEPENDENCY_FILES
        .iter()
        .map(|name| root.join(name))
        .collect();
    let (mut known, mut findings) = (HashSet::new(), Vec::new());
    match packages::workspaces(files, root, npm) {
        Some(folders) => left.extend(folders.iter().flat_map(|folder| of_package(folder))),
        None => findings.push(Finding::unread(
            &root.join("package.json"),
            packages::UNCLEAR,
        )),
    }
    while let Some(path) = left.pop() {
        if !known.insert(path.clone()) {
            continue;
        }
        if known.len() > MOST {
            findings.push(Finding::unread(
                &path,
                "there are too many manifests to look at",
            ));
            break;
        }
        match files.read_at_most(&path, LARGEST) {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let clear = unencrypted(&path, &bytes);
                all_encrypted &= clear.is_empty();
                findings.extend(downgrades(&path, &bytes, &clear, at_risk));
                if path.file_name().is_some_and(|name| name == "package.json") {
                    match folders_needed(&path, &bytes) {
                        Some(folders) => {
                            left.extend(folders.iter().flat_map(|folder| of_package(folder)));
                        }
                        None => findings.push(Finding::unread(&path, "cannot be read exactly")),
                    }
                }
            }
            Err(cause) => findings.push(Finding::unread(&path, format!("cannot be read: {cause}"))),
        }
    }
    let harmless = all_encrypted && findings.is_empty();
    (findings, harmless)
}

/// What npm reads in a workspace, or in a folder that is depended on (npm 12 `@npmcli/arborist`,
/// `hasShrinkwrap`).
fn of_package(folder: &Path) -> [PathBuf; 2] {
    ["package.json", "npm-shrinkwrap.json"].map(|name| folder.join(name))
}

/// The folders that a manifest depends on: `file:../x`, `link:../x`, `../x`, `x/y/z`. `None` where
/// the manifest cannot be read exactly. That of another place costs a look.
fn folders_needed(manifest: &Path, bytes: &[u8]) -> Option<Vec<PathBuf>> {
    let package = match json::parse_file(bytes) {
        Ok(package) => package,
        // npm has nothing either.
        Err(Refusal::NotJson) => return Some(Vec::new()),
        Err(Refusal::NotExact) => return None,
    };
    let folder = manifest.parent().unwrap_or(manifest);
    let kinds = [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
        "overrides",
    ];
    let tables = kinds.iter().filter_map(|kind| package.get(kind));
    let mut texts = Vec::new();
    tables
        .filter(|table| matches!(table, Value::Table(_)))
        .for_each(|table| json::texts(table, &mut texts));
    Some(texts.iter().flat_map(|text| paths(folder, text)).collect())
}

/// The folders that a text may be the path of (`npm-package-arg`, `fromFile`: with more slashes
/// than a path has, or as a URL).
fn paths(folder: &Path, text: &str) -> Vec<PathBuf> {
    let scheme = text.get(..5).filter(|start| {
        ["file:", "link:"]
            .iter()
            .any(|it| start.eq_ignore_ascii_case(it))
    });
    if scheme.is_none() && (!text.contains('/') && !text.starts_with('.') || text.contains("://")) {
        return Vec::new();
    }
    let bare = &text[scheme.map_or(0, str::len)..];
    let relative = bare.trim_start_matches('/');
    let places = if relative.starts_with('.') {
        [relative, relative]
    } else {
        [bare, relative]
    };
    let found = places
        .iter()
        .flat_map(|place| readings(folder, Path::new(place)));
    found.map(|place| resolve(folder, place)).collect()
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
            let (found, _) = addresses(&files, Path::new("/p"), NpmVersion::Npm12, &[&registry]);
            found
                .iter()
                .map(|one| one.file.display().to_string())
                .collect()
        };
        let bad = r#"{"a":"http://npm.acme.example/x.tgz"}"#;
        let root = r#"{"workspaces":["w"],"dependencies":{"d":"file:../d"}}"#;
        for file in [
            "/p/package-lock.json",
            "/p/npm-shrinkwrap.json",
            "/p/node_modules/.package-lock.json",
            "/p/w/package.json",
            "/d/npm-shrinkwrap.json",
        ] {
            assert_eq!(found(&[("/p/package.json", root), (file, bad)]), [file]);
        }
        assert_eq!(
            found(&[(
                "/p/yarn.lock",
                "a:\n  resolved \"http://npm.acme.example/x.tgz\"\n"
            )]),
            ["/p/yarn.lock"]
        );
        let chain = r#"{"devDependencies":{"e":"../e"}}"#;
        let files = [
            ("/p/package.json", root),
            ("/d/package.json", chain),
            ("/e/package.json", bad),
        ];
        assert_eq!(found(&files), ["/e/package.json"]);
        for path in [
            "file:../%65",
            "file:/../e",
            "FILE:.././e",
            "file:///../e",
            "../x/../e",
        ] {
            let root = format!(r#"{{"overrides":{{"a":{{"b":"{path}"}}}}}}"#);
            assert_eq!(
                found(&[("/p/package.json", &root), ("/e/package.json", bad)]),
                ["/e/package.json"],
                "{path}"
            );
        }
        let round = r#"{"dependencies":{"self":"file:./x/.."}}"#;
        assert!(
            found(&[("/p/package.json", round)]).is_empty(),
            "it is looked at once"
        );
    }
    #[test]
    fn what_cannot_be_read_exactly_stands_in_the_way() {
        let registry = Registry::parse("https://npm.acme.example/").unwrap();
        let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(300), "]".repeat(300));
        let needs = r#"{"dependencies":{"d":"file:./d"}}"#;
        let out = r#"{"workspaces":["../w"]}"#;
        for (files, at) in [
            (vec![("/p/package.json", deep.as_str())], "/p/package.json"),
            (
                vec![("/p/package.json", "\u{feff}\u{feff}{}")],
                "/p/package.json",
            ),
            (
                vec![
                    ("/p/package.json", needs),
                    ("/p/d/package.json", deep.as_str()),
                ],
                "/p/d/package.json",
            ),
            (vec![("/p/package.json", out)], "/p/package.json"),
        ] {
            let (found, _) = addresses(
                &FakeFiles::new(&files),
                Path::new("/p"),
                NpmVersion::Npm12,
                &[&registry],
            );
            assert!(
                found
                    .iter()
                    .all(|one| !one.can_be_allowed() && one.file == Path::new(at)),
                "{found:?}"
            );
            assert!(!found.is_empty(), "{files:.60?}");
        }
    }
}
