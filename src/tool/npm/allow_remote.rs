//! Which packages npm will refuse to fetch by their addresses alone (`EALLOWREMOTE`), whatever
//! credential is there.
//!
//! npm 12 takes a tarball only from below the registry of its package (`@npmcli/arborist`
//! `lib/arborist/reify.js`, `#isRegistryResolvedTarball`). Its help says that the same host is
//! enough, but it is not. An address at the public registry becomes one of the default registry
//! first. So a package of a scope with a registry of its own is refused there.

use crate::context::Context;
use crate::npmrc::{Config, NpmVersion};
use crate::registry::{Registry, without_secret};
use crate::report::Command;
use serde_json::Value;

/// The commands that install what a lockfile says.
const INSTALLING: [&str; 7] = [
    "ci",
    "dedupe",
    "install",
    "install-ci-test",
    "install-test",
    "link",
    "update",
];

/// Lets npm fetch them all the same, in this project.
#[must_use]
pub fn allowing() -> Command {
    Command::new("npm config set --location=project allow-remote=all")
}

/// That some packages of the project here will be refused; nothing where this cannot be told from
/// its files.
#[must_use]
pub fn refused(context: &Context, config: &Config, npm: NpmVersion) -> Option<String> {
    let default = if npm >= NpmVersion::Npm12 {
        "none"
    } else {
        "all"
    };
    let allowed = config.text("allow-remote").unwrap_or(default);
    if npm < NpmVersion::Npm11 || allowed == "all" {
        return None;
    }
    let read = |name: &str| {
        let bytes = context
            .read(&config.local_prefix.join(name))
            .ok()
            .flatten()?;
        Some((
            name.to_owned(),
            serde_json::from_slice::<Value>(&bytes).ok()?,
        ))
    };
    let lock = ["npm-shrinkwrap.json", "package-lock.json"]
        .into_iter()
        .find_map(read);
    let manifest = read("package.json");
    let (file, found) = match (&lock, &manifest) {
        (Some((file, lock)), _) => (file, of_lockfile(lock, config, allowed == "root")),
        (None, Some((file, manifest))) if allowed == "none" => (file, of_manifest(manifest)),
        (None, _) => return None,
    };
    let (name, address) = found.first()?;
    let more = if found.len() > 1 {
        format!(" and {} more", found.len() - 1)
    } else {
        String::new()
    };
    let address = without_secret(address);
    Some(format!(
        "npm refuses {name}{more} (EALLOWREMOTE): in {file}, {address} is not below its registry's address"
    ))
}

/// The same for a command of npm.
pub(super) fn refused_by(
    context: &Context,
    config: &Config,
    npm: NpmVersion,
    command: &str,
) -> Option<String> {
    INSTALLING
        .contains(&command)
        .then(|| refused(context, config, npm))
        .flatten()
}

type LockedPackage = (String, String);

/// The packages of a lockfile whose address is not their registry's, each with it; without those
/// that the project itself asks for, where `but_roots`.
fn of_lockfile(lock: &Value, config: &Config, but_roots: bool) -> Vec<LockedPackage> {
    let Some(packages) = lock.get("packages").and_then(Value::as_object) else {
        return Vec::new();
    };
    let (inside, roots): (Vec<_>, Vec<_>) = packages
        .iter()
        .partition(|(path, _)| path.contains("node_modules/"));
    let is_root = |name: &str| {
        roots
            .iter()
            .any(|(_, root)| depends(root).any(|(known, _)| known == name))
    };
    let refused = inside.into_iter().filter_map(|(path, package)| {
        let name = path
            .rsplit_once("node_modules/")
            .map_or(path.as_str(), |(_, name)| name);
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        // An alias is fetched from the registry of its real name.
        let (real, address) = (text("name").unwrap_or(name), text("resolved")?);
        let is_refused =
            Registry::parse_any(address).is_ok_and(|at| !is_registrys(&at, real, config));
        (is_refused && !(but_roots && is_root(name))).then(|| (name.to_owned(), address.to_owned()))
    });
    refused.collect()
}

