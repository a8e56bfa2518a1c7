//! Finds a secret inside an address: `https://me:password@host/`, or one of npm's keys at its end,
//! `https://host/:_authToken=…`.
//!
//! npm saves, prints and sends such an address unchanged, so npmcred neither writes nor shows it.

use std::ops::Range;

/// npm's keys for secrets, as they appear at the end of an address.
const GLUED: [&str; 3] = [":_authToken=", ":_auth=", ":_password="];

/// Where an address holds a secret: user and password together, or the value after a key. A
/// placeholder is not a secret.
#[must_use]
pub fn secret_inside(text: &str) -> Option<Range<usize>> {
    userinfo(text).or_else(|| glued(text))
}

/// The address without the secrets that [`secret_inside`] finds.
#[must_use]
pub fn without_secret(text: &str) -> String {
    let mut plain = text.to_owned();
    if let Some(range) = userinfo(&plain) {
        plain.replace_range(range.start..range.end + 1, "");
    }
    if let Some(at) = key_of(&plain) {
        plain.truncate(at);
    }
    plain
}

fn userinfo(text: &str) -> Option<Range<usize>> {
    let begin = text.find("://")? + 3;
    let rest = &text[begin..];
    let end = rest
        .find(['/', '?', '#', ' ', '"', '\''])
        .unwrap_or(rest.len());
    let at = rest[..end].rfind('@')?;
    let (_, password) = rest[..at].split_once(':')?;
    (!password.is_empty() && !password.starts_with('$')).then_some(begin..begin + at)
}

fn glued(text: &str) -> Option<Range<usize>> {
    let from = key_of(text)?;
    let begin = from + text[from..].find('=')? + 1;
    let value = &text[begin..];
    let end = value.find([' ', '"', '\'']).unwrap_or(value.len());
    let is_secret = end > 0 && !value.starts_with('$');
    is_secret.then_some(begin..begin + end)
}

/// Where a key begins at the end of an address.
fn key_of(text: &str) -> Option<usize> {
    let from = text.find("://")?;
    GLUED
        .iter()
        .filter_map(|key| text[from..].find(key))
        .min()
        .map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_an_address_is_seen_and_left_out() {
        let cases = [
            ("https://me:pw@h/a@b", Some("me:pw"), "https://h/a@b"),
            ("http://me:p@w@h:1", Some("me:p@w"), "http://h:1"),
            ("https://h/:_authToken=T0/k=n", Some("T0/k=n"), "https://h/"),
            ("https://h/a/:_auth=eA==", Some("eA=="), "https://h/a/"),
            ("https://me:pw@h/:_authToken=T", Some("me:pw"), "https://h/"),
            ("https://h/", None, "https://h/"),
            ("https://me@h/", None, "https://me@h/"),
            ("https://me:@h/", None, "https://me:@h/"),
            ("https://h/a:b@c", None, "https://h/a:b@c"),
            ("https://me:${PW}@h/", None, "https://me:${PW}@h/"),
            ("https://h/:_authToken=${T}", None, "https://h/"),
            ("//h/:_authToken=T", None, "//h/:_authToken=T"),
            ("x", None, "x"),
        ];
        for (text, want, plain) in cases {
            assert_eq!(
                secret_inside(text).map(|range| &text[range]),
                want,
                "{text}"
            );
            assert_eq!(without_secret(text), plain, "{text}");
        }
    }
}
