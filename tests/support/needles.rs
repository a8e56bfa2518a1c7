//! The shapes in which a secret may turn up, and the search for them.
//!
//! Every shape is cut into pieces and one piece is enough: half a token, or one broken over two
//! lines, is found as well.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::registry::User;

/// Raw pieces: any run of 31 bytes of the token holds a whole one.
const PIECE: usize = 16;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What to search for, each with the name of its shape; by default nothing.
#[derive(Default)]
pub(crate) struct Needles {
    pieces: Vec<(&'static str, Vec<u8>)>,
    /// All pieces, once they are searched for.
    search: OnceLock<AhoCorasick>,
}

impl Needles {
    /// All shapes of one user's token and password.
    pub(crate) fn of(user: &User) -> Needles {
        let mut needles = Needles::default();
        needles.add_secret(user.token.as_bytes());
        needles.add_secret(user.password.as_bytes());
        needles.add(
            "base64 of user:token",
            &base64(format!("{}:{}", user.name, user.token).as_bytes()),
            24,
        );
        needles.add(
            "base64 of user:password",
            &base64(format!("{}:{}", user.name, user.password).as_bytes()),
            24,
        );
        if let Some(inner) = unbase64(user.token.as_bytes()) {
            needles.add("base64-decoded", &inner, PIECE);
        }
        needles
    }

    /// One more secret, in all its shapes.
    pub(crate) fn add_secret(&mut self, secret: &[u8]) {
        let reversed: Vec<u8> = secret.iter().rev().copied().collect();
        self.add("as it is", secret, PIECE);
        self.add("reversed", &reversed, PIECE);
        self.add("hexadecimal", hex(secret, "").as_bytes(), 2 * PIECE);
        self.add(
            "hexadecimal, upper case",
            hex(secret, "").to_uppercase().as_bytes(),
            2 * PIECE,
        );
        self.add(
            "every byte percent-encoded",
            hex(secret, "%").to_uppercase().as_bytes(),
            3 * PIECE,
        );
        // Inside a longer text, base64 may cut at any of three places.
        for lead in 0..3 {
            let shifted = [&b"xx"[..lead], secret].concat();
            let text = base64(&shifted);
            self.add("base64", &text[4..], 24);
            let url: Vec<u8> = text
                .iter()
                .map(|&c| {
                    if c == b'+' {
                        b'-'
                    } else if c == b'/' {
                        b'_'
                    } else {
                        c
                    }
                })
                .collect();
            self.add("base64url", &url[4..], 24);
        }
    }

    fn add(&mut self, shape: &'static str, text: &[u8], size: usize) {
        self.search = OnceLock::new();
        for piece in text.chunks_exact(size) {
            self.pieces.push((shape, piece.to_vec()));
        }
    }

    /// The shape of the first piece in `haystack`.
    pub(crate) fn find(&self, haystack: &[u8]) -> Option<&'static str> {
        let search = self.search.get_or_init(|| {
            let pieces = self.pieces.iter().map(|(_, piece)| piece);
            AhoCorasick::new(pieces).unwrap()
        });
        let found = search.find(haystack)?;
        Some(self.pieces[found.pattern().as_usize()].0)
    }

    /// Every regular file below `root` that holds a piece, in its contents or in its name.
    pub(crate) fn find_in_tree(&self, root: &Path) -> Vec<(PathBuf, &'static str)> {
        let mut found = Vec::new();
        for file in files(root) {
            let name = self.find(file.as_os_str().as_encoded_bytes());
            let contents = || {
                std::fs::read(&file)
                    .ok()
                    .and_then(|bytes| self.find(&bytes))
            };
            if let Some(shape) = name.or_else(contents) {
                found.push((file, shape));
            }
        }
        found
    }
}

/// Every regular file below `root`; links are not followed.
pub(crate) fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn hex(bytes: &[u8], before: &str) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{before}{byte:02x}").unwrap();
        text
    })
}

/// Base64 with padding, for `_auth` values and for the shapes above.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let word = (0..3).fold(0_u32, |word, at| {
            word << 8 | u32::from(*group.get(at).unwrap_or(&0))
        });
        for at in 0..4 {
            let letter = ALPHABET[(word >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { letter } else { b'=' });
        }
    }
    text
}

/// The bytes behind a base64 text; `None` when it is none.
pub(crate) fn unbase64(text: &[u8]) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text
        .iter()
        .copied()
        .filter(|&letter| letter != b'=')
        .collect();
    let mut bytes = Vec::new();
    for group in letters.chunks(4) {
        let mut word = 0_u32;
        for at in 0..4 {
            let value = group.get(at).map_or(Some(0), |letter| {
                ALPHABET.iter().position(|known| known == letter)
            })?;
            word = word << 6 | value as u32;
        }
        bytes.extend((0..group.len() - 1).map(|at| (word >> (16 - 8 * at)) as u8));
    }
    Some(bytes)
}
