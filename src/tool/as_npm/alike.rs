//! Whether a file says the same to each program that reads it as an `.npmrc`.
//!
//! npm, yarn and pnpm 11 read it with the package `ini`. pnpm 12 and bun 1.4 have readers of their
//! own. To pnpm 12 a section is nothing, and a `#` or `;` behind a value is a part of it. To both a
//! line ends with a line feed alone. To both U+2028 is a letter like others, where `ini` drops the
//! line. So a project could hide a line from one reader, and have it read by another.

use super::file::Written;
use std::collections::BTreeMap;

/// Whether no letter is in the file that the readers take in different ways.
#[must_use]
pub(in crate::tool) fn has_plain_letters(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    !text.contains(['\r', '\u{2028}', '\u{2029}', '\u{feff}'])
}

/// Whether the lines of the file that lead a request, or let somebody see it, mean the same with
/// and without sections, escapes, and comments behind a value; `written` is what `ini` makes of it.
#[must_use]
pub(in crate::tool) fn has_plain_lines(bytes: &[u8], written: &Written) -> bool {
    let as_ini: BTreeMap<String, String> = written
        .iter()
        .filter(|(key, _, _)| leads(key))
        .map(|(key, value, _)| (key.clone(), value.to_text()))
        .collect();
    let text = String::from_utf8_lossy(bytes);
    let as_lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with([';', '#']))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (unquoted(key).to_owned(), unquoted(value).to_owned()))
        .filter(|(key, _)| leads(key))
        .collect();
    as_ini == as_lines
}

/// Without the quotes around it. What stands in quotes may have escapes in them, which this leaves,
/// so that it is another text than the one that a program makes of it.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let within = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(text)
}

/// Whether a setting may say where a request goes, with what, and who sees it.
fn leads(key: &str) -> bool {
    const NAMES: [&str; 8] = [
        "registry",
        "strict-ssl",
        "ca",
        "cafile",
        "cert",
        "key",
        "username",
        "local-address",
    ];
    let key = key.strip_suffix("[]").unwrap_or(key);
    key.starts_with(['/', '@', '_', '$']) || key.contains("proxy") || NAMES.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{Document, NpmVersion};

    fn is_plain_by_line(text: &str) -> bool {
        let bytes = text.as_bytes();
        has_plain_lines(
            bytes,
            &Document::parse(bytes, NpmVersion::Npm12).into_settings(),
        )
    }

    #[test]
    fn what_is_plain_is_read_alike() {
        for text in [
            "",
            "registry=https://h/\r\n@a:registry = 'https://i/'\n",
            "; a comment\n# another\n\nfund=false ; for now\nstrict-ssl=\"true\"\n",
            "//h/:_authToken=${T}\nproxy=null\nca=\"-----BEGIN\"\nsave-exact\n",
        ] {
            assert!(has_plain_letters(text.as_bytes()), "{text:?}");
            assert!(is_plain_by_line(text), "{text:?}");
        }
    }

    #[test]
    fn what_some_reader_does_not_see_is_noticed() {
        for text in [
            "[s]\nregistry=https://h/\n",
            "x=1\n[ s ]\n\"strict-ssl\"=false\n",
            "registry=https://h;.e.example/\n",
            "registry=https://h/ # ours\n",
            "@a:registry=https://h\\;@e.example/\n",
            "registry=\"https://h\\u002ee.example/\"\n",
            "ca[]=a\nca[]=b\n",
            "[s]\nhttps-proxy=http://e/\n",
            "[s]\n//h/:cafile=x\n",
        ] {
            assert!(!is_plain_by_line(text), "{text:?}");
        }
        for text in [
            "; c\r[s]\nregistry=https://h/\n",
            "registry=https://h/\u{2028}\n",
            "registry=https://h/\u{2029}\n",
            "\u{feff}[s]\nregistry=https://h/\n",
        ] {
            assert!(!has_plain_letters(text.as_bytes()), "{text:?}");
        }
    }
}
