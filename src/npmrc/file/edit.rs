//! Removes entries from a config file, or changes their values, and keeps every other byte.
//!
//! A comment after a value is not part of the entry: it stays, on a line of its own if the entry is
//! removed. Nor is a byte order mark, although npm reads it as part of the first key.

use super::ini::{Document, Entry, line_end};
use super::js;
use super::value::Value;
use crate::npmrc::version::NpmVersion;
use std::ops::Range;
use zeroize::Zeroize;

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Document {
    /// Removes the entries on these lines. A byte order mark goes too if it would change the
    /// meaning of the next line: npm would take a section's header for a key, and npm 8 an empty
    /// line.
    pub fn take_out(&mut self, lines: &[usize]) {
        self.splice(lines, |document, entry| {
            (document.removal(entry), Vec::new())
        });
        let Some(rest) = self.bytes.strip_prefix(MARK).filter(|_| lines.contains(&1)) else {
            return;
        };
        let says = |bytes: &[u8], npm| -> Vec<(String, Value)> {
            let settings = Self::parse(bytes, npm).settings();
            settings
                .into_iter()
                .map(|(key, value, _)| (key, value))
                .collect()
        };
        if [self.npm, NpmVersion::Npm8]
            .into_iter()
            .any(|npm| says(&self.bytes, npm) != says(rest, npm))
        {
            *self = Self::parse(rest, self.npm);
        }
    }

    /// Gives the entry on each of these lines this value. The value is written unchanged, so it
    /// must need no quotes.
    pub fn put_in_place(&mut self, lines: &[usize], value: &str) {
        self.splice(lines, |document, entry| {
            (document.value_of(entry), value.as_bytes().to_vec())
        });
    }

    /// The comment after the value of this line, if there is one.
    #[must_use]
    pub fn comment_of(&self, entry: &Entry) -> Option<&[u8]> {
        let text = self.text_of(entry);
        comment(&self.bytes[text.clone()]).map(|at| &self.bytes[text.start + at..text.end])
    }

    fn splice(
        &mut self,
        lines: &[usize],
        change: impl Fn(&Self, &Entry) -> (Range<usize>, Vec<u8>),
    ) {
        let mut out = Vec::with_capacity(self.bytes.len() + 64 * lines.len());
        let mut from = 0;
        for entry in self
            .entries
            .iter()
            .filter(|entry| lines.contains(&entry.line))
        {
            let (range, text) = change(self, entry);
            out.extend_from_slice(&self.bytes[from..range.start]);
            out.extend_from_slice(&text);
            from = range.end;
        }
        out.extend_from_slice(&self.bytes[from..]);
        *self = Self::parse(&out, self.npm);
        out.zeroize();
    }

    /// The line without its end, and without a byte order mark in front of it.
    fn text_of(&self, entry: &Entry) -> Range<usize> {
        let line = &self.bytes[entry.span.clone()];
        let mark = if entry.span.start == 0 && line.starts_with(MARK) {
            MARK.len()
        } else {
            0
        };
        entry.span.start + mark..entry.span.end - line_end(line).len()
    }

    fn removal(&self, entry: &Entry) -> Range<usize> {
        let text = self.text_of(entry);
        match comment(&self.bytes[text.clone()]) {
            Some(at) => text.start..text.start + at,
            None => text.start..entry.span.end,
        }
    }

    fn value_of(&self, entry: &Entry) -> Range<usize> {
        let text = self.text_of(entry);
        let line = &self.bytes[text.clone()];
        let begin = line
            .iter()
            .position(|byte| *byte == b'=')
            .map_or(line.len(), |at| at + 1);
        let end = comment(line).unwrap_or(line.len());
        let inner = trimmed(&line[begin..end]);
        text.start + begin + inner.start..text.start + begin + inner.end
    }
}

/// The value without the blanks that npm removes at both ends.
fn trimmed(value: &[u8]) -> Range<usize> {
    let text = String::from_utf8_lossy(value);
    if text.len() != value.len() {
        let begin = value
            .iter()
            .position(|byte| !byte.is_ascii_whitespace())
            .unwrap_or(value.len());
        let end = value
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace())
            .map_or(begin, |at| at + 1);
        return begin..end;
    }
    let begin = text.len() - text.trim_start_matches(js::is_space).len();
    begin..begin + js::trim(&text).len()
}

