//! Breaks a line where a terminal is too narrow for it: between words, and never within a command.

/// With less room than this for a line, the terminal may break it as it likes.
const ROOM: usize = 20;

/// The text in lines of at most `width` columns, the lines but the first behind `indent` columns.
/// The first has `lead` columns in front of it already. A word that is longer stays whole.
#[must_use]
pub(super) fn fold(text: &str, width: Option<usize>, lead: usize, indent: usize) -> String {
    let Some(width) = width.filter(|width| *width >= indent.max(lead) + ROOM) else {
        return text.to_owned();
    };
    let mut folded = String::with_capacity(text.len());
    let mut column = lead;
    for word in text.split(' ') {
        let length = word.chars().count();
        // Several spaces may stand between two words, or in front of all.
        let is_first = folded.is_empty() && column == lead;
        if is_first {
            column += length;
        } else if column + 1 + length > width {
            folded.push('\n');
            folded.push_str(&" ".repeat(indent));
            column = indent + length;
        } else {
            folded.push(' ');
            column += 1 + length;
        }
        folded.push_str(word);
    }
    folded
}

/// The same, and the command behind it: on a line of its own where it does not fit beside the text.
#[must_use]
pub(super) fn fold_with_command(
    says: &str,
    command: &str,
    width: Option<usize>,
    indent: usize,
) -> String {
    let whole = format!("{says}: {command}");
    let fits = |width: usize| indent + whole.chars().count() <= width;
    if says.is_empty() {
        return command.to_owned();
    }
    if width.is_none_or(fits) {
        return whole;
    }
    let says = fold(&format!("{says}:"), width, indent, indent);
    format!("{says}\n{}{command}", " ".repeat(indent))
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_with_command};

    #[test]
    fn lines_are_broken_between_words_and_no_word_is() {
        let long = "a-word-that-is-longer-than-the-whole-line-is";
        for (text, width, lead, indent, want) in [
            ("as it is", None, 6, 6, "as it is"),
            (
                "one two three four five",
                Some(26),
                6,
                6,
                "one two three four\n      five",
            ),
            ("one two three four", Some(25), 6, 6, "one two three four"),
            ("one two three four", Some(24), 6, 0, "one two three four"),
            (
                "one two three four five",
                Some(24),
                4,
                2,
                "one two three four\n  five",
            ),
            (
                &format!("at {long} it"),
                Some(30),
                0,
                2,
                &format!("at\n  {long}\n  it"),
            ),
            (
                "too narrow for anything",
                Some(10),
                6,
                6,
                "too narrow for anything",
            ),
        ] {
            assert_eq!(fold(text, width, lead, indent), want, "{text} {width:?}");
        }
    }

    #[test]
    fn a_command_stays_whole() {
        let fold =
            |width| fold_with_command("log in there", "npmcred login --registry x", width, 6);
        assert_eq!(fold(Some(46)), "log in there: npmcred login --registry x");
        assert_eq!(
            fold(Some(45)),
            "log in there:\n      npmcred login --registry x"
        );
        assert_eq!(fold(None), "log in there: npmcred login --registry x");
    }
}
