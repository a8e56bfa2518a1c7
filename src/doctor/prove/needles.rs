//! Searches for a token in every form in which it may leak.
//!
//! A piece is enough: a log with half of a token has leaked it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

/// How long a piece is, in bytes of the token.
const PIECE: usize = 16;

/// The texts to search for.
pub(super) struct Needles(Vec<Vec<u8>>);

impl Needles {
    /// All forms of a token: as it is, reversed, in hexadecimal, percent-encoded, in base64 of
    /// either alphabet at any offset.
    pub(super) fn of(token: &str) -> Self {
        let bytes = token.as_bytes();
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let percent: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        let mut all = Vec::new();
        let mut add =
            |text: &[u8], size: usize| all.extend(text.chunks_exact(size).map(<[u8]>::to_vec));
        add(bytes, PIECE);
        add(&reversed, PIECE);
        add(hex.as_bytes(), 2 * PIECE);
        add(hex.to_uppercase().as_bytes(), 2 * PIECE);
        add(percent.as_bytes(), 3 * PIECE);
        for lead in 0..3 {
            let shifted = [&b"xx"[..lead], bytes].concat();
            // The first group contains bytes from before the token.
            for text in [
                STANDARD_NO_PAD.encode(&shifted),
                URL_SAFE_NO_PAD.encode(&shifted),
            ] {
                add(text.as_bytes().get(4..).unwrap_or_default(), 24);
            }
        }
        Self(all)
    }

    /// Whether any piece is in the text.
    pub(super) fn are_in(&self, text: &[u8]) -> bool {
        self.0
            .iter()
            .any(|needle| memmem::find(text, needle).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_every_dress_and_in_half() {
        let token = "npm_0123456789abcdefghijklmnopqrstuvwxyz";
        let needles = Needles::of(token);
        let dresses = [
            token.to_owned(),
            token.chars().rev().collect(),
            token.bytes().map(|byte| format!("{byte:02x}")).collect(),
            token.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            STANDARD_NO_PAD.encode(token),
            STANDARD_NO_PAD.encode(format!("user:{token}")),
            URL_SAFE_NO_PAD.encode(format!("me:{token}")),
            token[..32].to_owned(),
            token[9..].to_owned(),
        ];
        for dress in dresses {
            assert!(
                needles.are_in(format!("before {dress} after").as_bytes()),
                "{dress}"
            );
        }
        for other in [
            "",
            "npm_0123456789",
            "npm_0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r",
            &token.to_uppercase(),
        ] {
            assert!(!needles.are_in(other.as_bytes()), "{other}");
        }
    }
}
