//! Unencrypted addresses in lockfiles and manifests.
//!
//! The keys have no scheme: a credential for `https://host/` is also sent to `http://host/x.tgz`.

use crate::npmrc::Files;
use crate::registry::Registry;
use crate::tool::files::ContextFiles;
use crate::trust::{Finding, downgrades, unencrypted};
use std::path::{Path, PathBuf};

/// The largest file that is looked at, in bytes.
const LARGEST: u64 = 64 << 20;

/// What stands in these files, as far as they are there, in the way of registries; `look` looks
/// into one.
#[must_use]
pub(in crate::tool) fn of_files(
    paths: &[PathBuf],
    look: &dyn Fn(&Path, &[u8]) -> Vec<Finding>,
) -> Vec<Finding> {
    let of_path = |path: &PathBuf| match ContextFiles.read_at_most(path, LARGEST) {
        Ok(None) => Vec::new(),
        Ok(Some(bytes)) => look(path, &bytes),
        Err(cause) => vec![Finding::unread(path, format!("cannot be read: {cause}"))],
    };
    paths.iter().flat_map(of_path).collect()
}

/// The addresses in a file that would send the credential of one of these registries unencrypted.
#[must_use]
pub(in crate::tool) fn of_file(path: &Path, bytes: &[u8], at_risk: &[&Registry]) -> Vec<Finding> {
    // YAML has more ways to write a letter than JSON has; pnpm itself writes none of them.
    let has = |sign: &&str| memchr::memmem::find(bytes, sign.as_bytes()).is_some();
    if path.ends_with("pnpm-lock.yaml") && ["\\x", "\\u", "\\U"].iter().any(has) {
        return vec![Finding::unread(
            path,
            "has letters that are written as numbers",
        )];
    }
    downgrades(path, bytes, &unencrypted(path, bytes), at_risk)
}
