//! Code of a project that runs inside yarn 2 to 4, where the credential is.
//!
//! The addresses of packages are none of it: the plugin holds each credential to its own registry.

use super::config::BerryConfig;
use super::rc::code;
use crate::npmrc::Files;
use crate::tool::as_npm::publish_target::PublishTarget;
use crate::tool::files::ContextFiles;
use crate::tool::yarn::yarnrc::YarnPath;
use crate::trust::{Finding, extension, project_findings};
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 32 << 20;

/// What yarn loads before it runs a script of a package that is published (4.18
/// `plugin-pnp/sources/PnpLinker.ts`).
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
/// and `published` what the command would publish.
#[must_use]
pub(super) fn findings(
    config: &BerryConfig,
    asked: Option<&YarnPath>,
    published: &[PublishTarget],
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
    if published.iter().any(runs_scripts) {
        let files = LOADED.map(|name| config.project.join(name));
        let there = files.iter().filter(|file| ContextFiles.is_file(file));
        findings.extend(there.map(|file| code(file)));
    }
    findings
}

/// Whether yarn runs a script of a package before it publishes that.
fn runs_scripts(one: &PublishTarget) -> bool {
    let text = ContextFiles
        .read_at_most(&one.manifest, LARGEST)
        .ok()
        .flatten();
    let text = text.unwrap_or_default();
    let names =
        |name: &&str| memchr::memmem::find(&text, format!("\"{name}\"").as_bytes()).is_some();
    // An escape may hide a name.
    memchr::memchr(b'\\', &text).is_some() || AROUND_PUBLISH.iter().any(names)
}
