//! Addresses in clear inside a project's dependency files.
//!
//! npm's key has no scheme, so a credential that is handed over for `https://host/` is also sent when a lockfile has npm
//! fetch `http://host/x.tgz`. The public registry is left out: npm fetches its tarballs from the configured registry
//! whatever the lockfile says (`replace-registry-host`).
//!
//! Addresses are compared as URLs, not as text: `http://HOST:80/` and `ht\tp:\/\/host` lead to the same place.

use super::{Finding, Reason};
use crate::registry::Registry;
use memchr::memmem;
use serde_json::Value;
use std::path::Path;
use url::Url;

/// The files from which npm takes the addresses of tarballs.
pub const DEPENDENCY_FILES: [&str; 3] = ["package-lock.json", "npm-shrinkwrap.json", "package.json"];

/// The first address in `bytes`, the contents of `file`, that would send the credential of each registry in clear.
#[must_use]
pub fn downgrades<'a>(file: &Path, bytes: &[u8], registries: impl Iterator<Item = &'a Registry>) -> Vec<Finding> {
    let mut private = registries.filter(|registry| registry.is_secure() && !registry.is_public()).peekable();
    if private.peek().is_none() {
        return Vec::new();
    }
    let clear = addresses_in_clear(bytes);
    let finding = |registry: &Registry| {
        let (text, to) = clear.iter().find(|(_, to)| to.host() == registry.host())?;
        Some(Finding {
            file: file.to_owned(),
            line: memmem::find(bytes, text.as_bytes()).map(|at| 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count()),
            key: to.to_string(),
            raw: text.clone(),
            reason: Reason::Downgrade(to.clone()),
        })
    };
    private.filter_map(finding).collect()
}

/// Every `http:` address of a JSON file. One that is not JSON may hold the marks of a merge, which npm resolves by itself
/// (`parse-conflict-json`), so its quoted texts are looked at one by one.
fn addresses_in_clear(bytes: &[u8]) -> Vec<(String, Registry)> {
    let mut found = Vec::new();
    match serde_json::from_slice(bytes) {
        Ok(json) => walk(&json, &mut found),
        Err(_) => String::from_utf8_lossy(bytes).split('"').for_each(|text| keep(text, &mut found)),
    }
    found
}

fn walk(value: &Value, found: &mut Vec<(String, Registry)>) {
    match value {
        Value::String(text) => keep(text, found),
        Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
        Value::Object(members) => members.values().for_each(|member| walk(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn keep(text: &str, found: &mut Vec<(String, Registry)>) {
    // What the URL standard strips may stand before and inside the scheme; most texts end here.
    let mut letters = text.chars().filter(|c| *c > ' ');
    let in_clear = "http:".chars().all(|wanted| letters.next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)));
    if in_clear
        && let Ok(url) = Url::parse(text)
        && let Ok(registry) = Registry::parse_any(url.as_str())
    {
        found.push((text.to_owned(), registry));
    }
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
        assert_eq!(lines("<<<<<<< mine\n\"resolved\": \"http://npm.acme.example/x.tgz\"\n=======").len(), 1);
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
}
