//! Reasons against a hand-over in a project that bun works in: the way to registries, and
//! unencrypted addresses.

use super::config::BunConfig;
use crate::registry::Registry;
use crate::tool::as_npm;
use crate::tool::as_npm::packages::{patterns, suspects_of};
use crate::tool::files::ContextFiles;
use crate::trust::{Finding, project_findings};
use std::path::{Path, PathBuf};

/// What names the addresses of packages; bun takes over the lockfiles of others.
pub(super) const LOCKFILES: [&str; 5] = [
    "bun.lock",
    "bun.lockb",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
];

/// What the files of the project hold against it. `at_risk` are the registries whose credential may
/// be sent unencrypted.
#[must_use]
pub(super) fn findings(config: &BunConfig, at_risk: &[&Registry]) -> Vec<Finding> {
    let mut findings = project_findings(&config.layers);
    findings.extend(config.findings.iter().cloned());
    if let Some(root) = config.folders.project.as_deref()
        && !at_risk.is_empty()
    {
        findings.extend(of_addresses(config, root, at_risk));
    }
    findings
}

fn of_addresses(config: &BunConfig, root: &Path, at_risk: &[&Registry]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let patterns = patterns(root);
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let manifest = root.join("package.json");
    let members = suspects_of(&ContextFiles, root, &patterns).unwrap_or_else(|| {
        let why = "its workspaces cannot all be looked at";
        findings.push(Finding::unread(&manifest, why));
        Vec::new()
    });
    let package = &config.folders.package;
    let is_besides = package != root && !members.contains(package);
    let mut files: Vec<PathBuf> = members.iter().map(|it| it.join("package.json")).collect();
    if is_besides {
        files.push(package.join("package.json"));
    }
    if package != root {
        files.extend(LOCKFILES.map(|name| package.join(name)));
    }
    files.extend(LOCKFILES.map(|name| root.join(name)));
    files.push(manifest);
    findings.extend(as_npm::of_files(&files, &|path, bytes| {
        of_file(path, bytes, at_risk)
    }));
    findings
}

fn of_file(path: &Path, bytes: &[u8], at_risk: &[&Registry]) -> Vec<Finding> {
    if !path.ends_with("bun.lockb") {
        return as_npm::of_file(path, bytes, at_risk);
    }
    // It has texts in it that end where another begins.
    let is_told = |registry: &&Registry| {
        let address = format!("http://{}", registry.host());
        memchr::memmem::find(bytes, address.as_bytes()).is_some()
    };
    let told = at_risk.iter().any(is_told);
    let found = told.then(|| Finding::unread(path, "has an unencrypted address of a registry"));
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_lockfile_is_found() {
        let registry = Registry::parse("https://npm.acme.example/").unwrap();
        for (name, text, want) in [
            (
                "bun.lock",
                "{\"packages\": {\"x\": [\"x@1.0.0\", \"http://npm.acme.example/x.tgz\", {},],},}",
                1,
            ),
            (
                "bun.lock",
                "{\"packages\": {\"x\": [\"x@1.0.0\", \"https://npm.acme.example/x.tgz\", {},],},}",
                0,
            ),
            ("bun.lockb", "\0abchttp://npm.acme.example/x.tgzdef", 1),
            ("bun.lockb", "\0abchttps://npm.acme.example/x.tgzdef", 0),
            (
                "yarn.lock",
                "  resolved \"http://npm.acme.example/x.tgz\"",
                1,
            ),
            (
                "pnpm-lock.yaml",
                "tarball: \"\\x68ttp://npm.acme.example/\"",
                1,
            ),
            (
                "package.json",
                "{\"dependencies\":{\"x\":\"http://npm.acme.example/x.tgz\"}}",
                1,
            ),
        ] {
            let path = Path::new("/p").join(name);
            let found = of_file(&path, text.as_bytes(), &[&registry]);
            assert_eq!(found.len(), want, "{name} {text}: {found:?}");
        }
    }
}
