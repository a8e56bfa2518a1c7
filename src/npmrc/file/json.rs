//! Reads JSON as JavaScript does (`JSON.parse`), so that every text that npm can read is readable
//! here.
//!
//! A number beyond the doubles is infinite. Half a surrogate pair is U+FFFD (as in a file that node
//! writes). The last value of a repeated key counts. Bytes that are not UTF-8 are U+FFFD. Serde
//! refuses the first two.
//!
//! "Not JSON" and "not read exactly" are two results: the first means that npm reads nothing
//! either, the second that it may.

use std::borrow::Cow;
use std::collections::HashMap;

use super::js::decoded;
use super::value::Value;

/// The greatest depth of nested lists and objects. JavaScript has no such limit, and no file of
/// npm's comes near.
const DEEPEST: usize = 256;

/// From so many keys of an object on, a table says where each is. Most objects have fewer.
const MANY: usize = 16;

/// Why a text has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// JavaScript refuses it too.
    NotJson,
    /// JavaScript may read it, and we do not. It is nested too deeply, or has two byte order marks,
    /// of which some modules of npm remove one and some both.
    NotExact,
}

impl Value {
    /// `JSON.parse(text)`; `None` if it throws, and also if the nesting is too deep.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        // By far the most common text is a word in single quotes, which cannot be JSON.
        let first = text
            .trim_start_matches([' ', '\t', '\n', '\r'])
            .bytes()
            .next()?;
        if !matches!(
            first,
            b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
        ) {
            return None;
        }
        parse(text).ok()
    }
}

/// `JSON.parse(text)`.
///
/// # Errors
/// If JavaScript throws, or would read more than we do.
pub fn parse(text: &str) -> Result<Value, Refusal> {
    let mut reader = JsonReader { text, at: 0 };
    let value = reader.value(DEEPEST)?;
    reader.skip_space();
    if reader.at == text.len() {
        Ok(value)
    } else {
        Err(Refusal::NotJson)
    }
}

/// A file as npm reads it: decoded by node, without its byte order mark
/// (`json-parse-even-better-errors`).
///
/// # Errors
/// Those of [`parse`].
pub fn parse_file(bytes: &[u8]) -> Result<Value, Refusal> {
    let text = decoded(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.starts_with('\u{feff}') {
        Err(Refusal::NotExact)
    } else {
        parse(text)
    }
}

/// Every string of a JSON text, including keys. The text need not be JSON as a whole: text between
/// two quotes counts as a string wherever it could be one.
pub fn strings(text: &str, mut take: impl FnMut(&str)) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'"', &text.as_bytes()[at..]) {
        let mut reader = JsonReader {
            text,
            at: at + found,
        };
        match reader.string() {
            Ok(string) => {
                take(&string);
                at = reader.at;
            }
            Err(_) => at += found + 1,
        }
    }
}

/// Every text in a value, without its keys.
pub fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Text(text) => found.push(text),
        Value::List(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Table(fields) => fields.iter().for_each(|(_, field)| texts(field, found)),
        Value::Null | Value::Undefined | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same value for serde, which has no infinity: that is the largest double.
#[must_use]
pub fn to_serde(value: &Value) -> serde_json::Value {
    match value {
        Value::Null | Value::Undefined => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => number.clamp(f64::MIN, f64::MAX).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(to_serde).collect(),
        Value::Table(fields) => serde_json::Value::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), to_serde(value)))
                .collect(),
        ),
    }
}

struct JsonReader<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
}

