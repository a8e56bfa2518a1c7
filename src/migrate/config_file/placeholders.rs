//! The placeholder that replaces a secret in a file that a project shares.
//!
//! It is `NPM_TOKEN`, the usual name, for the file's first registry, and a name with the host for
//! the others. The name does not depend on earlier replacements.

use super::secret_sighting::SecretSighting;
use crate::credential::literal::{dart, name};
use crate::migrate::sighting::SightingForm;
use crate::npmrc::{Document, Entry};

/// Gives each sighting in this file the name of its placeholder.
pub(super) fn name_them(seen: &mut [SecretSighting], document: &Document) {
    let is_auth = |entry: &&Entry| matches!(name(&entry.key), "_authToken" | "_auth" | "_password");
    let entries: Vec<&Entry> = document.entries().filter(is_auth).collect();
    let first = entries.first().map(|entry| dart(&entry.key).to_owned());
    for one in seen {
        let base = match one.sighting.kind {
            SightingForm::Token => "NPM_TOKEN",
            SightingForm::Auth => "NPM_AUTH",
            SightingForm::Password => "NPM_PASSWORD",
            _ => continue,
        };
        let own = dart(&one.sighting.key);
        let named = format!("${{{base}}}");
        let is_anothers =
            |entry: &&Entry| dart(&entry.key) != own && entry.value.to_text().contains(&named);
        let is_free = !entries.iter().any(is_anothers);
        let is_plain = first.as_deref() == Some(own) && is_free;
        one.sighting.placeholder = Some(if is_plain {
            base.to_owned()
        } else {
            format!("{base}_{}", host_word(own))
        });
    }
}

/// A host and a path as a part of a variable's name.
fn host_word(dart: &str) -> String {
    let word: String = dart
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    word.trim_matches('_').to_owned()
}