/// The dependencies of a manifest that are addresses of tarballs.
fn of_manifest(manifest: &Value) -> Vec<LockedPackage> {
    let is_address = |spec: &str| spec.starts_with("http://") || spec.starts_with("https://");
    let is_git = |spec: &str| {
        spec.split('#')
            .next()
            .is_some_and(|address| address.ends_with(".git"))
    };
    let found = depends(manifest).filter(|(_, spec)| is_address(spec) && !is_git(spec));
    found
        .map(|(name, spec)| (name.to_owned(), spec.to_owned()))
        .collect()
}

fn depends(manifest: &Value) -> impl Iterator<Item = (&str, &str)> {
    let kinds = [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
    ];
    let tables = kinds
        .into_iter()
        .filter_map(|kind| manifest.get(kind)?.as_object());
    tables
        .flatten()
        .filter_map(|(name, spec)| Some((name.as_str(), spec.as_str()?)))
}

/// Whether npm will ask the registry of this package for what stands at this address.
fn is_registrys(address: &Registry, name: &str, config: &Config) -> bool {
    let default = || Registry::parse_any(&config.default_registry()).ok();
    let scope = name
        .split_once('/')
        .map(|(scope, _)| scope)
        .filter(|scope| scope.starts_with('@'));
    let Ok(registry) = Registry::parse_any(&config.registry_of(scope)) else {
        return true;
    };
    if is_replaced(address, config) {
        default().is_some_and(|default| registry.covers(&default))
    } else {
        registry.covers(address)
    }
}

/// Whether npm asks the default registry for what stands at this address.
fn is_replaced(address: &Registry, config: &Config) -> bool {
    let host = match config.text("replace-registry-host").unwrap_or_default() {
        "always" => return true,
        "never" => return false,
        "" | "npmjs" => "registry.npmjs.org",
        other => other,
    };
    address.url().host_str() == Some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::config;

    #[test]
    fn what_lies_below_no_registry_of_its_package_is_refused() {
        let user = "registry=https://c.example/npm/\n@acme:registry=https://a.example/";
        let cases = [
            ("@acme/x", "https://a.example/@acme/x/-/x-1.tgz", false),
            ("@acme/x", "https://a.example:8443/x.tgz", true),
            ("@acme/x", "https://c.example/npm/x.tgz", true),
            (
                "@acme/x",
                "https://registry.npmjs.org/@acme/x/-/x-1.tgz",
                true,
            ),
            ("x", "https://registry.npmjs.org/x/-/x-1.tgz", false),
            ("x", "https://c.example/npm/x/-/x-1.tgz", false),
            ("x", "https://c.example/files/x-1.tgz", true),
            ("x", "http://c.example/npm/x-1.tgz", true),
            ("x", "git+ssh://git@c.example/x.git#1", false),
        ];
        let config = config("", user, NpmVersion::Npm12);
        for (name, resolved, want) in cases {
            let path = format!("node_modules/a/node_modules/{name}");
            let root = serde_json::json!({ "dependencies": { name: "^1" } });
            let lock =
                serde_json::json!({ "packages": { "": root, path: { "resolved": resolved } } });
            assert_eq!(
                !of_lockfile(&lock, &config, false).is_empty(),
                want,
                "{name} {resolved}"
            );
            assert!(
                of_lockfile(&lock, &config, true).is_empty(),
                "the project asks for it: {name}"
            );
        }
        let manifest = serde_json::json!({ "devDependencies": {
            "a": "https://h/a.tgz", "b": "^1", "c": "https://h/c.git#main", "d": "git+https://h/d.git" } });
        assert_eq!(
            of_manifest(&manifest),
            [("a".to_owned(), "https://h/a.tgz".to_owned())]
        );
    }

    #[test]
    fn an_alias_has_the_registry_of_its_real_name() {
        let config = config("", "@acme:registry=https://a.example/", NpmVersion::Npm12);
        let lock = serde_json::json!({ "packages": {
            "node_modules/x": { "name": "@acme/x", "resolved": "https://a.example/x.tgz" } } });
        assert!(of_lockfile(&lock, &config, false).is_empty());
    }
}
