//! Finds secrets in text other than npm's config files: start files, `.env`, Dockerfiles, compose
//! files, comments.
//!
//! No language is parsed. A line counts if it gives a name such as `NPM_TOKEN` a literal value, in
//! the syntax of any of these languages. It also counts if it contains a token of npm's own form. A
//! variable, a command or a file in the value's place is not a secret.

use super::shape;
use crate::credential::is_secret_name;
use std::ops::Range;

/// A line that contains a secret, or a build argument for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Its number, from 1.
    pub line: usize,
    /// The name that gets the value, as it is written; `a token` if there is none.
    pub name: String,
    /// Where the secret is in the bytes; `None` for a build argument that gets its value elsewhere.
    pub value: Option<Range<usize>>,
}

/// The words before a name that a blank separates from its value (fish, tcsh, elvish, Dockerfile).
const SETTERS: [&str; 9] = [
    "set", "setenv", "ENV", "set-env", "-x", "-gx", "-Ux", "-xg", "--export",
];

/// Every line that contains a secret.
pub(super) fn secrets(bytes: &[u8]) -> Vec<Said> {
    secrets_under(bytes, &is_secret_name)
}

/// The same, where `is_name` knows the names.
pub(super) fn secrets_under(bytes: &[u8], is_name: &dyn Fn(&str) -> bool) -> Vec<Said> {
    let mut found = Vec::new();
    for (number, range) in lines(bytes) {
        let line = &bytes[range.clone()];
        let said = names(line, is_name).into_iter().filter_map(|name| {
            let value = value(line, &name)?;
            Some(Said {
                line: number,
                name: shown(line, &name),
                value: Some(offset(&value, range.start)),
            })
        });
        let before = found.len();
        found.extend(said);
        if found.len() == before
            && let Some(token) = shape::token(line)
        {
            let value = Some(offset(&token, range.start));
            found.push(Said {
                line: number,
                name: "a token".to_owned(),
                value,
            });
        }
    }
    found
}

/// Build arguments with such a name that get their value elsewhere: `ARG` of a Dockerfile, `args:`
/// of a compose file.
pub(super) fn build_arguments(bytes: &[u8]) -> Vec<Said> {
    let mut found = Vec::new();
    let mut block: Option<usize> = None;
    for (number, range) in lines(bytes) {
        let line = &bytes[range];
        let text = String::from_utf8_lossy(line);
        let indent = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        if block.is_some_and(|outer| indent <= outer && !trimmed.is_empty()) {
            block = None;
        }
        let is_argument = trimmed
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("arg "))
            || block.is_some();
        if trimmed == "args:" {
            block = Some(indent);
        }
        if !is_argument || trimmed.starts_with('#') {
            continue;
        }
        // Only the first name: the rest is its value.
        if let Some(name) = names(line, &is_secret_name)
            .first()
            .filter(|name| value(line, name).is_none())
        {
            found.push(Said {
                line: number,
                name: shown(line, name),
                value: None,
            });
        }
    }
    found
}

/// Whether this is a literal value, and not the name of a variable or a file.
pub(super) fn is_written_out(value: &str) -> bool {
    const ELSEWHERE: [char; 9] = ['$', '`', '<', '%', '(', '/', '~', '{', '.'];
    value.chars().count() >= 6
        && !value.starts_with(ELSEWHERE)
        && !["${", "$(", "://"].iter().any(|part| value.contains(part))
        && !value.chars().all(|c| "xX*-.".contains(c))
}

fn offset(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut from = 0;
    let mut number = 0;
    std::iter::from_fn(move || {
        if from >= bytes.len() {
            return None;
        }
        let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at);
        let line = from..end;
        from = end + 1;
        number += 1;
        Some((number, line))
    })
}

/// The names in a line that would hold a secret.
fn names(line: &[u8], is_name: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let length = line[at..]
            .iter()
            .position(|byte| !is_word(*byte))
            .unwrap_or(line.len() - at);
        let word = at..at + length;
        if length > 3 && std::str::from_utf8(&line[word.clone()]).is_ok_and(is_name) {
            found.push(word);
        }
        at += length.max(1);
    }
    found
}

