//! Goes through the entries of a config file, and finds those that hold a secret.

use super::classify::{AuthValue, classify};
use super::secret_sighting::SecretSighting;
use super::view::View;
use super::{comments, companions, placeholders};
use crate::credential::literal::{dart, name};
use crate::credential::registry_among;
use crate::migrate::found::Mention;
use crate::migrate::sighting::{Action, Doubt, PlaceKind, Sighting, SightingForm};
use crate::migrate::{location, shape};
use crate::npmrc::{Document, Entry, Value, expand};
use crate::registry::{Registry, secret_inside};
use crate::report::{Command, Hint};
use npmcred_platform::Secret;
use std::path::Path;
use zeroize::Zeroizing;

/// All plaintext credentials in the file, and other entries worth mentioning.
pub(crate) fn see(
    bytes: &[u8],
    view: &View<'_>,
    path: &Path,
    place: PlaceKind,
) -> (Vec<SecretSighting>, Vec<Mention>) {
    let document = Document::parse(bytes, view.npm);
    let (named, has_default) = urls(&document, view);
    let mut reader = EntryReader {
        view,
        path,
        place,
        named,
        has_default,
        seen: Vec::new(),
        asides: Vec::new(),
    };
    for entry in document.entries() {
        reader.entry(entry, &document);
    }
    for found in comments::secrets(bytes, &document) {
        let sighting = reader.sighting(found.line, &found.name, SightingForm::Loose);
        let why = "in a comment, where npm does not read it";
        reader.leave(sighting, why, found.secret);
    }
    if matches!(place, PlaceKind::Project | PlaceKind::Folder) {
        placeholders::name_them(&mut reader.seen, &document);
    }
    (reader.seen, reader.asides)
}

/// The registries that this file names, the default one first; and whether it names a default one.
fn urls(document: &Document, view: &View<'_>) -> (Vec<String>, bool) {
    let mut own: Vec<&Entry> = document
        .entries()
        .filter(|entry| entry.section.is_none() && names_registry(entry))
        .collect();
    // Of several lines with one key the last counts.
    own.reverse();
    own.sort_by_key(|entry| entry.key != "registry");
    let has_default = own.first().is_some_and(|entry| entry.key == "registry");
    let texts = own.into_iter().filter_map(|entry| entry.value.as_text());
    let urls = texts.map(|text| expand(text, view.npm, view.env).text);
    (urls.collect(), has_default)
}

fn names_registry(entry: &Entry) -> bool {
    entry.key == "registry" || entry.key.ends_with(":registry")
}

struct EntryReader<'a> {
    view: &'a View<'a>,
    path: &'a Path,
    place: PlaceKind,
    /// The registries that this file names.
    named: Vec<String>,
    /// Whether the first of them is the default one. They then come before those of npm's layers.
    has_default: bool,
    seen: Vec<SecretSighting>,
    asides: Vec<Mention>,
}

