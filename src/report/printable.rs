//! Removes characters that a terminal would not show as they are.
//!
//! A file, a variable or a registry may contain anything. No such text may drive the user's
//! terminal, or look like other words.

/// The text without control characters and invisible characters.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_unseen(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Control characters; characters that change the direction of writing; characters without width
/// (Unicode's `Default_Ignorable_Code_Point` without the variation selectors, which choose the look
/// of a letter); the ends of lines and paragraphs.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}')
}

/// JSON whose strings escape invisible characters. Outside of strings, line ends are the only ones.
pub(super) fn spelled_json(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unseen(c) {
            c.encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| spelled.push_str(&format!("\\u{unit:04x}")));
        } else {
            spelled.push(c);
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::{printable, spelled_json};

    #[test]
    fn what_is_not_seen_does_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
        let unseen = "\u{85}\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{202a}\u{202e}\u{2066}\u{2069}\u{feff}\u{e0041}";
        assert!(printable(unseen).chars().all(|c| c == '\u{fffd}'));
        let seen = "caf\u{e9} \u{5e9}\u{5dc} \u{2764}\u{fe0f} \u{1f600} \u{3000}";
        assert_eq!(printable(seen), seen);
    }

    #[test]
    fn programs_read_the_same_from_spelled_json() {
        let value = serde_json::json!({ "a\u{202e}": "\u{1b}\u{7f}\u{9b}\u{e0041}\n\"\\" });
        let text = spelled_json(&format!("{value:#}"));
        assert!(text.is_ascii(), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
