//! The packages that `npm publish` and `unpublish` act on: their names and their `publishConfig`.
//!
//! npm applies every key of `publishConfig`, a proxy among them. So what npm reads and we cannot read exactly is a finding
//! of its own: nothing is handed over. What npm cannot read either (no file at all) is left to npm to say.

mod manifest;
mod operand;
mod packed;

use super::dialect::npm as dialect;
use crate::npmrc::{Config, Files, NpmVersion, workspaces};
use crate::trust::{Finding, Reason, published_findings};
use operand::{Operand, operand};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A package about to be published or unpublished.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PublishTarget {
    /// Its name, scope included; empty where it is not known.
    pub name: String,
    /// Its `publishConfig`.
    pub publish_config: Map<String, Value>,
    /// The file that says so.
    pub manifest: PathBuf,
    /// Why the two above are not all that npm may read.
    pub unread: Option<String>,
}

impl PublishTarget {
    fn unread(file: &Path, why: impl Into<String>) -> Self {
        Self { manifest: file.to_owned(), unread: Some(why.into()), ..Self::default() }
    }

    /// What it holds against a hand-over.
    #[must_use]
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = published_findings(&self.manifest, &self.publish_config);
        findings.extend(self.unread.as_ref().map(|why| Finding {
            file: self.manifest.clone(),
            line: None,
            key: String::new(),
            raw: String::new(),
            reason: Reason::Unread(why.clone()),
        }));
        findings
    }
}

/// A command line that may name packages.
pub(super) struct Request<'a> {
    /// The command's canonical name.
    pub command: &'a str,
    /// The words behind it.
    pub operands: &'a [&'a str],
    /// Where it was typed.
    pub cwd: &'a Path,
    /// The home folder.
    pub home: Option<&'a Path>,
    /// npm's configuration for it.
    pub config: &'a Config,
    /// Whose rules.
    pub npm: NpmVersion,
}

/// The targets of a command; none where it publishes nothing.
#[must_use]
pub(super) fn publish_targets(files: &dyn Files, request: &Request<'_>) -> Vec<PublishTarget> {
    match (request.command, request.operands) {
        ("publish", operands) | ("stage", ["publish", operands @ ..]) => published(files, request, operands),
        ("unpublish", operands) => unpublished(files, request, operands),
        _ => Vec::new(),
    }
}

/// The package of one folder, relative to the working folder or absolute.
#[must_use]
pub(super) fn targets_of_folder(files: &dyn Files, cwd: &Path, folder: &Path) -> Vec<PublishTarget> {
    readings(cwd, folder).iter().filter_map(|folder| manifest::of_folder(files, folder)).collect()
}

/// npm 12 `lib/commands/publish.js`. Up to npm 9 a command for workspaces does not look at its operands.
fn published(files: &dyn Files, request: &Request<'_>, operands: &[&str]) -> Vec<PublishTarget> {
    if let Some(folders) = workspace_folders(files, request)
        && (request.npm < NpmVersion::Npm10 || operands.is_empty() || operands.contains(&"."))
    {
        return folders.iter().flat_map(|folder| targets_of_folder(files, request.cwd, folder)).collect();
    }
    let named = if operands.is_empty() { &["."][..] } else { operands };
    named.iter().flat_map(|word| published_operand(files, request, word)).collect()
}

fn published_operand(files: &dyn Files, request: &Request<'_>, word: &str) -> Vec<PublishTarget> {
    match operand(word, request.home) {
        Operand::Folder(path) => targets_of_folder(files, request.cwd, &path),
        Operand::Tarball(path) => {
            let paths = readings(request.cwd, &path);
            paths.iter().filter_map(|path| packed::of_tarball(files, path)).collect()
        }
        Operand::Unknown(why) => vec![PublishTarget::unread(Path::new(""), why)],
    }
}

/// npm 12 `lib/commands/unpublish.js`: it reads the manifest of the project, or of each workspace, and applies its
/// `publishConfig` if that is the package that is named, or none is named. Of workspaces npm 8 takes only the names.
fn unpublished(files: &dyn Files, request: &Request<'_>, operands: &[&str]) -> Vec<PublishTarget> {
    let root = || targets_of_folder(files, request.cwd, &request.config.local_prefix);
    let is_named = |target: &PublishTarget| {
        let word = operands.first();
        let named = word.and_then(|word| dialect::named_packages("unpublish", &[word]).first().copied());
        word.is_none() || target.unread.is_some() || named.is_none_or(|named| named == target.name)
    };
    let Some(folders) = workspace_folders(files, request) else {
        return root().into_iter().filter(is_named).collect();
    };
    let members = folders.iter().flat_map(|folder| targets_of_folder(files, request.cwd, folder));
    if request.npm > NpmVersion::Npm8 {
        return members.filter(is_named).collect();
    }
    let (root, mut members) = (root(), members.collect::<Vec<_>>());
    for member in &mut members {
        let same = root.iter().find(|root| root.name == member.name);
        member.publish_config = same.map(|root| root.publish_config.clone()).unwrap_or_default();
    }
    members.extend(root.into_iter().filter(|root| root.unread.is_some()));
    members
}

