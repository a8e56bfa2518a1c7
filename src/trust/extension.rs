//! Code of a project that npm 12 runs inside its own process.
//!
//! A `.npm-extension.mjs` or `.npm-extension.cjs` at the root of a project is loaded by `npm install` itself (npm 12
//! `@npmcli/arborist` `lib/npm-extension.js`). It is no install script: it sees npm's memory and connections, and with
//! them every credential that npm was handed.

use super::{Finding, Reason};
use crate::npmrc::{Config, NpmVersion};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The file that npm would load. What the user accepts is this very content.
#[must_use]
pub fn extensions(config: &Config, npm: NpmVersion, read: &dyn Fn(&Path) -> Option<Vec<u8>>) -> Vec<Finding> {
    let is_set = |key: &str| config.get(key).is_some_and(|(_, setting)| setting.value.is_truthy());
    if npm < NpmVersion::Npm12 || is_set("ignore-extension") || is_set("ignore-scripts") {
        return Vec::new();
    }
    let named = config.get("extension-file").map(|(_, setting)| setting.value.to_text());
    let names = named
        .map_or_else(|| vec![".npm-extension.mjs".to_owned(), ".npm-extension.cjs".to_owned()], |named| vec![named]);
    let finding = |name: String| {
        let file: PathBuf = config.local_prefix.join(name);
        let digest = Sha256::digest(read(&file)?);
        let raw = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Finding { file, line: None, key: "sha256".to_owned(), raw, reason: Reason::Code })
    };
    names.into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::testing::config;

    fn found(npmrc: &str, npm: NpmVersion, there: &str) -> usize {
        let config = config(npmrc, "", npm);
        extensions(&config, npm, &|path| (path == Path::new(there)).then(|| b"code".to_vec())).len()
    }

    #[test]
    fn code_inside_npm_is_found_where_npm_would_run_it() {
        assert_eq!(found("", NpmVersion::Npm12, "/p/.npm-extension.mjs"), 1);
        assert_eq!(found("", NpmVersion::Npm12, "/p/.npm-extension.cjs"), 1);
        assert_eq!(found("extension-file=x/e.cjs", NpmVersion::Npm12, "/p/x/e.cjs"), 1);
        assert_eq!(found("extension-file=x/e.cjs", NpmVersion::Npm12, "/p/.npm-extension.cjs"), 0);
        assert_eq!(found("ignore-scripts=true", NpmVersion::Npm12, "/p/.npm-extension.cjs"), 0);
        assert_eq!(found("ignore-extension=true", NpmVersion::Npm12, "/p/.npm-extension.cjs"), 0);
        assert_eq!(found("", NpmVersion::Npm11, "/p/.npm-extension.cjs"), 0);
        assert_eq!(found("", NpmVersion::Npm12, "/p/package.json"), 0);
    }
}