/// Where the comment after a value begins: at the first `;` or `#` without a backslash, unless the
/// value is in quotes.
fn comment(line: &[u8]) -> Option<usize> {
    let begin = line.iter().position(|byte| *byte == b'=')? + 1;
    let value = String::from_utf8_lossy(&line[begin..]);
    let value = js::trim(&value);
    if ['"', '\'']
        .iter()
        .any(|quote| value.starts_with(*quote) && value.ends_with(*quote))
    {
        return None;
    }
    let mut escaped = false;
    for (at, byte) in line[begin..].iter().enumerate() {
        match byte {
            b';' | b'#' if !escaped => return Some(begin + at),
            _ => escaped = !escaped && *byte == b'\\',
        }
    }
    None
}

impl Drop for Document {
    /// Config files hold secrets.
    fn drop(&mut self) {
        self.bytes.zeroize();
        for entry in &mut self.entries {
            if let Value::Text(text) = &mut entry.value {
                text.zeroize();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "//h/:_authToken";

    fn edited(text: &str, value: Option<&str>) -> String {
        let mut document = Document::parse(text.as_bytes(), NpmVersion::Npm12);
        let own = document
            .entries()
            .filter(|entry| entry.key == KEY && entry.section.is_none());
        let lines: Vec<usize> = own.map(|entry| entry.line).collect();
        match value {
            None => document.take_out(&lines),
            Some(value) => document.put_in_place(&lines, value),
        }
        String::from_utf8(document.to_bytes()).unwrap()
    }

    #[test]
    fn nothing_but_the_entry_goes() {
        let cases = [
            ("a=1\r\n//h/:_authToken=x\r\nb=2\r\n", "a=1\r\nb=2\r\n"),
            ("a=1\n//h/:_authToken=x", "a=1\n"),
            ("\u{feff}//h/:_authToken=x\na=1", "\u{feff}a=1"),
            ("  //h/:_authToken = x ; mine\na=1", "; mine\na=1"),
            ("//h/:_authToken=x#mine\r\na=1", "#mine\r\na=1"),
            ("//h/:_authToken=\"x;y\"\na=1", "a=1"),
            ("//h/:_authToken=x\\;y ;z\na=1", ";z\na=1"),
            ("//h/:_authToken=x\n//h/:_authToken=y\n", ""),
            ("[s]\n//h/:_authToken=x\n", "[s]\n//h/:_authToken=x\n"),
            ("\"//h/:_authToken\"=x\n\n\n; end", "\n\n; end"),
            ("a=1\r//h/:_authToken=x\rb=2", "a=1\rb=2"),
            ("\u{feff}//h/:_authToken=x\n[s]\na=1", "[s]\na=1"),
            ("\u{feff}//h/:_authToken=x\n\na=1", "\na=1"),
            ("\u{feff}//h/:_authToken=x\n=a\n", "=a\n"),
            ("\u{feff}//h/:_authToken=x\n; c\n", "\u{feff}; c\n"),
            (
                "\u{feff}//h/:_authToken=x;c\n[s]\na=1",
                "\u{feff};c\n[s]\na=1",
            ),
        ];
        for (text, want) in cases {
            assert_eq!(edited(text, None), want, "{text:?}");
        }
    }

    #[test]
    fn nothing_but_the_value_changes() {
        let cases = [
            (
                "a=1\r\n//h/:_authToken=x\r\nb=2",
                "a=1\r\n//h/:_authToken=${T}\r\nb=2",
            ),
            (
                "\u{feff} //h/:_authToken =  x  ; mine\n",
                "\u{feff} //h/:_authToken =  ${T}  ; mine\n",
            ),
            ("//h/:_authToken='x'", "//h/:_authToken=${T}"),
            (
                "//h/:_authToken=\u{a0}x\u{a0}#c",
                "//h/:_authToken=\u{a0}${T}\u{a0}#c",
            ),
            ("\"//h/:_authToken\"=\"x\"\n", "\"//h/:_authToken\"=${T}\n"),
        ];
        for (text, want) in cases {
            assert_eq!(edited(text, Some("${T}")), want, "{text:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay() {
        let text = b"; \xff\xfe\n//h/:_authToken=x ; \xff\n\xfe=1\n";
        let mut document = Document::parse(text, NpmVersion::Npm12);
        document.take_out(&[2]);
        assert_eq!(document.to_bytes(), b"; \xff\xfe\n; \xff\n\xfe=1\n");
    }
}
