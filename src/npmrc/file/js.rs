//! The few rules of JavaScript that npm's config code relies on without naming them.
//!
//! `trim` and `\s` remove U+FEFF too (so a byte-order mark disappears from a first line), and leave
//! U+0085 alone. Rust's differ in both.

use std::borrow::Cow;

/// Whether `\s` matches and `trim` removes this character (ECMA-262 `WhiteSpace` and
/// `LineTerminator`).
pub(crate) const fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202f}'
                | '\u{205f}'
                | '\u{3000}'
                | '\u{feff}'
    )
}

/// Bytes as node decodes them: what is not UTF-8 is U+FFFD. Nearly every file is UTF-8 as a whole,
/// and that is told in a fifth of the time that looking for its wrong bytes takes.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// `String.prototype.trim`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `Number(text)`; `None` is NaN.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = trim(text);
    if text.is_empty() {
        return Some(0.0);
    }
    if let Some((radix, digits)) = radix(text) {
        // Beyond 2^64 the nearest double; the specification also goes digit by digit.
        let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let value = digits.chars().filter_map(|c| c.to_digit(radix));
        return valid
            .then(|| value.fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit)));
    }
    match text {
        "Infinity" | "+Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    if text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
    {
        return text.parse().ok();
    }
    None
}

fn radix(text: &str) -> Option<(u32, &str)> {
    let (prefix, digits) = text.split_at_checked(2)?;
    match prefix {
        "0x" | "0X" => Some((16, digits)),
        "0o" | "0O" => Some((8, digits)),
        "0b" | "0B" => Some((2, digits)),
        _ => None,
    }
}

/// `String(number)`: the shortest digits that read back, in the notation that JavaScript chooses.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        };
    }
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{number:e}");
        return if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        };
    }
    if number == 0.0 {
        "0".into()
    } else {
        format!("{number}")
    }
}

/// Whether a property of this name comes first in an object, in numeric order (an array index).
pub(crate) fn array_index(key: &str) -> Option<u32> {
    let index = key.parse::<u32>().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_and_print_as_in_javascript() {
        for (text, value) in [
            ("", Some(0.0)),
            (" 12 ", Some(12.0)),
            ("0x1F", Some(31.0)),
            ("0b2", None),
            ("1e3", Some(1000.0)),
            (".5", Some(0.5)),
            ("inf", None),
            ("nan", None),
            ("Infinity", Some(f64::INFINITY)),
            ("1_0", None),
            ("-0x1", None),
        ] {
            assert_eq!(number(text), value, "{text}");
        }
        for (value, text) in [
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1.5e-7, "1.5e-7"),
            (0.000_001, "0.000001"),
            (-0.0, "0"),
            (0.1, "0.1"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }

    #[test]
    fn trimming_takes_the_byte_order_mark_and_leaves_the_next_line_control() {
        assert_eq!(trim("\u{feff}\u{a0} x\u{2029}"), "x");
        assert_eq!(trim("\u{85}x"), "\u{85}x");
        assert_eq!(array_index("10"), Some(10));
        assert_eq!(array_index("01"), None);
    }
}
