//! Code of a project that runs inside yarn 2 to 4, where the credential is.
//!
//! The addresses of packages are none of it: the plugin holds each credential to its own registry.

use super::config::BerryConfig;
use super::rc::{LARGEST_CODE as LARGEST, code};
use crate::npmrc::{Files, NpmVersion};
use crate::tool::as_npm::packages::{UNCLEAR, workspaces};
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::files::ContextFiles;
use crate::tool::yarn::yarnrc::YarnPath;
use crate::trust::{Finding, extension, project_findings};
use std::path::{Path, PathBuf};

/// What yarn loads before it runs a script of a package that is published (4.18
/// `plugin-pnp/sources/PnpLinker.ts`), and before a project's constraints.
const LOADED: [&str; 2] = [".pnp.cjs", ".pnp.js"];

/// The scripts that yarn runs around a publish.
const AROUND_PUBLISH: [&str; 6] = [
    "prepublish",
    "prepublishOnly",
    "prepack",
    "prepare",
    "postpack",
    "postpublish",
];

/// What the files of the project hold against a hand-over. `asked` is the yarn that a file names,
/// and `published` what the command would publish; `is_everywhere` where it does so in each
/// workspace.
#[must_use]
pub(super) fn findings(
    config: &BerryConfig,
    asked: Option<&YarnPath>,
    published: &[PublishTarget],
    is_everywhere: bool,
) -> Vec<Finding> {
    let mut findings = project_findings(&config.layers);
    findings.extend(config.findings.iter().cloned());
    let read = |path: &Path| ContextFiles.read_at_most(path, LARGEST);
    if let Some(asked) = asked
        && asked.named_in.parent() != Some(&config.home)
    {
        findings.push(code(&asked.program));
    }
    if config.runs_constraints {
        findings.extend(extension(
            "yarn",
            &config.project.join("yarn.config.cjs"),
            &read,
        ));
    }
    let members = || workspaces(&ContextFiles, &config.project, NpmVersion::Npm12);
    let manifest = |folder: &Path| folder.join("package.json");
    // yarn finds the workspaces of workspaces, and npm does not.
    let has_more = match is_everywhere.then(members) {
        None => false,
        Some(None) => {
            findings.push(Finding::unread(&manifest(&config.project), UNCLEAR));
            false
        }
        Some(Some(folders)) => {
            let has_own = |folder: &PathBuf| mentions(&manifest(folder), &["workspaces"]);
            folders.iter().any(has_own)
        }
    };
    let runs_scripts = |one: &PublishTarget| mentions(&one.manifest, &AROUND_PUBLISH);
    if config.runs_constraints || has_more || published.iter().any(runs_scripts) {
        let files = LOADED.map(|name| config.project.join(name));
        let there = files.iter().filter(|file| ContextFiles.is_file(file));
        findings.extend(there.map(|file| code(file)));
    }
    findings
}

/// Whether a manifest may have one of these keys.
fn mentions(manifest: &Path, names: &[&str]) -> bool {
    let text = ContextFiles.read_at_most(manifest, LARGEST).ok().flatten();
    let text = text.unwrap_or_default();
    let is_there =
        |name: &&str| memchr::memmem::find(&text, format!("\"{name}\"").as_bytes()).is_some();
    // An escape may hide a name.
    memchr::memchr(b'\\', &text).is_some() || names.iter().any(is_there)
}