impl EntryReader<'_> {
    fn entry(&mut self, entry: &Entry, document: &Document) {
        let kind = match name(&entry.key) {
            "_authToken" => SightingForm::Token,
            "_auth" => SightingForm::Auth,
            "_password" => SightingForm::Password,
            _ => {
                return match companions::complaint(entry, document) {
                    Some(what) => self.aside(entry, what.to_owned(), Vec::new()),
                    None => self.other(entry),
                };
            }
        };
        let text = Zeroizing::new(entry.value.to_text());
        if !entry.value.is_truthy() || matches!(entry.value, Value::Bool(_)) {
            return;
        }
        if text.contains("${") {
            return self.placeholder(entry, &text);
        }
        self.secret(entry, kind, &text, document);
    }

    /// An entry whose value is a secret.
    fn secret(&mut self, entry: &Entry, kind: SightingForm, text: &str, document: &Document) {
        let key = expand(&entry.key, self.view.npm, self.view.env).text;
        let mut sighting = self.sighting(entry.line, &entry.key, kind);
        let dart = dart(&key);
        let is_bare = dart.is_empty() && !key.contains(':');
        let raw = Secret::new(text.as_bytes().to_vec());
        let meant = if is_bare { "" } else { dart };
        let registry = self.registry(meant);
        let is_read = is_bare || is_asked_for(dart, registry.as_ref());
        if entry.section.is_some() || entry.is_list || !is_read {
            sighting.kind = SightingForm::Loose;
            return self.leave(sighting, "npm does not read it there", raw);
        }
        // Of two lines whose keys mean the same, the later counts.
        let turn = usize::MAX - self.seen.len();
        sighting.rank = (
            u8::from(!dart.ends_with('/')) + u8::from(is_bare),
            kind as u8,
            self.place,
            turn,
        );
        sighting.registry.clone_from(&registry);
        let project_line = registry
            .as_ref()
            .and_then(|registry| self.only_by_project(registry, meant));
        sighting.doubts.extend(project_line.map(Doubt::OnlyProject));
        let mut seen = SecretSighting {
            sighting,
            raw: Some(raw),
            credential: None,
            lines: vec![entry.line],
        };
        let value = AuthValue {
            kind,
            text,
            dart,
            registry: registry.as_ref(),
            take_out: self.take_out(entry.line),
        };
        classify(&mut seen, &value, document, self.view);
        companions::add_lines(&mut seen.lines, &key, document, self.view);
        self.hide_earlier(&entry.key);
        self.seen.push(seen);
    }

    /// Of several lines with one key the last counts.
    fn hide_earlier(&mut self, key: &str) {
        for seen in &mut self.seen {
            if seen.sighting.key == key && seen.sighting.is_edited() {
                seen.sighting.action = Action::Remove;
                seen.sighting.why = "npm never uses it: a later line sets the same key".to_owned();
            }
        }
    }

    fn placeholder(&mut self, entry: &Entry, text: &str) {
        let names = expand(text, self.view.npm, &|_| None).unresolved;
        if names.is_empty() {
            return;
        }
        let what = format!(
            "a placeholder, not a secret: npm takes {} from the environment",
            names.join(" and ")
        );
        self.aside(entry, what, names);
    }

    /// An entry whose key is not a credential's.
    fn other(&mut self, entry: &Entry) {
        if let Some(range) = shape::token(entry.key.as_bytes()) {
            let secret = Secret::from(entry.key[range].to_owned());
            let sighting = self.sighting(entry.line, &entry.key, SightingForm::Loose);
            return self.leave(sighting, "a token in the place of a key", secret);
        }
        let Some(text) = entry.value.as_text().filter(|text| !text.is_empty()) else {
            return;
        };
        let is_certificate = matches!(name(&entry.key), "certfile" | "keyfile" | "cert" | "key");
        if is_certificate && entry.section.is_none() {
            let what = "a client certificate or its key: npmcred does not store these";
            return self.aside(entry, what.to_owned(), Vec::new());
        }
        if let Some(range) = secret_inside(text) {
            let mut sighting = self.sighting(entry.line, &entry.key, SightingForm::Address);
            sighting.registry = Registry::parse_any(text).ok();
            sighting.hints = from_address(entry, text);
            let secret = Secret::from(text[range].to_owned());
            self.leave(sighting, "a secret inside an address", secret);
        } else if let Some(range) = shape::token(text.as_bytes()) {
            let sighting = self.sighting(entry.line, &entry.key, SightingForm::Loose);
            let secret = Secret::from(text[range].to_owned());
            self.leave(sighting, "npm reads no token from this key", secret);
        }
    }

    /// A secret that stays, because npm does not read it as an entry.
    fn leave(&mut self, sighting: Sighting, why: &str, secret: Secret) {
        let line = sighting.line.unwrap_or_default();
        let sighting = sighting.left_alone(why).with_hint(self.take_out(line));
        self.seen.push(SecretSighting {
            sighting,
            raw: Some(secret),
            credential: None,
            lines: vec![line],
        });
    }

    fn aside(&mut self, entry: &Entry, what: String, variables: Vec<String>) {
        self.asides.push(Mention {
            file: self.path.to_owned(),
            line: entry.line,
            key: entry.key.clone(),
            what,
            variables,
        });
    }

    fn sighting(&self, line: usize, key: &str, kind: SightingForm) -> Sighting {
        let file = Some(self.path.to_owned());
        Sighting::at(self.place, file, Some(line), key, kind)
    }

    fn take_out(&self, line: usize) -> Hint {
        location::take_out(self.path, line)
    }

    /// The registry of a key's first part.
    fn registry(&self, dart: &str) -> Option<Registry> {
        self.among(self.view.urls, dart)
    }

    fn among(&self, urls: &[String], dart: &str) -> Option<Registry> {
        let known = if self.has_default {
            [&self.named, urls].concat()
        } else {
            [urls, &self.named].concat()
        };
        registry_among(&known, dart)
    }

    /// The line of a project without which this key would mean another registry. A key in the
    /// project's own file may mean what the project says.
    fn only_by_project(&self, registry: &Registry, dart: &str) -> Option<String> {
        let is_shared = matches!(self.place, PlaceKind::Project | PlaceKind::Folder);
        let is_own = self.among(self.view.own_urls, dart).as_ref() == Some(registry);
        if is_shared || is_own {
            None
        } else {
            (self.view.project_line)(registry, dart)
        }
    }
}

/// How to store a secret from a registry's address, and how to write the address without it.
fn from_address(entry: &Entry, text: &str) -> Vec<Hint> {
    let registry = Registry::parse_any(text)
        .ok()
        .filter(|_| names_registry(entry));
    let Some(registry) = registry else {
        return Vec::new();
    };
    let store = Command::new("npmcred store").flag("--registry", registry.to_string());
    let plain = Command::new("npm config set").word(format!("{}={registry}", entry.key));
    vec![
        Hint::new("store the secret", store),
        Hint::new("name the registry without it", plain),
    ]
}

/// Whether npm would ever look for a key that begins like this: it writes hosts in lower case,
/// without a default port.
fn is_asked_for(dart: &str, registry: Option<&Registry>) -> bool {
    let host = dart
        .strip_prefix("//")
        .map(|rest| rest.split('/').next().unwrap_or(rest));
    let slashed = if dart.ends_with('/') {
        dart.to_owned()
    } else {
        format!("{dart}/")
    };
    host.is_some_and(|host| !host.contains('@'))
        && registry.is_none_or(|registry| registry.nerf_dart().as_str() == slashed)
}

#[cfg(test)]
#[path = "entries_tests.rs"]
mod tests;