impl<'a> JsonReader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over this byte if it is the next one after blanks.
    fn takes(&mut self, byte: u8) -> bool {
        self.skip_space();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, levels: usize) -> Result<Value, Refusal> {
        self.skip_space();
        match self.peek() {
            Some(b'{' | b'[') if levels == 0 => Err(Refusal::NotExact),
            Some(b'{') => self.object(levels - 1),
            Some(b'[') => self.list(levels - 1),
            Some(b'"') => Ok(Value::Text(self.string()?.into_owned())),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                let words = [
                    ("null", Value::Null),
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                ];
                let rest = &self.text[self.at..];
                let (word, value) = words
                    .into_iter()
                    .find(|(word, _)| rest.starts_with(word))
                    .ok_or(Refusal::NotJson)?;
                self.at += word.len();
                Ok(value)
            }
        }
    }

    fn list(&mut self, levels: usize) -> Result<Value, Refusal> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(levels)?);
            if self.takes(b']') {
                return Ok(Value::List(items));
            }
            if !self.takes(b',') {
                return Err(Refusal::NotJson);
            }
        }
    }

    fn object(&mut self, levels: usize) -> Result<Value, Refusal> {
        self.at += 1;
        let mut fields: Vec<(String, Value)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        if self.takes(b'}') {
            return Ok(Value::Table(fields));
        }
        loop {
            self.skip_space();
            let key = self.string()?.into_owned();
            if !self.takes(b':') {
                return Err(Refusal::NotJson);
            }
            let value = self.value(levels)?;
            let known = if fields.len() < MANY {
                fields.iter().position(|(other, _)| *other == key)
            } else {
                places.get(&key).copied()
            };
            match known {
                Some(at) => fields[at].1 = value,
                None => {
                    fields.push((key, value));
                    if fields.len() >= MANY {
                        let unlisted = fields.iter().enumerate().skip(places.len());
                        places.extend(unlisted.map(|(at, (key, _))| (key.clone(), at)));
                    }
                }
            }
            if self.takes(b'}') {
                return Ok(Value::Table(fields));
            }
            if !self.takes(b',') {
                return Err(Refusal::NotJson);
            }
        }
    }

    fn number(&mut self) -> Result<Value, Refusal> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.digits()?;
        if whole > 1 && self.text.as_bytes()[self.at - whole] == b'0' {
            return Err(Refusal::NotJson);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.text[start..self.at]
            .parse()
            .map(Value::Number)
            .map_err(|_| Refusal::NotJson)
    }

    /// Steps over at least one digit, and says how many there were.
    fn digits(&mut self) -> Result<usize, Refusal> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start {
            Ok(self.at - start)
        } else {
            Err(Refusal::NotJson)
        }
    }

    /// A string, from its opening quote on.
    fn string(&mut self) -> Result<Cow<'a, str>, Refusal> {
        if self.peek() != Some(b'"') {
            return Err(Refusal::NotJson);
        }
        self.at += 1;
        let mut out = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
                .ok_or(Refusal::NotJson)?;
            if plain > 0 {
                // Borrowed as long as there is only one piece.
                if out.is_empty() {
                    out = Cow::Borrowed(&rest[..plain]);
                } else {
                    out.to_mut().push_str(&rest[..plain]);
                }
            }
            self.at += plain + 1;
            match rest.as_bytes()[plain] {
                b'"' => return Ok(out),
                b'\\' => out.to_mut().push(self.escape()?),
                _ => return Err(Refusal::NotJson),
            }
        }
    }

    /// The character of an escape, after its backslash.
    fn escape(&mut self) -> Result<char, Refusal> {
        let letter = self.peek().ok_or(Refusal::NotJson)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit().ok_or(Refusal::NotJson)?;
                self.at += 4;
                self.paired(unit)
            }
            _ => return Err(Refusal::NotJson),
        })
    }

    /// Joins the first half of a surrogate pair with the second half, if that follows.
    fn paired(&mut self, unit: u32) -> char {
        if (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
            let second = Self {
                text: self.text,
                at: self.at + 2,
            }
            .unit();
            if let Some(low @ 0xdc00..=0xdfff) = second {
                self.at += 6;
                return char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                    .unwrap_or('\u{fffd}');
            }
        }
        char::from_u32(unit).unwrap_or('\u{fffd}')
    }

    /// The four hexadecimal digits that come next.
    fn unit(&self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        digits.iter().try_fold(0, |sum, &digit| {
            Some(sum * 16 + char::from(digit).to_digit(16)?)
        })
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
