//! An npm config file, line by line: what npm's `ini` package makes of it, and every original byte.
//!
//! The format is not what it looks like. An unquoted `;` or `#` ends a value (and a key). `"abc" ;
//! note` keeps its quotes. A section header with a comment after it is a key. A line with U+2028 in
//! its value does not exist. A key under a section is *not* npm's key of that name: `[//host/]`
//! followed by `:_authToken=` gives no credential.
//!
//! The file stays bytes, and entries are views with a line number. A rewrite from parsed data,
//! which npm itself does on a save, loses comments, order and everything that is not UTF-8.

use std::borrow::Cow;
use std::ops::Range;

use super::js;
use super::object::{KeyTarget, Object};
use super::value::Value;
use crate::npmrc::version::NpmVersion;

/// A config file that can be read as npm reads it and written back unchanged.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) bytes: Vec<u8>,
    pub(crate) npm: NpmVersion,
    pub(crate) entries: Vec<Entry>,
    headers: Vec<SectionHeader>,
    fatal_line: Option<usize>,
}

/// One line that sets a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, unquoted and without `[]`, before `${…}` expansion.
    pub key: String,
    /// The value on this line alone, before expansion; `true` if there is no equals sign.
    pub value: Value,
    /// Line number, from 1.
    pub line: usize,
    /// The section that the line is in; npm sees such a key only inside an object of that name.
    pub section: Option<String>,
    /// Whether the key was written `key[]`.
    pub is_list: bool,
    pub(crate) span: Range<usize>,
}

/// A section header, and how many entries came before it.
#[derive(Clone, Debug)]
struct SectionHeader {
    name: String,
    at: usize,
    line: usize,
    attached: bool,
}

impl Document {
    /// Reads a file. Nothing is an error: `ini` skips what it does not understand. Bytes that are
    /// not UTF-8 become U+FFFD in keys and values (as node decodes them), while the document keeps
    /// them.
    #[must_use]
    pub fn parse(bytes: &[u8], npm: NpmVersion) -> Self {
        let mut document = Self {
            bytes: bytes.to_vec(),
            npm,
            entries: Vec::new(),
            headers: Vec::new(),
            fatal_line: None,
        };
        for (number, line) in lines(bytes).enumerate() {
            document.read_line(number + 1, &line);
        }
        document
    }

    /// The bytes, without the removed entries.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Every line that sets a key, in file order, those in sections included.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Whether there is a section header; its keys are hidden from npm.
    #[must_use]
    pub fn has_sections(&self) -> bool {
        !self.headers.is_empty()
    }

    /// The first line on which `ini` throws, so that npm itself does not start: a key that is JSON
    /// `null`.
    #[must_use]
    pub fn fatal_line(&self) -> Option<usize> {
        self.fatal_line
    }

    /// Drops every line outside sections that sets `key` (or `key[]`), with its line end; all other
    /// bytes stay.
    pub fn remove_key(&mut self, key: &str) {
        let mut kept = Vec::with_capacity(self.bytes.len());
        let mut from = 0;
        for entry in self
            .entries
            .iter()
            .filter(|entry| entry.section.is_none() && entry.key == key)
        {
            kept.extend_from_slice(&self.bytes[from..entry.span.start]);
            from = entry.span.end;
        }
        kept.extend_from_slice(&self.bytes[from..]);
        *self = Self::parse(&kept, self.npm);
    }

