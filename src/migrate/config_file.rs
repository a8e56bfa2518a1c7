//! What one of npm's config files holds in clear, entry by entry. Pure.
//!
//! Within a file npm takes, of everything for one registry, the key with its last slash before the
//! one without, a token before a password, and of several lines the last: what comes later in that
//! order it never uses, and would begin to use once the first is gone.

use super::companions;
use super::lines;
use super::shape;
use super::sighting::{Action, Aside, Doubt, Kind, Place, Print, Sighting};
use crate::credential::literal::{dart, make, name};
use crate::credential::{Credential, is_classic, registry_among, token_expiry};
use crate::error::ErrorKind;
use crate::npmrc::{Document, Entry, NpmVersion, expand};
use crate::registry::{Registry, secret_inside};
use crate::report::{Command, Hint};
use npmcred_platform::Secret;
use std::path::Path;
use zeroize::Zeroizing;

/// How the file is read.
pub(super) struct View<'a> {
    /// Whose rules.
    pub npm: NpmVersion,
    /// A variable's value.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The registries that npm's layers name, the default one first.
    pub urls: &'a [String],
    /// The same without what only a project says.
    pub own_urls: &'a [String],
    /// The line of a project by which alone a registry is what a key means.
    pub by: &'a dyn Fn(&Registry, &str) -> Option<String>,
    /// What npm's layers say for a key.
    pub text: &'a dyn Fn(&str) -> Option<String>,
    /// Seconds since 1970.
    pub now: u64,
}

/// A sighting, with the secret itself.
pub(super) struct Seen {
    pub sighting: Sighting,
    /// The bytes that another place would hold as well.
    pub raw: Option<Secret>,
    /// What would be kept.
    pub credential: Option<Credential>,
    /// The lines that go together.
    pub lines: Vec<usize>,
}

impl Seen {
    /// Which secret it is: the same for user and password in one key or in two.
    pub(super) fn print(&self) -> Option<Print> {
        let value = self.credential.as_ref().map(Credential::config_value);
        value.as_ref().or(self.raw.as_ref()).map(Print::of)
    }

    /// Whether it is an entry that npm reads.
    pub(super) fn is_entry(&self) -> bool {
        matches!(
            self.sighting.kind,
            Kind::Token | Kind::Auth | Kind::Password
        )
    }
}

/// Everything that the file holds in clear, and what stands there beside it.
pub(super) fn see(bytes: &[u8], view: &View, path: &Path, place: Place) -> (Vec<Seen>, Vec<Aside>) {
    let document = Document::parse(bytes, view.npm);
    let (named, has_default) = urls(&document, view);
    let mut reader = Reader {
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
    reader.between(bytes, &document);
    if matches!(place, Place::Project | Place::Folder) {
        reader.name_placeholders(&document);
    }
    (reader.seen, reader.asides)
}

/// The registries that this file names, its default one first; and whether it has such a one.
fn urls(document: &Document, view: &View) -> (Vec<String>, bool) {
    let is_registry = |entry: &&Entry| {
        entry.section.is_none() && (entry.key == "registry" || entry.key.ends_with(":registry"))
    };
    let mut own: Vec<&Entry> = document.entries().filter(is_registry).collect();
    // Of several lines with one key the last counts.
    own.reverse();
    own.sort_by_key(|entry| entry.key != "registry");
    let has_default = own.first().is_some_and(|entry| entry.key == "registry");
    let texts = own.into_iter().filter_map(|entry| entry.value.as_text());
    (
        texts
            .map(|text| expand(text, view.npm, view.env).text)
            .collect(),
        has_default,
    )
}

struct Reader<'a> {
    view: &'a View<'a>,
    path: &'a Path,
    place: Place,
    /// The registries that this file names: they come before those of npm's layers.
    named: Vec<String>,
    /// Whether the first of them is the default one.
    has_default: bool,
    seen: Vec<Seen>,
    asides: Vec<Aside>,
}

