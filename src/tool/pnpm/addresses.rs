//! Unencrypted addresses in a project's lockfile and manifests.
//!
//! pnpm's keys have no scheme, as npm's have none: a credential for `https://host/` is also sent to
//! `http://host/x.tgz`.

use super::config::PnpmConfig;
use crate::registry::Registry;
use crate::tool::as_npm::packages::suspects_of;
use crate::tool::as_npm::{of_file, of_files};
use crate::tool::files::ContextFiles;
use crate::trust::Finding;
use std::path::{Path, PathBuf};

/// The lockfile.
pub(super) const LOCKFILE: &str = "pnpm-lock.yaml";

/// What stands in the way of these registries.
#[must_use]
pub(super) fn findings(config: &PnpmConfig, at_risk: &[&Registry]) -> Vec<Finding> {
    let Some(root) = &config.folders.project else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let members = members(config, root);
    if members.is_none() {
        let why = "its workspaces cannot all be looked at";
        let file = root.join(super::folders::WORKSPACE);
        findings.push(Finding::unread(&file, why));
    }
    let of_members = members
        .into_iter()
        .flatten()
        .map(|folder| folder.join("package.json"));
    let mut files = vec![root.join(LOCKFILE), root.join("package.json")];
    files.extend(of_members);
    if config.folders.start != *root {
        files.extend([LOCKFILE, "package.json"].map(|name| config.folders.start.join(name)));
    }
    findings.extend(of_files(&files, &|path, bytes| {
        of_file(path, bytes, at_risk)
    }));
    findings
}

/// The folders that may be packages of the workspace; `None` where they cannot be told.
#[must_use]
pub(super) fn members(config: &PnpmConfig, root: &Path) -> Option<Vec<PathBuf>> {
    let Some(yaml) = &config.workspace else {
        return Some(Vec::new());
    };
    let patterns: Vec<&str> = yaml.packages.iter().map(String::as_str).collect();
    suspects_of(&ContextFiles, root, &patterns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_the_lockfile_is_found_in_any_form() {
        let registry = Registry::parse("https://npm.acme.example/").unwrap();
        for (text, want) in [
            ("resolution: {tarball: http://npm.acme.example/x.tgz}", 1),
            (
                "resolution:\n  tarball: 'HTTP://npm.acme.example:80/x.tgz'",
                1,
            ),
            ("  '@a/x@http://npm.acme.example/x.tgz':", 1),
            (
                "resolution: {tarball: \"\\x68ttp://npm.acme.example/x.tgz\"}",
                1,
            ),
            ("resolution: {tarball: https://npm.acme.example/x.tgz}", 0),
            ("resolution: {tarball: http://other.example/x.tgz}", 0),
            ("resolution: {integrity: sha512-abc==}", 0),
        ] {
            let found = of_file(
                Path::new("/p/pnpm-lock.yaml"),
                text.as_bytes(),
                &[&registry],
            );
            assert_eq!(found.len(), want, "{text}: {found:?}");
        }
    }
}
