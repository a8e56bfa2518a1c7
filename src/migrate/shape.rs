//! Recognises secrets by their format.
//!
//! Only npm's own format is searched for everywhere: `npm_` and 36 letters and digits (npm 12
//! `@npmcli/redact` also takes up to 48, and `npms_`). A JWT or a UUID alone does not tell whose it
//! is.

use std::ops::Range;

const SHORTEST: usize = 36;
const LONGEST: usize = 48;

/// The first token of npm's form in these bytes.
pub(super) fn token(bytes: &[u8]) -> Option<Range<usize>> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"npm").map(|at| from + at) {
        from = at + 3;
        if at > 0 && is_word(&bytes[at - 1]) {
            continue;
        }
        let rest = &bytes[from..];
        let Some(tail) = rest.strip_prefix(b"s_").or_else(|| rest.strip_prefix(b"_")) else {
            continue;
        };
        let length = tail
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric())
            .unwrap_or(tail.len());
        if (SHORTEST..=LONGEST).contains(&length) && tail.get(length) != Some(&b'_') {
            return Some(at..bytes.len() - tail.len() + length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_seen_anywhere_and_nothing_else_is() {
        let token_text = format!("npm_{}", "a1B2".repeat(9));
        for text in [
            token_text.clone(),
            format!("x \"{token_text}\";"),
            format!("={token_text}\n"),
            token_text.replace("npm_", "npms_"),
        ] {
            let found = token(text.as_bytes()).map(|range| text[range].len());
            assert!(found.is_some_and(|length| length >= 40), "{text}");
        }
        for text in [
            format!("x{token_text}"),
            format!("{token_text}_"),
            format!("npm_{}", "a".repeat(35)),
            format!("npm_{}", "a".repeat(49)),
            "npm_config_registry npm_lifecycle_event npm".to_owned(),
        ] {
            assert_eq!(token(text.as_bytes()), None, "{text}");
        }
    }
}
