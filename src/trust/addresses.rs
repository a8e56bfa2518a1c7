//! Finds unencrypted addresses in the files from which npm takes its dependencies. Pure.
//!
//! It looks at every string, even if the file is not JSON as a whole. npm itself resolves a
//! lockfile with the marks of a merge (`parse-conflict-json`). It joins the lines of each side
//! *without* their ends.

use crate::npmrc::{decoded, json};
use crate::registry::Registry;
use memchr::memmem;
use std::borrow::Cow;
use url::Url;

/// An address as it is written, and its registry.
pub type Address = (String, Registry);

/// The addresses in a JSON file: lockfiles and manifests.
pub(super) fn in_json(bytes: &[u8]) -> Vec<Address> {
    let text = decoded(bytes);
    let mut found = Vec::new();
    for side in sides(&text).iter().filter(|side| may_have_one(side)) {
        json::strings(side, |string| {
            keep(string, &mut found);
            // `name@http://host/x.tgz`, as a key of `overrides` and the like.
            if let Some((_, address)) = string.get(1..).and_then(|rest| rest.split_once('@')) {
                keep(address, &mut found);
            }
        });
    }
    found
}

/// The addresses in a `yarn.lock`. npm removes the blanks between quotes (`@npmcli/arborist`
/// `yarn-lock.js`).
pub(super) fn in_yarn_lock(bytes: &[u8]) -> Vec<Address> {
    let mut found = Vec::new();
    for line in decoded(bytes).lines() {
        let bare: String = line
            .chars()
            .filter(|c| !matches!(c, ' ' | '"' | '\t' | '\r'))
            .collect();
        let lower = bare.to_ascii_lowercase();
        for (at, _) in lower.match_indices("http:") {
            let end = bare[at..].find(',').map_or(bare.len(), |comma| at + comma);
            keep(&bare[at..end], &mut found);
        }
    }
    found
}

/// The texts that npm parses: the text itself, or the three sides of a merge.
fn sides(text: &str) -> Vec<Cow<'_, str>> {
    let has = |line: &str, sign: char| {
        memmem::find(line.as_bytes(), String::from(sign).repeat(7).as_bytes()).is_some()
    };
    if !['<', '=', '>'].into_iter().all(|sign| has(text, sign)) {
        return vec![Cow::Borrowed(text)];
    }
    // The side that a line belongs to: ours, theirs or their parent.
    let (mut sides, mut takes) = (vec![String::new(), String::new(), String::new()], [true; 3]);
    for line in text.split(['\n', '\r']) {
        match ['|', '<', '=', '>']
            .into_iter()
            .find(|&sign| has(line, sign))
        {
            Some('|') => takes = [false, false, true],
            Some('<') => takes = [true, false, false],
            Some('=') => takes = [false, true, false],
            Some(_) => takes = [true; 3],
            None => sides
                .iter_mut()
                .zip(takes)
                .filter(|(_, takes)| *takes)
                .for_each(|(side, _)| side.push_str(line)),
        }
    }
    sides.into_iter().map(Cow::Owned).collect()
}

/// Whether a string in this text may be such an address: without a backslash its letters are there
/// as they are. A lockfile of thousands of packages has none, and this is told in a tenth of the
/// time.
fn may_have_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends_scheme = |colon: usize| {
        let before = bytes[..colon].iter().rev().find(|byte| **byte > b' ');
        before.is_some_and(|byte| byte.eq_ignore_ascii_case(&b'p'))
    };
    memchr::memchr(b'\\', bytes).is_some() || memchr::memchr_iter(b':', bytes).any(ends_scheme)
}

fn keep(text: &str, found: &mut Vec<Address>) {
    // The URL standard strips these characters before and inside the scheme; most texts end here.
    let mut letters = text.chars().filter(|c| *c > ' ');
    let in_clear = "http:".chars().all(|wanted| {
        letters
            .next()
            .is_some_and(|c| c.eq_ignore_ascii_case(&wanted))
    });
    if in_clear
        && let Ok(url) = Url::parse(text)
        && let Ok(registry) = Registry::parse_any(url.as_str())
    {
        found.push((text.to_owned(), registry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(found: &[Address]) -> Vec<String> {
        found.iter().map(|(_, registry)| registry.host()).collect()
    }

    #[test]
    fn both_sides_of_a_merge_are_read_as_npm_puts_them_together() {
        let text = "{\"a\":\n<<<<<<< HEAD\n\"http://o/\"\n||||||| base\n\"http://p/\"\n=======\n\"ht\ntp:\\u002f/t/\"\n>>>>>>> x\n}";
        assert_eq!(hosts(&in_json(text.as_bytes())), ["o", "t", "p"]);
        assert_eq!(
            hosts(&in_json(
                br#"{"a":"<<<<<<< ======= >>>>>>>","b":"http://h/"}"#
            )),
            [""; 0],
            "npm reads no line of it"
        );
        assert_eq!(
            hosts(&in_json(br#"{"overrides":{"a@http://h/x.tgz":"1"}}"#)),
            ["h"]
        );
        assert_eq!(hosts(&in_json(br#"{"a":"see http://h/"}"#)), [""; 0]);
        assert_eq!(
            hosts(&in_json(
                b"{\"n\":1e999,\"a\":\"\\ud800\",\"b\":\"\\u0068ttp://h/\"}"
            )),
            ["h"]
        );
    }

    #[test]
    fn a_yarn_lock_is_read_as_npm_reads_it() {
        for (line, want) in [
            ("  resolved \"http://h/x.tgz#abc\"", &["h"][..]),
            ("  resolved http://h/x.tgz", &["h"]),
            ("  resolved \"ht tp://h/x.tgz\"", &["h"]),
            ("\"a@http://h/x.tgz\", a@HTTP://i/y.tgz:", &["h", "i"]),
            ("  resolved \"https://h/x.tgz\"", &[][..]),
        ] {
            assert_eq!(hosts(&in_yarn_lock(line.as_bytes())), want, "{line}");
        }
    }
}