    /// Gives `key` this value. The one line that sets it is rewritten in its place; of several, or
    /// of a list, one line is left. A new line goes to the end, but before the first section, which
    /// would swallow it. All other bytes stay.
    ///
    /// `false`, with the document unchanged, if no line can express this (a key with `=` in it, for
    /// instance).
    #[must_use]
    pub fn set(&mut self, key: &str, value: &str) -> bool {
        let line = format!("{}={}", written(key), written(value));
        let mut changed = self.clone();
        let own: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.section.is_none() && entry.key == key)
            .collect();
        match own[..] {
            [only] if !only.is_list => {
                let old = &self.bytes[only.span.clone()];
                let end = only.span.start + old.len() - line_end(old).len();
                changed.bytes.splice(only.span.start..end, line.bytes());
            }
            _ => {
                changed.remove_key(key);
                changed.insert(&line);
            }
        }
        let changed = Self::parse(&changed.bytes, self.npm);
        let wanted =
            |(name, found, _): &(String, Value, _)| name == key && found.as_text() == Some(value);
        let is_said = changed.settings().iter().any(wanted);
        if is_said {
            *self = changed;
        }
        is_said
    }

    /// Puts a line in front of the first section, or at the end.
    fn insert(&mut self, text: &str) {
        let first = self.headers.first().map(|header| header.line - 1);
        let at = first
            .and_then(|number| lines(&self.bytes).nth(number))
            .map_or(self.bytes.len(), |line| line.text.start);
        let end = lines(&self.bytes)
            .map(|line| line_end(&self.bytes[..line.end]))
            .next()
            .filter(|end| !end.is_empty());
        let end = end.unwrap_or(b"\n").to_vec();
        let needs_end = at > 0 && line_end(&self.bytes[..at]).is_empty();
        let mut new = if needs_end { end.clone() } else { Vec::new() };
        new.extend_from_slice(text.as_bytes());
        new.extend_from_slice(&end);
        self.bytes.splice(at..at, new);
    }

    /// The object that `ini.parse` returns, as its entries in order: key, value, and the line that
    /// decided it.
    #[must_use]
    pub fn settings(&self) -> Vec<(String, Value, Option<usize>)> {
        self.clone().into_settings()
    }

    /// The same, for who needs nothing else of the document.
    #[must_use]
    pub fn into_settings(mut self) -> Vec<(String, Value, Option<usize>)> {
        let entries = std::mem::take(&mut self.entries);
        let mut object = Object::with_capacity(entries.len());
        let mut target = KeyTarget::Top;
        let mut headers = self.headers.iter().peekable();
        for (index, entry) in entries.into_iter().enumerate() {
            while let Some(header) = headers.next_if(|header| header.at <= index) {
                target = object.open(header.attached.then_some(&header.name), header.line);
            }
            object.assign(&target, &entry.key, entry.value, entry.is_list, entry.line);
        }
        for header in headers {
            object.open(header.attached.then_some(&header.name), header.line);
        }
        object.split_dotted_sections();
        object.into_entries()
    }

    fn read_line(&mut self, number: usize, line: &IniLine) {
        let text = String::from_utf8_lossy(&self.bytes[line.text.clone()]);
        let trimmed = text.trim_start_matches(js::is_space);
        if text.is_empty()
            || trimmed.starts_with([';', '#'])
            || (trimmed.is_empty() && self.npm >= NpmVersion::Npm9)
        {
            return;
        }
        if let Some(name) = header(&text, self.npm) {
            let name = unquote(name);
            let attached = name != Value::Text("__proto__".into());
            self.headers.push(SectionHeader {
                name: name.to_text(),
                at: self.entries.len(),
                line: number,
                attached,
            });
            return;
        }
        let Some((key, value)) = key_and_value(&text) else {
            return;
        };
        let key = unquote(key);
        if throws_as_key(&key) {
            self.fatal_line.get_or_insert(number);
            return;
        }
        let key = key.to_text();
        let (key, is_list) = match key.strip_suffix("[]") {
            Some(name) if !name.is_empty() => (name.to_owned(), true),
            Some(_) | None => (key, false),
        };
        if key == "__proto__" {
            return;
        }
        let value = value.map_or(Value::Bool(true), |value| literal(unquote(value)));
        let section = self.headers.last().map(|header| header.name.clone());
        let span = line.text.start..line.end;
        self.entries.push(Entry {
            key,
            value,
            line: number,
            section,
            is_list,
            span,
        });
    }
}

struct IniLine {
    text: Range<usize>,
    /// Where the next line begins.
    end: usize,
}

