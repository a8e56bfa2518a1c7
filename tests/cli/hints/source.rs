//! Finds the hints in the source, and the bodies of tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A room, and the words of a hint in it: its text, the id of a finding, or the expression that
/// stands there.
pub(super) type Offered = (String, String);

/// What begins a hint, and which of its arguments is its command.
const BEGINNINGS: [&str; 9] = [
    ".hint(",
    ".cure(",
    "Hint::new(",
    "Hint::fixed(",
    "Hint::for_reader(",
    "Diagnosis::problem(",
    "Diagnosis::note(",
    "Advice::typed(",
    "Advice::by_hand(",
];

/// Every hint that the program can print on this system, and in how many places of its room.
pub(super) fn offered(root: &Path) -> BTreeMap<Offered, usize> {
    let mut found = BTreeMap::new();
    for folder in ["src", "platform/linux", "platform/unix"] {
        for file in crate::walk(&root.join(folder)) {
            let name = file.strip_prefix(root).unwrap().display().to_string();
            // Where hints are made of what others say.
            let is_forwarder = ["src/report/", "src/error.rs", "src/tool/remark.rs"]
                .iter()
                .any(|place| name.starts_with(place));
            if !name.ends_with(".rs") || is_of_tests(&name) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            let words = in_text(&text).into_iter();
            let words = words.filter(|words| !is_forwarder || words.contains(' '));
            // By its room, so that a file may move inside it.
            let room: Vec<&str> = name.split('/').take(2).collect();
            for words in words {
                *found.entry((room.join("/"), words)).or_default() += 1;
            }
        }
    }
    found
}

fn is_of_tests(name: &str) -> bool {
    ["tests.rs", "testing.rs"]
        .iter()
        .any(|end| name.ends_with(end))
        || name.contains("/tests/")
}

/// The words of each hint in a file.
pub(super) fn in_text(text: &str) -> Vec<String> {
    let tests = text.match_indices("#[cfg(test)]").find(|(at, begin)| {
        text[at + begin.len()..]
            .trim_start()
            .starts_with("mod tests {")
    });
    let text = &text[..tests.map_or(text.len(), |(at, _)| at)];
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let text: String = text
        .lines()
        .filter(is_code)
        .map(|line| format!("{line}\n"))
        .collect();
    let mut found = Vec::new();
    for begin in BEGINNINGS {
        for (at, _) in text.match_indices(begin) {
            let before = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
            if before.contains("// ") || before.ends_with("fn ") {
                continue;
            }
            found.extend(words(begin, &text[at + begin.len()..]));
        }
    }
    found.sort();
    found
}

/// The words of one hint: those of its first argument that are for the reader.
fn words(begin: &str, rest: &str) -> Vec<String> {
    let (arguments, end) = arguments(rest);
    let Some(first) = arguments.first() else {
        return Vec::new();
    };
    let is_finding = begin.starts_with("Diagnosis");
    let has_cure = arguments.get(2).is_some_and(|cure| cure != "None");
    let is_hinted = [".hinted(", ".by_hand("].iter().any(|more| {
        rest[end..]
            .trim_start_matches(')')
            .trim_start()
            .starts_with(more)
    });
    if is_finding && !has_cure && !is_hinted {
        return Vec::new();
    }
    // A hint that was made elsewhere.
    if begin == ".cure(" && arguments.len() < 2 {
        return Vec::new();
    }
    let quoted = literals(first);
    if quoted.is_empty() {
        vec![first.clone()]
    } else {
        quoted
    }
}

/// The arguments up to the bracket that ends them, and where that is.
fn arguments(text: &str) -> (Vec<String>, usize) {
    let (mut depth, mut is_quoted, mut is_escaped) = (0, false, false);
    let (mut all, mut one) = (Vec::new(), String::new());
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '(' | '[' | '{' if !is_quoted => depth += 1,
            ')' | ']' | '}' if !is_quoted && depth == 0 => {
                all.push(one);
                let all = all.iter().map(|one| one.trim().to_owned());
                return (all.filter(|one| !one.is_empty()).collect(), at);
            }
            ')' | ']' | '}' if !is_quoted => depth -= 1,
            ',' if !is_quoted && depth == 0 => {
                all.push(std::mem::take(&mut one));
                continue;
            }
            _ => {}
        }
        one.push(letter);
    }
    (Vec::new(), text.len())
}

/// The texts in an expression.
fn literals(expression: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = expression;
    while let Some(begin) = rest.find('"') {
        rest = &rest[begin + 1..];
        let mut text = String::new();
        let mut letters = rest.char_indices();
        let end = loop {
            match letters.next() {
                Some((_, '\\')) => match letters.next() {
                    // A line goes on behind its break and its indentation.
                    Some((at, '\n')) => {
                        let more = rest[at..].trim_start();
                        let skipped = rest.len() - more.len();
                        while letters.offset() < skipped {
                            letters.next();
                        }
                    }
                    Some((_, letter)) => text.push(letter),
                    None => break rest.len(),
                },
                Some((at, '"')) => break at + 1,
                Some((_, letter)) => text.push(letter),
                None => break rest.len(),
            }
        };
        rest = &rest[end.min(rest.len())..];
        found.push(text);
    }
    found
}

/// The body of a test.
pub(super) fn body(text: &str, name: &str) -> Option<String> {
    let begin = format!("fn {name}(");
    let at = text.find(&begin)?;
    let is_test = text[..at].trim_end().ends_with("#[test]");
    let rest = &text[at..];
    let end = rest.find("\n}\n").map_or(rest.len(), |end| end + 3);
    is_test.then(|| unbroken(&rest[..end]))
}

/// Text in which a string that goes on in the next line is one.
fn unbroken(text: &str) -> String {
    let mut lines = text.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    let whole = lines.fold(first, |whole, line| whole + line.trim_start());
    whole.replace("\\\"", "\"")
}
