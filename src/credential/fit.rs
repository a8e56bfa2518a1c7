//! Decides which secrets can be handed over, and under which keys.
//!
//! A secret that npm's `ini` or its placeholders would read differently is refused, never escaped.
//! An escaped spelling would have to be right for five readers, a refusal for none.

use crate::error::{Error, ErrorKind};
use crate::npmrc;
use crate::registry::Registry;
use std::fmt;

/// Why a secret, or its key, cannot be handed over. It contains no part of the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The secret is empty.
    Empty,
    /// Bytes that are not text.
    NotText,
    /// A line end, or another control character.
    Control,
    /// A character that no HTTP header may contain: npm ends with an error.
    Foreign,
    /// A blank at its beginning or end, which npm removes.
    Blank,
    /// `${`, where npm puts the value of a variable.
    Variable,
    /// A word that npm reads as a value of another type.
    Word,
    /// npm's configuration cannot name this key.
    Key(String),
    /// npm would read something else from the finished text for this key.
    ReadBack(String),
    /// What another tool would not take, in words of its own.
    Other(String),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the secret is empty"),
            Self::NotText => f.write_str("the secret is not text"),
            Self::Control => f.write_str("the secret holds a line break or a control character"),
            Self::Foreign => f.write_str("the secret holds a character that no request can carry"),
            Self::Blank => f.write_str("the secret begins or ends with a space"),
            Self::Variable => {
                f.write_str("the secret holds ${, which npm would take for a variable")
            }
            Self::Word => f.write_str("npm would not read the secret as text"),
            Self::Key(key) => write!(f, "npm's configuration cannot hold the key {key}"),
            Self::ReadBack(key) => write!(f, "npm would read another value for {key}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Unfit {}

impl Unfit {
    /// The error for a command that needs the secret.
    #[must_use]
    pub fn refused(&self) -> Error {
        Error::from_cause(ErrorKind::Refused, self.clone())
    }
}

/// Whether npm 8 to 12 would read this value back unchanged, and could send it.
///
/// # Errors
/// The reason why not.
pub fn check_value(value: &[u8]) -> Result<(), Unfit> {
    let text = std::str::from_utf8(value).map_err(|_| Unfit::NotText)?;
    if text.is_empty() {
        return Err(Unfit::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(Unfit::Control);
    }
    // npm 12 `minipass-fetch/lib/headers.js`, `invalidHeaderCharRegex`. Characters above U+00FF
    // include U+2028, at which `ini` loses the whole line.
    if text.chars().any(|c| c > '\u{ff}') {
        return Err(Unfit::Foreign);
    }
    if npmrc::trim(text) != text {
        return Err(Unfit::Blank);
    }
    if text.contains("${") {
        return Err(Unfit::Variable);
    }
    // `parse-field.js` of `@npmcli/config`, for keys that it does not know.
    if matches!(text, "true" | "false" | "null" | "undefined") {
        return Err(Unfit::Word);
    }
    Ok(())
}

/// Whether npm 8 to 12 would read this key, `//host/path/:name`, back unchanged.
///
/// # Errors
/// [`Unfit::Key`].
pub fn check_key(key: &str) -> Result<(), Unfit> {
    if is_plain_key(key) {
        Ok(())
    } else {
        Err(Unfit::Key(key.to_owned()))
    }
}

/// Whether npm's configuration can name this registry.
///
/// # Errors
/// [`Unfit::Key`].
pub fn check_registry(registry: &Registry) -> Result<(), Unfit> {
    check_key(&format!("{}:_authToken", registry.nerf_dart()))
}

fn is_plain_key(key: &str) -> bool {
    // yarn's may have a scheme in front.
    let bare = ["https:", "http:"]
        .iter()
        .find_map(|scheme| key.strip_prefix(scheme));
    let Some(rest) = bare.unwrap_or(key).strip_prefix("//") else {
        return false;
    };
    // Brackets may only surround an IPv6 address: elsewhere they begin a section, or make a list.
    let behind_host = match rest.strip_prefix('[').map(|inside| inside.split_once(']')) {
        Some(Some((address, behind))) if address.bytes().all(is_of_address) => behind,
        Some(_) => return false,
        None if rest.starts_with(['/', ':']) => return false,
        None => rest,
    };
    behind_host.contains(':') && behind_host.bytes().all(is_of_key)
}

fn is_of_address(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
}

/// A byte that may occur in a host, a URL's path or a package's name, except `=`, `;`, `#`, `\`,
/// blanks, `"`, brackets and braces.
fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,/:@%|^".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_npm_reads_back_and_can_send() {
        for fit in [
            "npm_abc",
            "a;b#c=\"d\\e'f",
            "-x",
            "[x]",
            "a b",
            "$HOME",
            "{x}",
            "TRUE",
            "é",
            "\u{a0}x\u{a0}x",
            "==",
        ] {
            let fit = fit.trim_start_matches('\u{a0}');
            assert_eq!(check_value(fit.as_bytes()), Ok(()), "{fit:?}");
        }
        for (text, why) in [
            ("", Unfit::Empty),
            ("a\nb", Unfit::Control),
            ("a\r", Unfit::Control),
            ("a\u{85}b", Unfit::Control),
            ("a\u{7f}", Unfit::Control),
            ("a\u{2028}b", Unfit::Foreign),
            ("\u{feff}a", Unfit::Foreign),
            (" a", Unfit::Blank),
            ("a\u{a0}", Unfit::Blank),
            ("${HOME}", Unfit::Variable),
            ("a\\${b", Unfit::Variable),
            ("null", Unfit::Word),
            ("undefined", Unfit::Word),
        ] {
            assert_eq!(check_value(text.as_bytes()), Err(why), "{text:?}");
        }
        assert_eq!(check_value(b"\xff"), Err(Unfit::NotText));
    }

    #[test]
    fn a_key_is_a_plain_one() {
        for fit in [
            "//h/:_authToken",
            "//h:_authToken",
            "//h:8080/a/b/:_auth",
            "//[::1]:4873/x/:_authToken",
            "//h/@s%2fp:_authToken",
            "//h/a%20b/:_authToken",
            "//h/it's~(old)!*:_authToken",
        ] {
            assert_eq!(check_key(fit), Ok(()), "{fit}");
        }
        for unfit in [
            "_authToken",
            "///:_authToken",
            "//h/x\nuser-agent:_authToken",
            "//h/a=b/:_authToken",
            "//h/a b/:_authToken",
            "//h/a;b/:_authToken",
            "//h/a#b/:_authToken",
            "//h/a\"b/:_authToken",
            "//h/a\\b/:_authToken",
            "//h/[a]/:_authToken",
            "//h/a[]",
            "//[x]/:_authToken",
            "//h/${HOME}/:_authToken",
            "//h/\u{2028}:_authToken",
            "//h/\u{a0}:_authToken",
            "//h/",
            "",
        ] {
            assert!(matches!(check_key(unfit), Err(Unfit::Key(_))), "{unfit:?}");
        }
    }
}