impl Reader<'_> {
    fn entry(&mut self, entry: &Entry, document: &Document) {
        let kind = match name(&entry.key) {
            "_authToken" => Kind::Token,
            "_auth" => Kind::Auth,
            "_password" => Kind::Password,
            _ => {
                return match companions::complaint(entry, document) {
                    Some(what) => self.aside(entry, what.to_owned(), Vec::new()),
                    None => self.other(entry),
                };
            }
        };
        let text = Zeroizing::new(entry.value.to_text());
        if !entry.value.is_truthy() || matches!(entry.value, crate::npmrc::Value::Bool(_)) {
            return;
        }
        if text.contains("${") {
            return self.placeholder(entry, &text);
        }
        let key = expand(&entry.key, self.view.npm, self.view.env).text;
        let mut sighting = self.sighting(entry.line, &entry.key, kind);
        let dart = dart(&key);
        let is_bare = dart.is_empty() && !key.contains(':');
        let raw = Some(Secret::new(text.as_bytes().to_vec()));
        let meant = if is_bare { "" } else { dart };
        let registry = self.registry(meant);
        if entry.section.is_some()
            || entry.is_list
            || !(is_bare || is_npms(dart, registry.as_ref()))
        {
            sighting.kind = Kind::Loose;
            let sighting = sighting
                .told("npm does not read it there")
                .with_hint(self.take_out(entry.line));
            return self.seen.push(Seen {
                sighting,
                raw,
                credential: None,
                lines: vec![entry.line],
            });
        }
        // Of two lines that mean the same key the later one counts.
        let turn = usize::MAX - self.seen.len();
        sighting.rank = (
            u8::from(!dart.ends_with('/')) + u8::from(is_bare),
            kind as u8,
            self.place,
            turn,
        );
        sighting.registry = registry.clone();
        let by = registry
            .as_ref()
            .and_then(|registry| self.only_by_project(registry, meant));
        sighting.doubts.extend(by.map(Doubt::OnlyProject));
        let mut seen = Seen {
            sighting,
            raw,
            credential: None,
            lines: vec![entry.line],
        };
        self.settle(&mut seen, registry, kind, &text, dart, document);
        companions::add_lines(&mut seen.lines, &key, document, self.view);
        self.hide_earlier(&entry.key);
        self.seen.push(seen);
    }

    /// Decides as far as this entry alone tells.
    fn settle(
        &self,
        seen: &mut Seen,
        registry: Option<Registry>,
        kind: Kind,
        text: &str,
        dart: &str,
        document: &Document,
    ) {
        let line = seen.lines.first().copied().unwrap_or_default();
        let keep = |seen: &mut Seen, kind: ErrorKind, why: &str| {
            (seen.sighting.action, seen.sighting.why) = (Action::Keep(kind), why.to_owned());
        };
        let Some(registry) = registry else {
            seen.sighting.hints.push(self.take_out(line));
            return keep(
                seen,
                ErrorKind::Refused,
                "nobody can tell which registry it is for",
            );
        };
        let what = match kind {
            Kind::Token => "_authToken",
            Kind::Auth => "_auth",
            _ => "_password",
        };
        let user = (kind == Kind::Password)
            .then(|| self.user(dart, document))
            .flatten();
        if let Some((Some(line), _)) = &user {
            seen.lines.push(*line);
        }
        let credential = make(
            self.view.now,
            registry.clone(),
            what,
            text,
            user.map(|(_, user)| user),
        );
        let Some(credential) = credential else {
            let command = Command::new("npmcred store").flag("--registry", registry.to_string());
            let command = if kind == Kind::Token {
                command
            } else {
                command.fixed("--basic --username NAME")
            };
            seen.sighting
                .hints
                .push(Hint::new("keep it by hand", command));
            return keep(seen, ErrorKind::Refused, "no credential can be made of it");
        };
        if let Err(unfit) = credential.check() {
            seen.sighting.hints.push(self.take_out(line));
            return keep(seen, ErrorKind::Refused, &unfit.to_string());
        }
        seen.sighting.owner.clone_from(&credential.owner);
        seen.sighting.expires = credential.expires;
        if registry.is_cleartext() {
            let command = Command::new("npmcred store --insecure-http")
                .flag("--registry", registry.to_string());
            seen.sighting
                .hints
                .push(Hint::new("if that is what you want", command));
            return keep(
                seen,
                ErrorKind::Refused,
                "its registry would get it in clear over the network",
            );
        }
        let dead = match kind {
            Kind::Token if registry.is_public() && is_classic(text) => {
                Some("a classic token: the public registry has revoked them all".to_owned())
            }
            Kind::Token if token_expiry(text).is_past(self.view.now) => {
                seen.sighting.expires = token_expiry(text);
                Some("it has expired, as it says itself".to_owned())
            }
            _ => None,
        };
        (seen.sighting.action, seen.sighting.why) = match dead {
            Some(why) => (Action::Drop, why),
            None => (Action::Move, String::new()),
        };
        seen.credential = Some(credential);
    }

    /// The user name that goes with a password: its line if it stands in this file.
    fn user(&self, dart: &str, document: &Document) -> Option<(Option<usize>, String)> {
        let key = if dart.is_empty() {
            "username".to_owned()
        } else {
            format!("{dart}:username")
        };
        let is_it = |entry: &&Entry| {
            entry.section.is_none()
                && !entry.is_list
                && expand(&entry.key, self.view.npm, self.view.env).text == key
        };
        let own = document.entries().filter(is_it).last();
        let text =
            |entry: &Entry| expand(&entry.value.to_text(), self.view.npm, self.view.env).text;
        own.map(|entry| (Some(entry.line), text(entry)))
            .or_else(|| Some((None, (self.view.text)(&key)?)))
    }

    /// Of several lines with one key the last counts.
    fn hide_earlier(&mut self, key: &str) {
        for seen in &mut self.seen {
            if seen.sighting.key == key
                && matches!(seen.sighting.action, Action::Move | Action::Drop)
            {
                seen.sighting.action = Action::Drop;
                seen.sighting.why = "npm never uses it: a later line says otherwise".to_owned();
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

    fn aside(&mut self, entry: &Entry, what: String, variables: Vec<String>) {
        let (file, key) = (self.path.to_owned(), entry.key.clone());
        self.asides.push(Aside {
            file,
            line: entry.line,
            key,
            what,
            variables,
        });
    }

    fn other(&mut self, entry: &Entry) {
        if let Some(range) = shape::token(entry.key.as_bytes()) {
            let raw = Some(Secret::from(entry.key[range].to_owned()));
            let sighting = self
                .sighting(entry.line, &entry.key, Kind::Loose)
                .told("a token where a key should stand");
            let sighting = sighting.with_hint(self.take_out(entry.line));
            return self.seen.push(Seen {
                sighting,
                raw,
                credential: None,
                lines: vec![entry.line],
            });
        }
        let Some(text) = entry.value.as_text().filter(|text| !text.is_empty()) else {
            return;
        };
        if matches!(name(&entry.key), "certfile" | "keyfile" | "cert" | "key")
            && entry.section.is_none()
        {
            return self.aside(
                entry,
                "a client certificate or its key: npmcred does not keep these".to_owned(),
                Vec::new(),
            );
        }
        let (kind, secret, why) = match (secret_inside(text), shape::token(text.as_bytes())) {
            (Some(range), _) => (Kind::Address, &text[range], "a secret inside an address"),
            (None, Some(range)) => (
                Kind::Loose,
                &text[range],
                "npm reads no token from this key",
            ),
            (None, None) => return,
        };
        let raw = Some(Secret::from(secret.to_owned()));
        let mut sighting = self.sighting(entry.line, &entry.key, kind).told(why);
        if kind == Kind::Address {
            sighting.registry = Registry::parse_any(text).ok();
            sighting.hints = from_address(entry, text);
        }
        let sighting = sighting.with_hint(self.take_out(entry.line));
        self.seen.push(Seen {
            sighting,
            raw,
            credential: None,
            lines: vec![entry.line],
        });
    }

    /// A file that a project shares keeps a placeholder: `NPM_TOKEN` for its first registry, as
    /// everybody calls it, and a name with the host in it for others. It does not depend on what
    /// was replaced before.
    fn name_placeholders(&mut self, document: &Document) {
        let is_auth =
            |entry: &&Entry| matches!(name(&entry.key), "_authToken" | "_auth" | "_password");
        let entries: Vec<&Entry> = document.entries().filter(is_auth).collect();
        let first = entries.first().map(|entry| dart(&entry.key).to_owned());
        for seen in &mut self.seen {
            let base = match seen.sighting.kind {
                Kind::Token => "NPM_TOKEN",
                Kind::Auth => "NPM_AUTH",
                Kind::Password => "NPM_PASSWORD",
                _ => continue,
            };
            let own = dart(&seen.sighting.key);
            let named = format!("${{{base}}}");
            let is_others =
                |entry: &&&Entry| dart(&entry.key) != own && entry.value.to_text().contains(&named);
            let is_free = !entries.iter().any(|entry| is_others(&entry));
            let plain = first.as_deref() == Some(own) && is_free;
            seen.sighting.placeholder = Some(if plain {
                base.to_owned()
            } else {
                format!("{base}_{}", host_word(own))
            });
        }
    }

    /// Secrets in comments, and in lines that npm does not understand.
    fn between(&mut self, bytes: &[u8], document: &Document) {
        let comments: Vec<(usize, &[u8])> = document
            .entries()
            .filter_map(|entry| Some((entry.line, document.comment_of(entry)?)))
            .collect();
        let entries: Vec<usize> = document.entries().map(|entry| entry.line).collect();
        // As `ini` counts them: CR LF is one end, CR alone one, too.
        let text = bytes.split_inclusive(|byte| *byte == b'\n');
        let lines = text.flat_map(|line| {
            line.strip_suffix(b"\r\n")
                .unwrap_or(line)
                .split(|byte| *byte == b'\r')
        });
        let own = lines
            .enumerate()
            .map(|(at, line)| (at + 1, line))
            .filter(|(line, _)| entries.binary_search(line).is_err());
        for (line, text) in own.chain(comments) {
            for said in lines::secrets(text) {
                let Some(range) = said.value else { continue };
                let raw = Some(Secret::new(text[range].to_vec()));
                let sighting = self.sighting(line, &said.name, Kind::Loose);
                let sighting = sighting
                    .told("in a comment, where npm does not read it")
                    .with_hint(self.take_out(line));
                self.seen.push(Seen {
                    sighting,
                    raw,
                    credential: None,
                    lines: vec![line],
                });
            }
        }
    }

    fn sighting(&self, line: usize, key: &str, kind: Kind) -> Sighting {
        Sighting::at(
            self.place,
            Some(self.path.to_owned()),
            Some(line),
            key,
            kind,
        )
    }

    fn take_out(&self, line: usize) -> Hint {
        super::sighting::take_out(self.path, line)
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

    /// The line of a project without which this key would mean another registry. What lies in a
    /// project is its own.
    fn only_by_project(&self, registry: &Registry, dart: &str) -> Option<String> {
        let is_shared = matches!(self.place, Place::Project | Place::Folder);
        let is_own = self.among(self.view.own_urls, dart).as_ref() == Some(registry);
        if is_shared || is_own {
            None
        } else {
            (self.view.by)(registry, dart)
        }
    }
}

impl Sighting {
    pub(super) fn with_hint(mut self, hint: Hint) -> Self {
        self.hints.push(hint);
        self
    }
}

/// How a secret inside the address of a registry is kept, and the address written without it.
fn from_address(entry: &Entry, text: &str) -> Vec<Hint> {
    let is_registry = entry.key == "registry" || entry.key.ends_with(":registry");
    let Some(registry) = Registry::parse_any(text).ok().filter(|_| is_registry) else {
        return Vec::new();
    };
    let store = Command::new("npmcred store").flag("--registry", registry.to_string());
    let plain = Command::new("npm config set").word(format!("{}={registry}", entry.key));
    vec![
        Hint::new("keep the secret", store),
        Hint::new("name the registry without it", plain),
    ]
}

fn slashed(dart: &str) -> String {
    if dart.ends_with('/') {
        dart.to_owned()
    } else {
        format!("{dart}/")
    }
}

/// Whether npm would ever ask for a key that begins like this: it writes hosts in small letters,
/// without a default port.
fn is_npms(dart: &str, registry: Option<&Registry>) -> bool {
    let host = dart
        .strip_prefix("//")
        .map(|rest| rest.split('/').next().unwrap_or(rest));
    host.is_some_and(|host| !host.contains('@'))
        && registry.is_none_or(|registry| registry.nerf_dart().as_str() == slashed(dart))
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

#[cfg(test)]
#[path = "config_file_tests.rs"]
mod tests;
