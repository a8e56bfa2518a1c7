//! A secret value: wiped when dropped, never printed.
//!
//! There is no `Display`, no `Clone`, no `PartialEq`. The only way to the bytes is
//! [`Secret::expose`], so every use can be found by searching for that word.

use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Bytes that must not be printed, copied without need, or left in memory.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over; the caller's buffer becomes part of the secret and is wiped with it.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Do not store what this returns.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret as text, or `None` if it is not UTF-8.
    #[must_use]
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether both hold the same bytes; takes the same time wherever they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(other.0.iter())
                .fold(0, |acc, (a, b)| acc | (a ^ b))
                == 0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl From<&mut [u8]> for Secret {
    /// Copies the bytes and wipes the original.
    fn from(bytes: &mut [u8]) -> Self {
        let taken = Self::new(bytes.to_vec());
        bytes.zeroize();
        taken
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        assert_eq!(
            format!("{:?}", Secret::from("npm_canary".to_owned())),
            "Secret(redacted)"
        );
    }

    #[test]
    fn sameness_is_by_content() {
        let secret = Secret::from("abc".to_owned());
        assert!(secret.same_as(&Secret::from("abc".to_owned())));
        assert!(!secret.same_as(&Secret::from("abd".to_owned())));
        assert!(!secret.same_as(&Secret::from("ab".to_owned())));
    }

    #[test]
    fn taking_bytes_wipes_their_origin() {
        let mut origin = *b"npm_canary";
        let secret = Secret::from(&mut origin[..]);
        assert_eq!(origin, [0; 10]);
        assert_eq!(secret.expose(), b"npm_canary");
    }
}
