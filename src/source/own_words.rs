//! What a command said of its failure, in one line, without what may be a secret. Pure.
//!
//! Programs print requests, tokens and addresses when they fail. Everything that could be one is
//! left out, also where that costs a harmless word.

use crate::report::printable;

/// As many of the last lines are told: programs name the cause last.
const LINES: usize = 3;

/// The most that is told, in characters.
const LONGEST: usize = 300;

/// A shorter word is told even if it was printed as an answer too.
const SHORTEST_SECRET: usize = 6;

const HIDDEN: &str = "[hidden]";

/// What was written to standard error. `printed` is what was written to standard output, of which
/// no word is told.
#[must_use]
pub(super) fn own_words(said: &[u8], printed: &str) -> String {
    let text = without_colours(&String::from_utf8_lossy(said));
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .collect();
    let last = lines
        .get(lines.len().saturating_sub(LINES)..)
        .unwrap_or_default();
    let answers: Vec<&str> = printed
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ','))
        .filter(|word| word.len() >= SHORTEST_SECRET)
        .collect();
    let mut told = String::new();
    let mut before = "";
    for (at, line) in last.iter().enumerate() {
        told.push_str(if at > 0 { "; " } else { "" });
        for (at, word) in line.split_whitespace().enumerate() {
            told.push_str(if at > 0 { " " } else { "" });
            let is_answer = answers.iter().any(|answer| word.contains(answer));
            if is_answer || announces(before) || is_suspect(word) {
                told.push_str(HIDDEN);
            } else {
                told.push_str(&without_value(word));
            }
            before = word;
        }
    }
    let told = printable(&told);
    match told.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", &told[..end]),
        None => told,
    }
}

/// Whether a secret follows this word.
fn announces(word: &str) -> bool {
    let word = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    matches!(word.as_str(), "bearer" | "basic")
}

/// Whether a word may be, or hold, a secret: it is long and mixed, as random text is.
fn is_suspect(word: &str) -> bool {
    let is_mixed = |text: &str| {
        let has = |test: fn(&char) -> bool| text.chars().any(|c| test(&c));
        has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    };
    let is_long_part = |part: &str| part.len() >= 16 && is_mixed(part);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | '~' | '-');
    let is_path = word.starts_with(['/', '.', '~']) || word.contains("://");
    word.split(|c: char| !is_part(c)).any(is_long_part)
        || (!is_path && word.len() >= 24 && is_mixed(word) && word.contains(char::is_uppercase))
        || word.len() > 100
}

/// The word without what follows a name of a secret (`token=x`), and an address without user,
/// password and query.
fn without_value(word: &str) -> String {
    if let Some((scheme, rest)) = word.split_once("://") {
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        let (host, path) = rest[..end].split_at(rest[..end].find('/').unwrap_or(end));
        let host = host.rsplit('@').next().unwrap_or(host);
        return format!("{scheme}://{host}{path}");
    }
    let Some((name, value)) = word.split_once(['=', ':']) else {
        return word.to_owned();
    };
    let lower = name.to_lowercase();
    let is_named = ["token", "secret", "passw", "auth", "key"]
        .iter()
        .any(|part| lower.contains(part));
    if is_named && !value.is_empty() {
        format!("{name}={HIDDEN}")
    } else {
        word.to_owned()
    }
}

/// Without the escape sequences by which a program paints its words.
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| c.is_ascii_alphabetic());
        rest = end.and_then(|end| after.get(end + 1..)).unwrap_or_default();
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_told_as_the_program_says_it() {
        let cases = [
            (
                "\n\u{1b}[31mAn error occurred (AccessDeniedException)\u{1b}[0m when calling the GetAuthorizationToken operation\n",
                "An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation",
            ),
            ("1\n2\n3\n4\n", "2; 3; 4"),
            (
                "error: not logged in; run `az login`",
                "error: not logged in; run `az login`",
            ),
            ("", ""),
            (
                "cannot read /home/bob/.config/gcloud/credentials.db",
                "cannot read /home/bob/.config/gcloud/credentials.db",
            ),
            (
                "arn:aws:iam::111122223333:user/bob",
                "arn:aws:iam::111122223333:user/bob",
            ),
        ];
        for (said, want) in cases {
            assert_eq!(own_words(said.as_bytes(), ""), want);
        }
        let long = own_words("word ".repeat(1000).as_bytes(), "");
        assert_eq!(long.chars().count(), LONGEST + 1);
    }

    #[test]
    fn what_may_be_a_secret_is_not() {
        for said in [
            "token canary9canary9canary9",
            "Authorization: Bearer canary",
            "basic canary",
            "--password=canary",
            "TOKEN:canary",
            "got wJalrXUtnFEMI/K7MDENG/bPxRfiCYcanary",
            "eyJhbGciOi0.eyJleHAiOjE3canary.c2lnbmF0dXJl",
            "https://me:canary@h.example/path?token=canary#canary",
            "refused \"npm_canarycanarycanary1\"",
            &"canary".repeat(40),
        ] {
            let told = own_words(said.as_bytes(), "");
            assert!(!told.contains("canary"), "{told}");
        }
        assert!(!own_words(b"I made canary, did I not", "canary").contains("canary"));
        assert!(!own_words(b"I made <canary>", "{\"a\":\"canary\"}").contains("canary"));
        assert!(!own_words(&[0x1b, b'[', 0xff, b'\x07'], "").contains('\u{7}'));
    }
}
