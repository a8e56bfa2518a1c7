//! Addresses in clear inside a project's dependency files.
//!
//! npm's key has no scheme, so a credential that is handed over for `https://host/` is also sent when a lockfile has npm
//! fetch `http://host/x.tgz`. The public registry is left out: npm fetches its tarballs from the configured registry
//! whatever the lockfile says (`replace-registry-host`).

use super::{Finding, Reason};
use crate::registry::Registry;
use memchr::{memchr_iter, memmem};
use std::path::Path;

/// The files from which npm takes the addresses of tarballs.
pub const DEPENDENCY_FILES: [&str; 3] = ["package-lock.json", "npm-shrinkwrap.json", "package.json"];

/// The first address in `bytes`, the contents of `file`, that would send the credential of each registry in clear.
#[must_use]
pub fn downgrades<'a>(file: &Path, bytes: &[u8], registries: impl Iterator<Item = &'a Registry>) -> Vec<Finding> {
    registries
        .filter(|registry| registry.is_secure() && !registry.is_public())
        .filter_map(|registry| {
            let address = format!("http://{}", registry.host());
            let at = memmem::find_iter(bytes, &address).find(|at| ends_a_host(bytes.get(at + address.len())))?;
            Some(Finding {
                file: file.to_owned(),
                line: Some(1 + memchr_iter(b'\n', &bytes[..at]).count()),
                key: address.clone(),
                raw: address.clone(),
                reason: Reason::Downgrade(Registry::parse_any(&address).ok()?),
            })
        })
        .collect()
}

/// Whether a host ends before this byte; a port that is not the registry's is another host to npm.
fn ends_a_host(next: Option<&u8>) -> bool {
    matches!(next, None | Some(b'/' | b'"' | b'?' | b'#' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_private_host_in_clear_is_found() {
        let secure = Registry::parse("https://npm.acme.example/").unwrap();
        let public = Registry::parse("https://registry.npmjs.org/").unwrap();
        let local = Registry::parse("http://127.0.0.1:4873/").unwrap();
        let lines = |text: &str| -> Vec<Option<usize>> {
            let all = [&secure, &public, &local];
            downgrades(Path::new("/p/package-lock.json"), text.as_bytes(), all.into_iter())
                .iter()
                .map(|one| one.line)
                .collect()
        };
        assert_eq!(lines("{\n\"resolved\": \"http://npm.acme.example/x.tgz\"}"), [Some(2)]);
        for harmless in [
            "https://npm.acme.example/x.tgz",
            "http://npm.acme.example.evil.example/x.tgz",
            "http://npm.acme.example:8080/x.tgz",
            "http://registry.npmjs.org/x.tgz",
            "http://127.0.0.1:4873/x.tgz",
            "",
        ] {
            assert!(lines(harmless).is_empty(), "{harmless}");
        }
    }
}
