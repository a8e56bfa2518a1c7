//! How comments read: the length of the sentences in module headers, and the width of comments.

use super::tokens::comments;

/// A sentence, with the line of the paragraph that it is in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    pub line: usize,
    pub words: usize,
    pub text: String,
}

/// All sentences of a file's header, its lines that begin with `//!`. An item of a list is a
/// paragraph.
pub(super) fn header_sentences(source: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut paragraph = (0, String::new());
    let mut is_code = false;
    let lines = source.lines().enumerate();
    let header = lines.filter_map(|(at, line)| Some((at + 1, line.strip_prefix("//!")?.trim())));
    for (line, text) in header {
        is_code ^= text.starts_with("```");
        let is_outside = is_code || text.starts_with(['`', '#', '|']) && text.ends_with(['`', '|']);
        if text.is_empty() || is_outside || text.starts_with("* ") {
            split(&mut paragraph, &mut found);
        }
        if !is_outside {
            if paragraph.1.is_empty() {
                paragraph.0 = line;
            }
            paragraph.1.push_str(text);
            paragraph.1.push(' ');
        }
    }
    split(&mut paragraph, &mut found);
    found
}

/// Takes a paragraph apart, and leaves an empty one.
fn split((line, text): &mut (usize, String), found: &mut Vec<Sentence>) {
    let text = without_code(&std::mem::take(text));
    let mut sentence: Vec<&str> = Vec::new();
    for word in text.split_whitespace().chain([""]) {
        sentence.push(word);
        let is_last = word.is_empty();
        if is_last
            || word
                .trim_end_matches([')', '"', '*'])
                .ends_with(['.', '!', '?'])
        {
            let words = sentence.iter().filter(|word| is_word(word)).count();
            let text = sentence.join(" ").trim().to_owned();
            if words > 0 {
                found.push(Sentence {
                    line: *line,
                    words,
                    text,
                });
            }
            sentence.clear();
        }
    }
}

fn is_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The same with one word for whatever stands between backticks, and without the targets of links.
fn without_code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let words = parts.map(|(at, part)| if at % 2 == 1 { "code" } else { part });
    let mut rest = words.collect::<String>();
    while let Some((before, target)) = rest.split_once("](") {
        let after = target.split_once(')').map_or("", |(_, after)| after);
        rest = format!("{before}]{after}");
    }
    rest
}

/// The numbers of the lines that have a comment in them and are wider than this.
pub(super) fn wide_comments(source: &str, width: usize) -> Vec<usize> {
    let lines: Vec<&str> = source.lines().collect();
    let of_comments = comments(source).into_iter().flatten();
    of_comments
        .filter(|line| lines[line - 1].chars().count() > width)
        .collect()
}

#[test]
fn sentences_of_a_header_are_counted_in_words() {
    let header = [
        "//! One of `two words` and",
        "//! [a link](https://h.example/ x). It is 1 - 2, no? (Yes.)",
        "//!",
        "//! * an item",
        "//!   of two lines",
        "//! * another.",
        "//! ```",
        "//! let x = 1;",
        "//! ```",
        "//! End",
        "/// Not this one.",
    ];
    let found = header_sentences(&header.join("\n"));
    let counted: Vec<_> = found.iter().map(|one| (one.line, one.words)).collect();
    assert_eq!(
        counted,
        [(1, 6), (1, 5), (1, 1), (4, 5), (6, 1), (10, 1)],
        "{found:?}"
    );
    assert_eq!(found[1].text, "It is 1 - 2, no?");
}

#[test]
fn a_planted_wide_comment_is_found_and_a_string_is_none() {
    let wide = "w".repeat(20);
    let source = format!(
        "//! {wide}\nlet a = 1; // {wide}\nlet b = \"// {wide} {wide}\";\n/* a\n{wide}{wide}\n*/\nlet c = \"\n// {wide}\";\n"
    );
    assert_eq!(wide_comments(&source, 22), [1, 2, 5]);
}
