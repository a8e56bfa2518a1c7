//! Finds the addresses in a project's dependency files that would send a credential unencrypted.
//!
//! npm's key has no scheme. So a credential that is handed over for `https://host/` is also sent
//! when a lockfile makes npm fetch `http://host/x.tgz`. The public registry is left out if npm
//! fetches its tarballs from the configured registry anyway (`replace-registry-host`, by default).
//!
//! Addresses are compared as URLs, not as text: `http://HOST:80/` and `ht\tp:\/\/host` lead to the
//! same place.

use super::addresses::{Address, in_json, in_yarn_lock};
use super::finding::{Finding, Reason};
use crate::npmrc::Config;
use crate::registry::Registry;
use memchr::memmem;
use std::ffi::OsStr;
use std::path::Path;

/// The files of a project from which npm takes the addresses of tarballs. Those of its workspaces
/// and of folders that it depends on come in addition.
pub const DEPENDENCY_FILES: [&str; 5] = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "package.json",
    "yarn.lock",
    "node_modules/.package-lock.json",
];

/// Whether npm asks the configured registry for packages of the public one (`pacote`
/// `lib/remote.js`).
#[must_use]
pub fn replaces_public(config: &Config) -> bool {
    let setting = config.text("replace-registry-host").unwrap_or_default();
    matches!(setting, "" | "npmjs" | "always" | "registry.npmjs.org")
}

/// The registries among these whose credential could be sent with an unencrypted address.
#[must_use]
pub fn at_risk<'a>(
    config: &Config,
    registries: impl Iterator<Item = &'a Registry>,
) -> Vec<&'a Registry> {
    let public_is_safe = replaces_public(config);
    registries
        .filter(|one| one.is_secure() && !(public_is_safe && one.is_public()))
        .collect()
}

/// The unencrypted addresses in `bytes`, the contents of `file`.
#[must_use]
pub fn unencrypted(file: &Path, bytes: &[u8]) -> Vec<Address> {
    let is_yarns = |name: &OsStr| name == "yarn.lock" || name == "pnpm-lock.yaml";
    if file.file_name().is_some_and(is_yarns) {
        in_yarn_lock(bytes)
    } else {
        in_json(bytes)
    }
}

/// For each registry, the first of these addresses that would send its credential unencrypted.
#[must_use]
pub fn downgrades(
    file: &Path,
    bytes: &[u8],
    clear: &[Address],
    at_risk: &[&Registry],
) -> Vec<Finding> {
    let finding = |registry: &&Registry| {
        let (text, to) = clear.iter().find(|(_, to)| to.host() == registry.host())?;
        Some(Finding {
            file: file.to_owned(),
            line: memmem::find(bytes, text.as_bytes())
                .map(|at| 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count()),
            key: to.to_string(),
            raw: text.clone(),
            reason: Reason::Downgrade(to.clone()),
        })
    };
    at_risk.iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::NpmVersion;
    use crate::npmrc::testing::config;

    #[test]
    fn only_a_private_host_in_clear_is_found() {
        let secure = Registry::parse("https://npm.acme.example/").unwrap();
        let public = Registry::parse("https://registry.npmjs.org/").unwrap();
        let local = Registry::parse("http://127.0.0.1:4873/").unwrap();
        let lines = |text: &str| -> Vec<Option<usize>> {
            let all = at_risk(
                &config("", "", NpmVersion::Npm12),
                [&secure, &public, &local].into_iter(),
            );
            let (file, bytes) = (Path::new("/p/package-lock.json"), text.as_bytes());
            downgrades(file, bytes, &unencrypted(file, bytes), &all)
                .iter()
                .map(|one| one.line)
                .collect()
        };
        let lock = |address: &str| format!("{{\n\"resolved\": \"{address}\"}}");
        assert_eq!(lines(&lock("http://npm.acme.example/x.tgz")), [Some(2)]);
        for hidden in [
            "http://npm.acme.example",
            "http://npm.acme.example:80/x.tgz",
            "HTTP://NPM.acme.EXAMPLE/x.tgz",
            "http://user:pw@npm.acme.example/x.tgz",
            "http:npm.acme.example/x.tgz",
            "http:\\/\\/npm.acme.example\\/x.tgz",
            "\\u0068ttp://npm.acme.example/x.tgz",
            " h\\tttp://npm%2eacme.example/x.tgz",
        ] {
            assert_eq!(lines(&lock(hidden)).len(), 1, "{hidden}");
        }
        assert_eq!(
            lines("<<<<<<< mine\n\"resolved\": \"http://npm.acme.example/x.tgz\"\n=======").len(),
            1
        );
        for harmless in [
            "https://npm.acme.example/x.tgz",
            "http://npm.acme.example.evil.example/x.tgz",
            "http://npm.acme.example:8080/x.tgz",
            "http://registry.npmjs.org/x.tgz",
            "http://127.0.0.1:4873/x.tgz",
            "see http://npm.acme.example/",
            "",
        ] {
            assert!(lines(&lock(harmless)).is_empty(), "{harmless}");
        }
    }

    #[test]
    fn the_public_registry_is_at_risk_where_its_host_is_not_replaced() {
        let public = Registry::parse("https://registry.npmjs.org/").unwrap();
        for (setting, risk) in [
            ("", 0),
            ("npmjs", 0),
            ("always", 0),
            ("never", 1),
            ("npm.acme.example", 1),
        ] {
            let config = config(
                &format!("replace-registry-host={setting}"),
                "",
                NpmVersion::Npm12,
            );
            assert_eq!(
                at_risk(&config, [&public].into_iter()).len(),
                risk,
                "{setting}"
            );
        }
    }
}