/// Lines as an editor counts them: CR LF is one line end. `ini` splits at runs of both, which gives
/// the same lines.
fn lines(bytes: &[u8]) -> impl Iterator<Item = IniLine> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let stop = bytes[start..]
            .iter()
            .position(|b| matches!(b, b'\r' | b'\n'));
        let text = start..stop.map_or(bytes.len(), |stop| start + stop);
        let end = match bytes[text.end..] {
            [b'\r', b'\n', ..] => text.end + 2,
            [_, ..] => text.end + 1,
            [] => text.end,
        };
        start = end;
        Some(IniLine { text, end })
    })
}

/// The line end at the end of these bytes; empty if there is none.
pub(crate) fn line_end(bytes: &[u8]) -> &[u8] {
    let length = match bytes {
        [.., b'\r', b'\n'] => 2,
        [.., b'\r' | b'\n'] => 1,
        _ => 0,
    };
    &bytes[bytes.len() - length..]
}

/// `safe` of the `ini` package: quoted where it must be, `;` and `#` escaped elsewhere.
fn written(text: &str) -> String {
    let is_quoted = text.len() > 1
        && ['"', '\'']
            .iter()
            .any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
    if text.contains(['=', '\r', '\n'])
        || text.starts_with('[')
        || is_quoted
        || js::trim(text) != text
    {
        return serde_json::Value::from(text).to_string();
    }
    text.replace(';', "\\;").replace('#', "\\#")
}

/// `[name]`: from the very first character. Up to npm 8 nothing may follow it, not even a blank.
fn header(line: &str, npm: NpmVersion) -> Option<&str> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    let bare = if npm >= NpmVersion::Npm9 {
        js::trim(rest).is_empty()
    } else {
        rest.is_empty()
    };
    bare.then_some(name)
}

/// Splits at the first equals sign. `None` if JavaScript's `.` does not match: U+2028 and U+2029 in
/// a value.
fn key_and_value(line: &str) -> Option<(&str, Option<&str>)> {
    match line.split_once('=') {
        None => Some((line, None)),
        Some(("", _)) => None,
        Some((_, value)) if value.contains(['\u{2028}', '\u{2029}']) => None,
        Some((key, value)) => Some((key, Some(value))),
    }
}

/// `unsafe` of the `ini` package: removes quotes, or escapes and comments.
fn unquote(text: &str) -> Value {
    let text = js::trim(text);
    if text.starts_with('"') && text.ends_with('"') {
        return Value::from_json(text).unwrap_or_else(|| Value::Text(text.into()));
    }
    if text.starts_with('\'') && text.ends_with('\'') {
        // A lone quote is both its beginning and its end.
        let inside = text
            .get(1..text.len().saturating_sub(1))
            .unwrap_or_default();
        return Value::from_json(inside).unwrap_or_else(|| Value::Text(inside.into()));
    }
    Value::Text(js::trim(&unescape(text)).into())
}

/// The text up to the first `;` or `#` without a backslash; a backslash before these or another
/// backslash is removed.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', ';', '#']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match (escaped, c) {
            (true, '\\' | ';' | '#') => out.push(c),
            (true, _) => out.extend(['\\', c]),
            (false, ';' | '#') => break,
            (false, '\\') => {}
            (false, _) => out.push(c),
        }
        escaped = !escaped && c == '\\';
    }
    if escaped {
        out.push('\\');
    }
    Cow::Owned(out)
}

/// Turns the words `true`, `false` and `null` into their values.
fn literal(value: Value) -> Value {
    match value.as_text() {
        Some("true") => Value::Bool(true),
        Some("false") => Value::Bool(false),
        Some("null") => Value::Null,
        Some(_) | None => value,
    }
}

/// `ini` asks the key for its length and its last two characters, which `null` and some objects
/// refuse.
fn throws_as_key(key: &Value) -> bool {
    match key {
        Value::Null => true,
        Value::Table(fields) => {
            let length = fields.iter().find(|(name, _)| name == "length");
            length.is_some_and(|(_, length)| {
                js::number(&length.to_text()).is_some_and(|length| length > 2.0)
            })
        }
        Value::Undefined | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
            false
        }
    }
}

#[cfg(test)]
#[path = "ini_tests.rs"]
mod tests;
