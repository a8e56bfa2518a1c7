//! Finds copies of the credentials: files that an editor or a tool left beside a config file, and
//! npm's debug logs.
//!
//! npm removes tokens of its own form from its logs, and nothing else: a password or another site's
//! token is there in full.

use super::config_file::SecretSighting;
use super::shape;
use super::sighting::{PlaceKind, Sighting, SightingForm};
use crate::context::Context;
use crate::credential::Credential;
use crate::npmrc::Config;
use crate::report::Hint;
use npmcred_platform::{Secret, files, hint};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest file that is searched, in bytes.
pub(super) const LARGEST: u64 = 1024 * 1024;

/// How many logs are searched, the newest first: npm keeps ten.
const LOGS: usize = 20;

/// The shortest secret to search for: shorter ones would be found everywhere.
const SHORTEST: usize = 8;

/// Every copy of the secrets that were seen.
pub(super) fn find(
    context: &Context,
    config: &Config,
    seen: &[SecretSighting],
) -> Vec<SecretSighting> {
    let mut found = Vec::new();
    for (place, path) in suspects(config, context.home()) {
        let fits = files::facts(&path).is_some_and(|facts| facts.is_file && facts.size <= LARGEST);
        let Some(bytes) = fits.then(|| context.read(&path).ok().flatten()).flatten() else {
            continue;
        };
        let bytes = Zeroizing::new(bytes);
        if let Some((at, key, secret)) = search(&bytes, seen) {
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            let what = if place == PlaceKind::Log {
                "a debug log of npm"
            } else {
                "a copy that an editor or a tool has made"
            };
            let sighting = Sighting::at(
                place,
                Some(path.clone()),
                Some(line),
                &key,
                SightingForm::Copy,
            )
            .left_alone(what)
            .with_hint(Hint::new("remove it", hint::remove(&path).into()));
            found.push(SecretSighting::without_credential(sighting, secret));
        }
    }
    found
}

/// The first secret in these bytes: one that was seen, or one of npm's own form.
fn search(bytes: &[u8], seen: &[SecretSighting]) -> Option<(usize, String, Secret)> {
    for one in seen {
        let Some(raw) = one
            .raw
            .as_ref()
            .filter(|raw| raw.expose().len() >= SHORTEST)
        else {
            continue;
        };
        if let Some(at) = memchr::memmem::find(bytes, raw.expose()) {
            let own = one.credential.as_ref().map_or_else(
                || Secret::new(raw.expose().to_vec()),
                Credential::config_value,
            );
            return Some((at, one.sighting.key.clone(), own));
        }
    }
    let range = shape::token(bytes)?;
    Some((
        range.start,
        "a token".to_owned(),
        Secret::new(bytes[range].to_vec()),
    ))
}

fn suspects(config: &Config, home: Option<PathBuf>) -> Vec<(PlaceKind, PathBuf)> {
    let own = [
        Some(&config.user_path),
        config.project_path.as_ref(),
        Some(&config.global_path),
    ];
    let mut found: Vec<(PlaceKind, PathBuf)> = own
        .into_iter()
        .flatten()
        .flat_map(|path| beside(path))
        .map(|path| (PlaceKind::Backup, path))
        .collect();
    let cache = config
        .text("cache")
        .map(PathBuf::from)
        .or_else(|| Some(home?.join(".npm")));
    let logs = config
        .text("logs-dir")
        .map(PathBuf::from)
        .or_else(|| Some(cache?.join("_logs")));
    if let Some(folder) = logs {
        let names = files::list_dir(&folder).unwrap_or_default();
        // Their names begin with the time.
        found.extend(
            names
                .into_iter()
                .rev()
                .take(LOGS)
                .map(|name| (PlaceKind::Log, folder.join(name))),
        );
    }
    found
}

/// Files whose name contains that of the config file: `.npmrc~`, `.npmrc.bak`, `.npmrc.swp`,
/// `#.npmrc#`.
fn beside(path: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (
        path.parent(),
        path.file_name().and_then(|name| name.to_str()),
    ) else {
        return Vec::new();
    };
    let names = files::list_dir(folder).unwrap_or_default();
    let is_copy = |other: &str| {
        let rest = other.strip_prefix(name);
        let is_behind =
            rest.is_some_and(|rest| rest.starts_with(['~', '.', '-', '_']) && rest.len() < 40);
        is_behind
            || [
                format!("#{name}#"),
                format!(".{name}.swp"),
                format!(".{name}.swo"),
                format!(".#{name}"),
            ]
            .contains(&other.to_owned())
    };
    names
        .iter()
        .filter(|other| other.to_str().is_some_and(is_copy))
        .map(|other| folder.join(other))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_copies() {
        let root = tempfile::tempdir().unwrap();
        let copies = [
            "#.npmrc#",
            "..npmrc.swp",
            ".npmrc.bak",
            ".npmrc.orig",
            ".npmrc.save",
            ".npmrc.swp",
            ".npmrc~",
        ];
        for name in copies
            .iter()
            .chain(&[".npmrc", ".npmrcs", "npmrc", ".bashrc"])
        {
            files::write_private(&root.path().join(name), b"x").unwrap();
        }
        let found = beside(&root.path().join(".npmrc"));
        let names: Vec<&str> = found
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, copies);
    }
}
