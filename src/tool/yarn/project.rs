//! Reasons against a hand-over in a project that yarn works in: the way to registries, and code
//! that runs inside yarn. Addresses to which yarn would send a credential are others.

use super::config::YarnConfig;
use super::keys::ALIAS;
use super::version::Which;
use crate::npmrc::{Files, json};
use crate::registry::Registry;
use crate::tool::as_npm;
use crate::tool::as_npm::packages::{UNCLEAR, patterns, suspects_of};
use crate::tool::files::ContextFiles;
use crate::trust::{Finding, extension, project_findings, whole_tool};
use std::path::{Path, PathBuf};

/// What names the addresses of packages; `yarn import` takes over the second.
pub(super) const LOCKFILES: [&str; 2] = ["yarn.lock", "package-lock.json"];

/// The largest file of code, in bytes.
const LARGEST: u64 = 32 << 20;

/// What the files of the project hold against it. `at_risk` are the registries whose credential may
/// be sent unencrypted, and `sends_public` is whether that of the public one is handed over.
#[must_use]
pub(super) fn findings(
    config: &YarnConfig,
    which: &Which,
    at_risk: &[&Registry],
    sends_public: bool,
) -> Vec<Finding> {
    let mut findings = project_findings(&config.layers);
    findings.extend(config.findings.iter().cloned());
    findings.extend(code(config, which));
    if !at_risk.is_empty() || sends_public {
        findings.extend(of_addresses(config, at_risk, sends_public));
    }
    findings
}

/// yarn itself, where a file of the project names it, and what yarn loads before it runs a script
/// (1.22 `util/execute-lifecycle-script.js`, `makeEnv`).
fn code(config: &YarnConfig, which: &Which) -> Vec<Finding> {
    let read = |path: &Path| ContextFiles.read_at_most(path, LARGEST);
    let pnp = extension("yarn", &config.folders.root.join(".pnp.js"), &read);
    let mut findings: Vec<Finding> = pnp.into_iter().collect();
    if let Which::One(Some(asked)) = which
        && asked.named_in.parent() != Some(&config.folders.home)
    {
        let program = &asked.program;
        findings.push(match read(program) {
            Ok(bytes) => whole_tool("yarn", program, &bytes.unwrap_or_default()),
            Err(cause) => Finding::unread(program, format!("cannot be read: {cause}")),
        });
    }
    findings
}

fn of_addresses(config: &YarnConfig, at_risk: &[&Registry], sends_public: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (root, project) = (&config.folders.root, &config.folders.project);
    let patterns = patterns(root);
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let members = suspects_of(&ContextFiles, root, &patterns).unwrap_or_else(|| {
        findings.push(Finding::unread(&root.join("package.json"), UNCLEAR));
        Vec::new()
    });
    let mut folders = vec![root.clone()];
    folders.extend(members);
    if !folders.contains(project) {
        folders.push(project.clone());
    }
    let manifests = folders.iter().map(|folder| folder.join("package.json"));
    let mut files: Vec<PathBuf> = manifests.collect();
    files.extend(LOCKFILES.map(|name| root.join(name)));
    findings.extend(as_npm::of_files(&files, &|path, bytes| {
        of_file(path, bytes, at_risk, sends_public)
    }));
    findings
}

fn of_file(path: &Path, bytes: &[u8], at_risk: &[&Registry], sends_public: bool) -> Vec<Finding> {
    let has = |sign: &str| memchr::memmem::find(bytes, sign.as_bytes()).is_some();
    // yarn reads a text between quotes as JSON, and what is not of its own form as YAML.
    if path.ends_with("yarn.lock") && ["\\x", "\\u", "\\U"].into_iter().any(has) {
        return vec![Finding::unread(
            path,
            "has letters that are written as numbers",
        )];
    }
    let mut found = as_npm::of_file(path, bytes, at_risk);
    if sends_public && looks_public(path, bytes) {
        let why = "has an address that yarn takes for the public registry's";
        found.push(Finding::unread(path, why));
    }
    found
}

/// Whether a file has an address whose host is a part of the name by which yarn knows the public
/// registry: yarn 1 takes it for that registry (1.22 `registries/npm-registry.js`,
/// `isRequestToRegistry`).
fn looks_public(path: &Path, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut found = names_a_part(&text);
    if path.extension().is_some_and(|ending| ending == "json") {
        json::strings(&text, |string| found |= names_a_part(string));
    }
    found
}

fn names_a_part(text: &str) -> bool {
    let text = text.to_lowercase().replace('\\', "/");
    let hosts = ["http:", "https:"].into_iter().flat_map(|scheme| {
        let behind = |(at, _)| text[at + scheme.len()..].trim_start_matches('/');
        text.match_indices(scheme).map(behind)
    });
    let mut hosts = hosts.map(|rest| {
        let ends = |c: char| "/?#\"' \t\r\n".contains(c);
        let host = rest.split(ends).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        host.split(':').next().unwrap_or_default()
    });
    let whole = ALIAS.split_once("//").map_or(ALIAS, |(_, host)| host);
    // Of letters that a browser would replace nobody knows what they become.
    let is_odd = |host: &str| !host.is_ascii() || host.contains('%');
    hosts.any(|host| !host.is_empty() && host != whole && (is_odd(host) || ALIAS.contains(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(name: &str, text: &str) -> usize {
        let registry = Registry::parse("https://npm.acme.example/").unwrap();
        let path = Path::new("/p").join(name);
        of_file(&path, text.as_bytes(), &[&registry], true).len()
    }

    #[test]
    fn an_address_that_would_take_a_credential_along_is_found() {
        for (address, want) in [
            ("http://npm.acme.example/x.tgz", 1),
            ("https://npm.acme.example/x.tgz", 0),
            ("https://arnpkg.com/x.tgz", 1),
            ("https://u@ARNPKG.com:443/x.tgz", 1),
            ("https:/\\/arnpkg.com/x.tgz", 1),
            ("https://\u{ff41}rnpkg.com/x.tgz", 1),
            ("https://registry.yarnpkg.com/x.tgz", 0),
            ("https://registry.npmjs.org/x.tgz", 0),
            ("https://github.com/x", 0),
        ] {
            let lock = format!("  resolved \"{address}#ab\"");
            let manifest = format!("{{\"a\":\"{address}\"}}");
            assert_eq!(count("yarn.lock", &lock), want, "{address}");
            assert_eq!(count("package.json", &manifest), want, "{address}");
        }
    }

    #[test]
    fn letters_that_are_written_as_numbers_hide_none() {
        let text = "{\"a\":\"https://\\u0061rnpkg.com/x.tgz\"}";
        assert_eq!(count("package.json", text), 1);
        let text = "  resolved \"\\u0068ttp://npm.acme.example/x.tgz\"";
        assert_eq!(count("yarn.lock", text), 1);
    }
}
