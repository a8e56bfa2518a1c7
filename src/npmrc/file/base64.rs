//! Base64 as node's `Buffer` reads and writes it: every text can be decoded.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 as node's `Buffer` reads it: both alphabets, anything else skipped, up to the first `=`.
/// No crate is that lenient.
#[must_use]
pub(crate) fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'-' => Some(62),
        b'_' => Some(63),
        _ => ALPHABET.iter().position(|&known| known == byte),
    };
    let digits: Vec<usize> = text
        .bytes()
        .take_while(|&byte| byte != b'=')
        .filter_map(digit)
        .collect();
    let mut out = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        let bytes =
            [bits >> 16, bits >> 8, bits].map(|byte| u8::try_from(byte & 0xff).unwrap_or_default());
        out.extend(&bytes[..group.len() - 1]);
    }
    out
}

/// Base64 as node's `Buffer` writes it.
#[must_use]
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0usize, |bits, &byte| bits << 8 | usize::from(byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = char::from(ALPHABET[bits >> (18 - 6 * place) & 63]);
            out.push(if place <= group.len() { digit } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for (plain, coded) in [
            ("", ""),
            ("a", "YQ=="),
            ("ab", "YWI="),
            ("abc", "YWJj"),
            ("a:b?", "YTpiPw=="),
        ] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded), plain.as_bytes());
        }
        assert_eq!(decode("Y W\nI"), b"ab");
        assert_eq!(decode("Y"), b"");
    }
}
