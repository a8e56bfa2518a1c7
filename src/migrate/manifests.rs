//! Secrets in the `publishConfig` of manifests.

use super::by_hand::by_hand;
use super::config_file::SecretSighting;
use super::scanner::Scanner;
use super::sighting::{PlaceKind, Sighting, SightingForm};
use crate::context::Context;
use crate::npmrc;
use crate::tool::{ContextFiles, npm};
use npmcred_platform::Secret;
use zeroize::Zeroizing;

/// Credentials in the `publishConfig` of the project and its workspaces, which npm publishes.
pub(super) fn secrets(context: &Context, scanner: &Scanner<'_>) -> Vec<SecretSighting> {
    let root = &scanner.config.local_prefix;
    let folders = npmrc::workspaces(root, scanner.npm, &ContextFiles)
        .into_iter()
        .chain([root.clone()]);
    let mut seen = Vec::new();
    for file in folders.map(|folder| folder.join("package.json")) {
        let Ok(Some(bytes)) = context.read(&file).map(|bytes| bytes.map(Zeroizing::new)) else {
            continue;
        };
        let Ok(package) = npmrc::json::parse_file(&bytes) else {
            continue;
        };
        let Some(npmrc::Value::Table(fields)) = package.get("publishConfig") else {
            continue;
        };
        for (key, value) in fields {
            let Some(text) = value
                .as_text()
                .filter(|text| npm::is_published_credential(key) && !text.is_empty())
            else {
                continue;
            };
            let at = memchr::memmem::find(&bytes, text.as_bytes()).unwrap_or(0);
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
            let kind = if key.ends_with("_authToken") {
                SightingForm::Token
            } else {
                SightingForm::Auth
            };
            let sighting = Sighting::at(
                PlaceKind::Project,
                Some(file.clone()),
                Some(line),
                key,
                kind,
            );
            let sighting = sighting
                .left_alone("npm publishes it with the package: it may have leaked, replace it");
            seen.push(by_hand(
                sighting,
                Secret::from(text.to_owned()),
                &file,
                line,
            ));
        }
    }
    seen
}
