//! Adds, renews and removes our lines in a start file. Pure; bytes in, bytes out.
//!
//! The marks themselves hold everything that is needed to remove the lines, so it works without the
//! receipt. They say whether the file was made for them, and whether the line above had an end.
//! They hold a digest of the lines, which shows an edit between the marks. A line end that was
//! added stays ours only as long as the same line is above and nothing below. Marks that do not fit
//! mean that the user has edited there: one of a pair, two pairs, another digest. Then nothing is
//! changed, and the caller learns which lines it is.

use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;

const BEGIN: &str = " >>> npmcred >>> ";
const END: &str = " <<< npmcred <<< ";
const ABOUT: &str = "put here by npmcred setup, taken out by npmcred setup --undo";
const FILE_MADE: &str = " (with this file)";
const LINE_ENDED: &str = " (with the end of the line above, ";

/// Why a file's marks cannot be trusted, and the lines (from 1) to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// The lines.
    pub(super) lines: Vec<usize>,
    /// What is wrong.
    pub(super) why: Wrong,
}

/// What can be wrong with marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// One of a pair, out of order, or with another text than ours.
    Broken,
    /// More than one pair.
    Doubled,
    /// The text between them was changed.
    Changed,
    /// The file is not made of single bytes: it begins like UTF-16.
    Wide,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.lines.iter().map(ToString::to_string).collect();
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let lines = format!("{word} {}", lines.join(", "));
        match self.why {
            Wrong::Broken => write!(f, "has marks of npmcred that do not fit together ({lines})"),
            Wrong::Doubled => write!(f, "has npmcred's lines more than once (marks on {lines})"),
            Wrong::Changed => write!(f, "was changed between npmcred's marks ({lines})"),
            Wrong::Wide => f.write_str("is UTF-16"),
        }
    }
}

/// The file before our lines.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Before {
    /// It ended with a line end, or was empty.
    Plain,
    /// There was no file.
    NoFile,
    /// Its last line had no end; its digest.
    Unended(String),
}

#[derive(Debug)]
struct Block {
    range: Range<usize>,
    lines: Range<usize>,
    text: Vec<u8>,
    before: Before,
}

/// The file without our lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TakenOut {
    /// The rest of the file.
    pub(super) contents: Vec<u8>,
    /// Whether the file was made for our lines and holds nothing else, so that it should be
    /// removed.
    pub(super) is_spent: bool,
}

/// The file with our lines at its end, or renewed in their place. `contents` is `None` for a
/// missing file; `comment` begins a comment; `text` is the lines without marks.
///
/// # Errors
/// Marks that cannot be trusted.
pub(super) fn put(contents: Option<&[u8]>, comment: &str, text: &[u8]) -> Result<Vec<u8>, Damage> {
    let old = contents.unwrap_or_default();
    if let Some(block) = find(old, comment)? {
        if block.text == text {
            return Ok(old.to_vec());
        }
        let fresh = block_of(comment, text, &block.before);
        return Ok([&old[..block.range.start], &fresh, &old[block.range.end..]].concat());
    }
    let unended = old
        .rsplit(|byte| *byte == b'\n')
        .next()
        .filter(|line| !line.is_empty());
    let before = match (contents, unended) {
        (None, _) => Before::NoFile,
        (Some(_), None) => Before::Plain,
        (Some(_), Some(line)) => Before::Unended(digest(line)),
    };
    let line_end: &[u8] = if unended.is_some() { b"\n" } else { b"" };
    Ok([old, line_end, &block_of(comment, text, &before)].concat())
}

/// The file without our lines; `None` if it has none.
///
/// # Errors
/// Marks that cannot be trusted.
pub(super) fn take_out(contents: &[u8], comment: &str) -> Result<Option<TakenOut>, Damage> {
    let Some(block) = find(contents, comment)? else {
        return Ok(None);
    };
    let (mut above, below) = (&contents[..block.range.start], &contents[block.range.end..]);
    if let (Before::Unended(line), true) = (&block.before, below.is_empty()) {
        above = without_our_line_end(above, line);
    }
    let contents = [above, below].concat();
    let is_spent = contents.is_empty() && block.before == Before::NoFile;
    Ok(Some(TakenOut { contents, is_spent }))
}

/// Our lines in the file, with their marks, and the numbers of the first and the last.
///
/// # Errors
/// Marks that cannot be trusted.
pub(super) fn existing_block(
    contents: &[u8],
    comment: &str,
) -> Result<Option<(Vec<u8>, usize, usize)>, Damage> {
    let block = find(contents, comment)?;
    Ok(block.map(|block| {
        (
            contents[block.range.clone()].to_vec(),
            block.lines.start,
            block.lines.end,
        )
    }))
}

