//! Secrets in comments, and in lines that npm does not understand.

use crate::migrate::lines;
use crate::npmrc::Document;
use npmcred_platform::Secret;

/// A secret in a comment.
pub(super) struct InComment {
    /// Its line, from 1.
    pub line: usize,
    /// The name that gets the value, as it is written there.
    pub name: String,
    pub secret: Secret,
}

/// Every secret outside the entries of the file.
pub(super) fn secrets(bytes: &[u8], document: &Document) -> Vec<InComment> {
    let behind_entries: Vec<(usize, &[u8])> = document
        .entries()
        .filter_map(|entry| Some((entry.line, document.comment_of(entry)?)))
        .collect();
    let entries: Vec<usize> = document.entries().map(|entry| entry.line).collect();
    // As `ini` counts lines: CR LF is one end, and CR alone is one, too.
    let text = bytes.split_inclusive(|byte| *byte == b'\n');
    let lines = text.flat_map(|line| {
        line.strip_suffix(b"\r\n")
            .unwrap_or(line)
            .split(|byte| *byte == b'\r')
    });
    let outside = lines
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(line, _)| entries.binary_search(line).is_err());
    let mut found = Vec::new();
    for (line, text) in outside.chain(behind_entries) {
        for leak in lines::secrets(text) {
            let Some(range) = leak.value else { continue };
            found.push(InComment {
                line,
                name: leak.name,
                secret: Secret::new(text[range].to_vec()),
            });
        }
    }
    found
}