/// The name with its prefix: `npm_config_//host/:_authToken`.
fn shown(line: &[u8], name: &Range<usize>) -> String {
    let stops = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`({=;,|>".contains(byte);
    let is_key = line[name.clone()].starts_with(b"_");
    let begin = if is_key {
        line[..name.start]
            .iter()
            .rposition(stops)
            .map_or(0, |at| at + 1)
    } else {
        name.start
    };
    String::from_utf8_lossy(&line[begin..name.end]).into_owned()
}

/// The value that the line gives to the name.
fn value(line: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let blank = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let skip = |from: usize, test: &dyn Fn(&u8) -> bool| {
        from + line[from..]
            .iter()
            .position(|byte| !test(byte))
            .unwrap_or(line.len() - from)
    };
    let behind = skip(name.end, &|byte| b"\"'}]".contains(byte));
    let after = skip(behind, &blank);
    let at = match line.get(after)? {
        b'=' | b':' => skip(after + 1, &|byte| blank(byte) || *byte == b'='),
        _ if after > behind && is_setter(&line[..name.start]) => after,
        _ => return None,
    };
    let (begin, end) = match line.get(at)? {
        quote @ (b'"' | b'\'') => (at + 1, at + 1 + memchr::memchr(*quote, &line[at + 1..])?),
        _ => {
            let stops = |byte: &u8| byte.is_ascii_whitespace() || b";&|)>,\"'".contains(byte);
            (
                at,
                at + line[at..].iter().position(stops).unwrap_or(line.len() - at),
            )
        }
    };
    std::str::from_utf8(&line[begin..end])
        .is_ok_and(is_written_out)
        .then_some(begin..end)
}

fn is_setter(before: &[u8]) -> bool {
    let text = String::from_utf8_lossy(before);
    let word = text.split_whitespace().next_back().unwrap_or_default();
    SETTERS
        .iter()
        .any(|setter| setter.eq_ignore_ascii_case(word.trim_start_matches('$')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(String, String)> {
        let found = secrets(text.as_bytes());
        assert!(found.len() < 2, "{text}: {found:?}");
        found.first().map(|one| {
            (
                one.name.clone(),
                text[one.value.clone().unwrap()].to_owned(),
            )
        })
    }

    #[test]
    fn every_language_says_it_in_its_own_way() {
        let cases = [
            ("export NPM_TOKEN=abcdefgh", "NPM_TOKEN"),
            ("NPM_TOKEN='abcdefgh' npm publish", "NPM_TOKEN"),
            ("set -gx NPM_TOKEN abcdefgh", "NPM_TOKEN"),
            ("setenv NODE_AUTH_TOKEN \"abcdefgh\"", "NODE_AUTH_TOKEN"),
            ("$env:NPM_TOKEN = \"abcdefgh\"", "NPM_TOKEN"),
            ("${env:MY_NPM_TOKEN} = 'abcdefgh'", "MY_NPM_TOKEN"),
            ("$env.NPM_TOKEN = 'abcdefgh'", "NPM_TOKEN"),
            ("set E:NPM_TOKEN = abcdefgh", "NPM_TOKEN"),
            ("ENV NPM_TOKEN abcdefgh", "NPM_TOKEN"),
            ("ARG NPM_TOKEN=abcdefgh", "NPM_TOKEN"),
            ("        NPM_TOKEN: abcdefgh", "NPM_TOKEN"),
            ("      - NPM_TOKEN=abcdefgh", "NPM_TOKEN"),
            (
                "export npm_config_//h/:_authToken=abcdefgh",
                "npm_config_//h/:_authToken",
            ),
            (
                "RUN echo \"//h/:_authToken=abcdefgh\" > .npmrc",
                "//h/:_authToken",
            ),
            ("# NPM_TOKEN=abcdefgh", "NPM_TOKEN"),
            ("\"NPM_TOKEN\": \"abcdefgh\",", "NPM_TOKEN"),
            ("NPM_CONFIG__AUTH=abcdefgh", "NPM_CONFIG__AUTH"),
        ];
        for (text, name) in cases {
            assert_eq!(
                said(text),
                Some((name.to_owned(), "abcdefgh".to_owned())),
                "{text}"
            );
        }
        let token = format!("npm_{}", "x1".repeat(18));
        assert_eq!(
            said(&format!("curl -H 'x: {token}'")),
            Some(("a token".to_owned(), token))
        );
    }

    #[test]
    fn what_names_another_place_gives_nothing_away() {
        for text in [
            "export NPM_TOKEN=$(pass npm)",
            "export NPM_TOKEN=${OTHER}",
            "NPM_TOKEN=\"$OTHER\"",
            "NPM_TOKEN=/run/secrets/npm",
            "NPM_TOKEN=op://vault/npm/token",
            "NPM_TOKEN=",
            "NPM_TOKEN_FILE=abcdefgh",
            "NPM_TOKEN=<token>",
            "NPM_TOKEN=XXXXX-XXXXX",
            "unset NPM_TOKEN",
            "the NPM_TOKEN is needed here",
            "NPM_CONFIG_REGISTRY=https://registry.example/",
            "TOKEN=abcdefgh",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn build_arguments_are_seen_without_a_value() {
        let lines = |text: &str| {
            build_arguments(text.as_bytes())
                .iter()
                .map(|one| one.line)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            lines("FROM x\nARG NPM_TOKEN\narg NODE_AUTH_TOKEN\nARG VERSION\n"),
            [2, 3]
        );
        assert_eq!(
            lines("ARG NPM_TOKEN=abcdefgh\nENV NPM_TOKEN=$NPM_TOKEN\n"),
            Vec::<usize>::new()
        );
        let compose = "services:\n  a:\n    build:\n      args:\n        NPM_TOKEN: ${NPM_TOKEN}\n        - NPM_TOKEN\n    environment:\n      - NPM_TOKEN\n";
        assert_eq!(lines(compose), [5, 6]);
    }
}