fn without_our_line_end<'a>(above: &'a [u8], line: &str) -> &'a [u8] {
    let is_it = |bare: &&[u8]| {
        digest(
            bare.rsplit(|byte| *byte == b'\n')
                .next()
                .unwrap_or_default(),
        ) == line
    };
    // An editor may have changed the line end that we wrote.
    let bare = [b"\n".as_slice(), b"\r\n"]
        .into_iter()
        .filter_map(|end| above.strip_suffix(end));
    bare.into_iter().find(is_it).unwrap_or(above)
}

fn block_of(comment: &str, text: &[u8], before: &Before) -> Vec<u8> {
    let aside = match before {
        Before::Plain => String::new(),
        Before::NoFile => FILE_MADE.to_owned(),
        Before::Unended(line) => format!("{LINE_ENDED}{line})"),
    };
    let begin = format!("{comment}{BEGIN}{ABOUT}{aside}\n");
    let end = format!("{comment}{END}{}\n", digest(text));
    [begin.as_bytes(), text, end.as_bytes()].concat()
}

/// Eight digits show an edit. They do not protect from forgery, and need not.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

struct TextLine {
    number: usize,
    range: Range<usize>,
    is_begin: bool,
}

fn find(contents: &[u8], comment: &str) -> Result<Option<Block>, Damage> {
    // The mark of UTF-16, and half of a first letter.
    if matches!(contents, [0xff, 0xfe, _, 0, ..] | [0xfe, 0xff, 0, ..]) {
        return Err(Damage {
            lines: Vec::new(),
            why: Wrong::Wide,
        });
    }
    let marks = marks(contents, comment);
    let damage = |why| Damage {
        lines: marks.iter().map(|mark| mark.number).collect(),
        why,
    };
    let [begin, end] = marks.as_slice() else {
        let pairs =
            marks.len() > 2 && marks.len().is_multiple_of(2) && marks.chunks(2).all(is_pair);
        let why = if pairs { Wrong::Doubled } else { Wrong::Broken };
        return if marks.is_empty() {
            Ok(None)
        } else {
            Err(damage(why))
        };
    };
    if !is_pair(&marks) {
        return Err(damage(Wrong::Broken));
    }
    let word =
        |line: &TextLine| String::from_utf8_lossy(bare(&contents[line.range.clone()])).into_owned();
    let before = word(begin)
        .strip_prefix(&format!("{comment}{BEGIN}{ABOUT}"))
        .and_then(before);
    let (Some(before), Some(want)) = (
        before,
        word(end)
            .strip_prefix(&format!("{comment}{END}"))
            .map(str::to_owned),
    ) else {
        return Err(damage(Wrong::Broken));
    };
    let text = with_our_line_ends(&contents[begin.range.end..end.range.start]);
    let lines = begin.number..end.number;
    if digest(&text) != want {
        return Err(Damage {
            lines: (begin.number..=end.number).collect(),
            why: Wrong::Changed,
        });
    }
    Ok(Some(Block {
        range: begin.range.start..end.range.end,
        lines,
        text,
        before,
    }))
}

fn is_pair(marks: &[TextLine]) -> bool {
    matches!(marks, [begin, end] if begin.is_begin && !end.is_begin)
}

/// The lines that are marks, or were before they were indented or extended.
fn marks(contents: &[u8], comment: &str) -> Vec<TextLine> {
    let (begin, end) = (
        format!("{comment}{}", BEGIN.trim_end()),
        format!("{comment}{}", END.trim_end()),
    );
    let mut found = Vec::new();
    let mut start = 0;
    for (index, line) in contents.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let range = start..start + line.len();
        start = range.end;
        let line = line.trim_ascii_start();
        let (is_begin, is_end) = (
            line.starts_with(begin.as_bytes()),
            line.starts_with(end.as_bytes()),
        );
        if is_begin || is_end {
            found.push(TextLine {
                number: index + 1,
                range,
                is_begin,
            });
        }
    }
    found
}

fn before(aside: &str) -> Option<Before> {
    match aside {
        "" => Some(Before::Plain),
        FILE_MADE => Some(Before::NoFile),
        other => {
            let line = other.strip_prefix(LINE_ENDED)?.strip_suffix(')')?;
            Some(Before::Unended(line.to_owned()))
        }
    }
}

fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// An editor may have changed every line end of the file; that does not count as an edit.
fn with_our_line_ends(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        lines.extend_from_slice(bare(line));
        lines.push(b'\n');
    }
    lines
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
