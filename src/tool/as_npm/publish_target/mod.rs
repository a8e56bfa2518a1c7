//! The packages that `npm publish` and `unpublish` act on: their names and their `publishConfig`.
//!
//! npm applies every key of `publishConfig`, a proxy among them. So what npm reads and we cannot
//! read exactly is a finding of its own: nothing is handed over. What npm cannot read either (no
//! file at all) is left to npm to say.

mod manifest;
mod operand;
mod package;
mod packed;
mod readings;

use super::packages;
use super::questions::package_name;
use crate::npmrc::{Config, Files, NpmVersion, found_workspaces};
use operand::{Operand, operand};
pub(in crate::tool) use package::PublishTarget;
pub use package::is_credential;
pub(in crate::tool) use readings::readings;
use std::path::{Path, PathBuf};

/// A command line that may name packages.
pub(in crate::tool) struct PublishRequest<'a> {
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
pub(in crate::tool) fn publish_targets(
    files: &dyn Files,
    request: &PublishRequest<'_>,
) -> Vec<PublishTarget> {
    match (request.command, request.operands) {
        ("publish", operands) | ("stage", ["publish", operands @ ..]) => {
            published(files, request, operands)
        }
        ("unpublish", operands) => unpublished(files, request, operands),
        _ => Vec::new(),
    }
}

/// The package of one folder, relative to the working folder or absolute.
#[must_use]
pub(in crate::tool) fn targets_of_folder(
    files: &dyn Files,
    cwd: &Path,
    folder: &Path,
) -> Vec<PublishTarget> {
    readings(cwd, folder)
        .iter()
        .filter_map(|folder| manifest::of_folder(files, folder))
        .collect()
}

/// The package at a path: that of a folder, or what a tarball holds.
#[must_use]
pub(in crate::tool) fn targets_of_path(
    files: &dyn Files,
    cwd: &Path,
    path: &Path,
) -> Vec<PublishTarget> {
    if !files.is_file(&cwd.join(path)) {
        return targets_of_folder(files, cwd, path);
    }
    targets_of_tarball(files, cwd, path)
}

fn targets_of_tarball(files: &dyn Files, cwd: &Path, path: &Path) -> Vec<PublishTarget> {
    readings(cwd, path)
        .iter()
        .filter_map(|path| packed::of_tarball(files, path))
        .collect()
}

/// npm 12 `lib/commands/publish.js`. Up to npm 9 a command for workspaces does not look at its
/// operands.
fn published(
    files: &dyn Files,
    request: &PublishRequest<'_>,
    operands: &[&str],
) -> Vec<PublishTarget> {
    if let Some(members) = members(files, request)
        && (request.npm < NpmVersion::Npm10 || operands.is_empty() || operands.contains(&"."))
    {
        return members;
    }
    let named = if operands.is_empty() {
        &["."][..]
    } else {
        operands
    };
    named
        .iter()
        .flat_map(|word| published_operand(files, request, word))
        .collect()
}

fn published_operand(
    files: &dyn Files,
    request: &PublishRequest<'_>,
    word: &str,
) -> Vec<PublishTarget> {
    match operand(word, request.home) {
        Operand::Folder(path) => targets_of_folder(files, request.cwd, &path),
        Operand::Tarball(path) => targets_of_tarball(files, request.cwd, &path),
        Operand::Unknown(why) => vec![PublishTarget::unread(Path::new(""), why)],
    }
}

/// npm 12 `lib/commands/unpublish.js`: it reads the manifest of the project, or of each workspace,
/// and applies its `publishConfig` if that is the package that is named, or none is named. Of
/// workspaces npm 8 takes only the names.
fn unpublished(
    files: &dyn Files,
    request: &PublishRequest<'_>,
    operands: &[&str],
) -> Vec<PublishTarget> {
    let root = || targets_of_folder(files, request.cwd, &request.config.local_prefix);
    let is_named = |target: &PublishTarget| {
        let word = operands.first();
        let named = word.and_then(|word| package_name(word));
        word.is_none() || target.unread.is_some() || named.is_none_or(|named| named == target.name)
    };
    let Some(mut members) = members(files, request) else {
        return root().into_iter().filter(is_named).collect();
    };
    if request.npm > NpmVersion::Npm8 {
        return members.into_iter().filter(is_named).collect();
    }
    let root = root();
    for member in &mut members {
        let same = root.iter().find(|root| root.name == member.name);
        member.publish_config = same
            .map(|root| root.publish_config.clone())
            .unwrap_or_default();
    }
    members.extend(root.into_iter().filter(|root| root.unread.is_some()));
    members
}

/// The packages that a command for workspaces acts on; `None` where it is not one (npm 12
/// `lib/base-cmd.js`). Those that `--workspace` leaves out are among them: nothing worse comes of
/// it than a question.
fn members(files: &dyn Files, request: &PublishRequest<'_>) -> Option<Vec<PublishTarget>> {
    let config = request.config;
    let is_set = |key: &str| {
        config
            .get(key)
            .is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    let (mut folders, is_certain) = if is_set("workspaces") || is_set("workspace") {
        found_workspaces(&config.local_prefix, request.npm, files)
    } else {
        (vec![config.workspace.clone()?], true)
    };
    if is_set("include-workspace-root") {
        folders.push(config.local_prefix.clone());
    }
    let of_folder = |folder: &PathBuf| targets_of_folder(files, request.cwd, folder);
    let mut members: Vec<PublishTarget> = folders.iter().flat_map(of_folder).collect();
    if !is_certain {
        members.extend(suspects(files, &config.local_prefix));
    }
    Some(members)
}

/// Where the patterns of workspaces may mean more to npm than to us: every package of the project
/// that would stand in the way if it were one, so that it does.
fn suspects(files: &dyn Files, root: &Path) -> Vec<PublishTarget> {
    match packages::suspects(files, root) {
        Some(folders) => {
            let targets = folders
                .iter()
                .filter_map(|folder| manifest::of_folder(files, folder));
            targets
                .filter(|target| !target.findings().is_empty())
                .collect()
        }
        None => vec![PublishTarget::unread(
            &root.join("package.json"),
            packages::UNCLEAR,
        )],
    }
}

#[cfg(test)]
mod tests;