/// The folders that a command for workspaces acts on; `None` where it is not one (npm 12 `lib/base-cmd.js`). Of those that
/// `--workspace` leaves out, too: nothing worse comes of it than a question.
fn workspace_folders(files: &dyn Files, request: &Request<'_>) -> Option<Vec<PathBuf>> {
    let config = request.config;
    let is_set = |key: &str| config.get(key).is_some_and(|(_, setting)| setting.value.is_truthy());
    let mut folders = if is_set("workspaces") || is_set("workspace") {
        workspaces(&config.local_prefix, request.npm, files)
    } else {
        vec![config.workspace.clone()?]
    };
    if is_set("include-workspace-root") {
        folders.push(config.local_prefix.clone());
    }
    Some(folders)
}

/// A path, and what npm 8 and 9 make of it: they take it for a URL below that of the working folder, so that `a%41` is `aA`,
/// and `.` in `x/a#b` is `x`.
fn readings(cwd: &Path, path: &Path) -> Vec<PathBuf> {
    let exact = cwd.join(path);
    let is_odd = exact.to_string_lossy().contains(['%', '#', '?', '\\', '\t', '\n', '\r']);
    let as_url = || {
        let base = url::Url::parse(&format!("file://{}/", cwd.to_string_lossy())).ok()?;
        let url = base.join(&path.to_string_lossy()).ok()?;
        Some(PathBuf::from(percent_encoding::percent_decode_str(url.path()).decode_utf8().ok()?.as_ref()))
    };
    let other = if is_odd { as_url() } else { None };
    std::iter::once(exact).chain(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::{FakeFiles, config_of};

    /// The targets of a command line typed in `/p/sub`, of which the workspaces are `/p/a` and `/p/b`.
    fn targets(npm: NpmVersion, npmrc: &str, line: &[&str]) -> Vec<String> {
        let files = FakeFiles::new(&[
            ("/p/package.json", r#"{"name":"root","workspaces":["a","b"],"publishConfig":{"tag":"r"}}"#),
            ("/p/a/package.json", r#"{"name":" @s/a ","publishConfig":{"tag":"a"}}"#),
            ("/p/b/package.json", r#"{"name":"b","publishConfig":"none"}"#),
            ("/p/sub/package.json", "\u{feff}{\"name\":\"sub\",\"version\":1e999}"),
            ("/p/sub/broken/package.json", "{"),
            ("/p/.npmrc", npmrc),
        ]);
        let config = config_of(&files, "/p", npm);
        let request = Request {
            command: line[0],
            operands: &line[1..],
            cwd: Path::new("/p/sub"),
            home: Some(Path::new("/h")),
            config: &config,
            npm,
        };
        let shown = |target: PublishTarget| match target.unread {
            Some(_) => "unread".to_owned(),
            None => {
                format!("{}:{}", target.name, target.publish_config.get("tag").and_then(Value::as_str).unwrap_or("-"))
            }
        };
        publish_targets(&files, &request).into_iter().map(shown).collect()
    }

    #[test]
    fn each_command_reads_its_own_manifests() {
        for (npmrc, line, want, want_of_8) in [
            ("", &["publish"][..], &["sub:-"][..], &["sub:-"][..]),
            ("", &["stage", "publish", "../a"], &["@s/a:a"], &["@s/a:a"]),
            ("", &["stage", "list"], &[], &[]),
            ("", &["publish", "./broken"], &["unread"], &["unread"]),
            ("", &["publish", "./none"], &[], &[]),
            ("", &["publish", "a"], &["unread"], &["unread"]),
            ("workspaces=true", &["publish"], &["@s/a:a", "b:-"], &["@s/a:a", "b:-"]),
            ("workspaces=true", &["publish", "./broken"], &["unread"], &["@s/a:a", "b:-"]),
            (
                "workspaces=true\ninclude-workspace-root=true",
                &["publish"],
                &["@s/a:a", "b:-", "root:r"],
                &["@s/a:a", "b:-", "root:r"],
            ),
            ("", &["unpublish"], &["root:r"], &["root:r"]),
            ("", &["unpublish", "root@1.0.0"], &["root:r"], &["root:r"]),
            ("", &["unpublish", "other@1.0.0"], &[], &[]),
            ("workspaces=true", &["unpublish", "@s/a@1.0.0"], &["@s/a:a"], &["@s/a:-", "b:-"]),
            ("", &["view"], &[], &[]),
        ] {
            assert_eq!(targets(NpmVersion::Npm12, npmrc, line), want, "{npmrc} {line:?}");
            assert_eq!(targets(NpmVersion::Npm8, npmrc, line), want_of_8, "npm 8: {npmrc} {line:?}");
        }
    }

    #[test]
    fn a_path_that_old_npms_take_for_a_url_is_read_both_ways() {
        let read = |cwd: &str, path: &str| {
            readings(Path::new(cwd), Path::new(path)).iter().map(|one| one.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(read("/p/a b", "é"), ["/p/a b/é"]);
        assert_eq!(read("/p/a%41b", "/p/a%41b/x"), ["/p/a%41b/x", "/p/aAb/x"]);
        assert_eq!(read("/p/x%2f..%2fy", "z"), ["/p/x%2f..%2fy/z", "/p/x/../y/z"]);
        assert_eq!(read("/p/a#b", "."), ["/p/a#b/.", "/p/"]);
        assert_eq!(read("/p/a\\b", "./c"), ["/p/a\\b/./c", "/p/a/b/c"]);
    }
}
