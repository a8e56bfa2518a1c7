//! Joins several texts into one name, for stores that know an item by a single string.
//!
//! Only characters that would split the name wrongly are escaped, so that people can read it in
//! their system's key manager.

/// Between two parts.
const SEPARATOR: char = '|';

/// The name made of the parts, and of `more` unless it is empty; different parts make different
/// names. A name with `more` has one part more, so an npmcred that does not know such names ignores
/// it.
pub(crate) fn join<const N: usize>(parts: [&str; N], more: &str) -> String {
    let mut name = String::new();
    let more = Some(more).filter(|more| !more.is_empty());
    for (at, part) in parts.into_iter().chain(more).enumerate() {
        if at > 0 {
            name.push(SEPARATOR);
        }
        for character in part.chars() {
            match character {
                '%' => name.push_str("%25"),
                SEPARATOR => name.push_str("%7c"),
                // The kernel describes a key as a list with semicolons.
                ';' => name.push_str("%3b"),
                '\0' => name.push_str("%00"),
                _ => name.push(character),
            }
        }
    }
    name
}

/// The parts of a name that [`join`] made of as many, and `more`, empty if there was none; `None`
/// for any other name.
pub(crate) fn split<const N: usize>(name: &str) -> Option<([String; N], String)> {
    let mut parts: Vec<String> = name.split(SEPARATOR).map(unescape).collect::<Option<_>>()?;
    let more = if parts.len() == N + 1 {
        parts.pop().filter(|more| !more.is_empty())?
    } else {
        String::new()
    };
    Some((parts.try_into().ok()?, more))
}

fn unescape(part: &str) -> Option<String> {
    let mut pieces = part.split('%');
    let mut text = pieces.next()?.to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2)?;
        text.push(char::from(u8::from_str_radix(code, 16).ok()?));
        text.push_str(rest);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_taken_apart_again() {
        for text in [
            "", "read", "a|b", "a;b", "100%", "%7c", "ü/√", "a\0b", "||", ";;%",
        ] {
            for more in ["", "work", "a|b"] {
                let parts = ["npmcred", text, "/", text];
                let name = join(parts, more);
                assert_eq!(
                    split(&name),
                    Some((parts.map(str::to_owned), more.to_owned()))
                );
                assert!(!name.contains([';', '\0']));
            }
        }
    }

    #[test]
    fn a_foreign_name_is_not_ours() {
        for foreign in [
            "",
            "a",
            "a|b",
            "a|b|c|",
            "a|b|c|d|e",
            "a|%|c",
            "a|%é|c",
            "a|%zz|c",
        ] {
            assert_eq!(split::<3>(foreign), None);
        }
    }

    #[test]
    fn names_without_the_one_more_are_what_they_always_were() {
        assert_eq!(
            join(["npmcred", "any", "https://r:1", "/a/"], ""),
            "npmcred|any|https://r:1|/a/"
        );
        assert_eq!(
            join(["npmcred", "any", "https://r:1", "/a/"], "work"),
            "npmcred|any|https://r:1|/a/|work"
        );
    }
}
