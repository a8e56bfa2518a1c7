//! Finds lines that only make sense with a credential, and about which npm complains without it.

use super::view::View;
use crate::credential::literal::{COMPANIONS, dart, is_secret_key, name, sibling};
use crate::npmrc::{Document, Entry, expand};

/// Adds the lines that belong to the credential of this key.
pub(super) fn add_lines(lines: &mut Vec<usize>, key: &str, document: &Document, view: &View) {
    let mut names = COMPANIONS.map(|name| sibling(key, name)).to_vec();
    // Without a registry in front of it, npm ends with an error at it.
    names.extend(dart(key).is_empty().then(|| "username".to_owned()));
    let is_it = |entry: &&Entry| {
        entry.section.is_none() && names.contains(&expand(&entry.key, view.npm, view.env).text)
    };
    for entry in document.entries().filter(is_it) {
        if !lines.contains(&entry.line) {
            lines.push(entry.line);
        }
    }
}

/// npm's complaint about such a line that is not removed with a credential of this file; `None` for
/// any other line.
pub(super) fn complaint(entry: &Entry, document: &Document) -> Option<&'static str> {
    let what = match entry.key.as_str() {
        _ if entry.section.is_some() => return None,
        "email" => {
            "npm 12 ends with an error at it, and no registry needs it; npm config fix repairs that"
        }
        "username" => "npm 9 to 12 end with an error at it; npm config fix repairs that",
        key if name(key) == "always-auth" => {
            "npm has not read it since version 7, and 11 and 12 warn of it"
        }
        _ => return None,
    };
    let takes_it = |other: &Entry| {
        other.section.is_none() && is_secret_key(&other.key) && dart(&other.key) == dart(&entry.key)
    };
    (!document.entries().any(takes_it)).then_some(what)
}
