//! Reads Rust source as tokens: enough of the language to find modules, paths and functions in it.
//!
//! Comments are left out, and a string is one token, so that neither is taken for code. A number is
//! a word here, and of the signs only `::` is more than one character long.

use std::ops::RangeInclusive;

/// One token, with the line that it stands on, counted from one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

impl Token<'_> {
    /// Whether it is a name or a keyword.
    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(is_word_character) && !self.text.contains(['"', '\''])
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// All tokens of a source.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = pieces(source);
    found.retain(|piece| !is_comment(piece.text));
    found
}

/// The lines that each comment of a source takes.
pub(super) fn comments(source: &str) -> Vec<RangeInclusive<usize>> {
    let found = pieces(source).into_iter();
    let comments = found.filter(|piece| is_comment(piece.text));
    comments
        .map(|it| it.line..=it.line + it.text.matches('\n').count())
        .collect()
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//") || text.starts_with("/*")
}

/// All tokens and comments.
fn pieces(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < source.len() {
        let rest = &source[at..];
        let length = length_of_next(rest);
        let text = &rest[..length];
        if !text.trim().is_empty() {
            found.push(Token { text, line });
        }
        line += text.matches('\n').count();
        at += length;
    }
    found
}

/// How many bytes the token, comment or blank at the beginning of this text takes.
fn length_of_next(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return length_of_block_comment(text);
    }
    if let Some(length) = length_of_string(text) {
        return length;
    }
    if text.starts_with("::") {
        return 2;
    }
    let first = text.chars().next().map_or(1, char::len_utf8);
    if !text.starts_with(is_word_character) {
        return first;
    }
    text.find(|c| !is_word_character(c)).unwrap_or(text.len())
}

/// Block comments nest.
fn length_of_block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// A string, raw or not, or a character; `None` where this text begins with something else.
fn length_of_string(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c']);
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", &raw[..hashes]);
        let start = text.len() - inside.len();
        return Some(
            inside
                .find(&end)
                .map_or(text.len(), |at| start + at + end.len()),
        );
    }
    let prefix = text.len() - body.len();
    if body.starts_with('"') {
        return Some(prefix + length_of_quoted(body, '"'));
    }
    // A lifetime has no second quote behind its first character.
    let mut after = body.strip_prefix('\'')?.chars();
    let is_character = after.next() == Some('\\') || after.next() == Some('\'');
    is_character.then(|| prefix + length_of_quoted(body, '\''))
}

fn length_of_quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

#[test]
fn comments_are_left_out_and_strings_are_whole() {
    let source = "a::b /* x /* y */ z */ \"//\\\"\" // end\nr#\"\"q\"\"# '\\'' 'c' &'d b'x' 1_0";
    let read = tokens(source);
    let texts: Vec<&str> = read.iter().map(|token| token.text).collect();
    assert_eq!(
        texts,
        [
            "a",
            "::",
            "b",
            "\"//\\\"\"",
            "r#\"\"q\"\"#",
            "'\\''",
            "'c'",
            "&",
            "'",
            "d",
            "b'x'",
            "1_0"
        ]
    );
    assert_eq!((read[3].line, read[4].line), (1, 2));
    assert!(read[0].is_word() && !read[1].is_word() && !read[4].is_word());
}
