//! Every hint and every cure in the source has a test that types it where it is offered.
//!
//! The table beside this file has a row for each: its room, its words, and the test. A new hint
//! without a row fails, and so does a row without its hint. The test of a row exists and speaks of
//! the hint.

mod source;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use source::{Offered, body, offered};

/// A row: a room, the words of a hint in it, and what types it.
struct Row {
    room: String,
    words: String,
    typed: Typed,
}

enum Typed {
    /// A test, and what of the hint stands in it: its words, or its command.
    By { test: String, says: String },
    /// Why no test here can type it.
    Nowhere(String),
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `ROOM | WORDS | TEST`, and behind that what of the hint stands in the test, if its words do not;
/// or `ROOM | WORDS | - | WHY NOT`.
fn rows() -> Vec<Row> {
    let table = fs::read_to_string(root().join("tests/cli/hints/table.txt")).unwrap();
    let is_row = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let row = |line: &str| {
        let mut cells = line.split(" | ").map(str::to_owned);
        let mut next = || cells.next();
        let (room, words, test) = (next().unwrap(), next().unwrap(), next());
        let test = test.unwrap_or_else(|| panic!("no test: {line}"));
        let more = next();
        let typed = match (test.as_str(), more) {
            ("-", Some(why)) => Typed::Nowhere(why),
            ("-", None) => panic!("no reason: {line}"),
            (_, says) => Typed::By {
                says: says.unwrap_or_else(|| words.clone()),
                test,
            },
        };
        Row { room, words, typed }
    };
    table.lines().filter(is_row).map(row).collect()
}

#[test]
fn each_hint_has_a_row_and_each_row_a_hint() {
    let offered = offered(root());
    assert!(offered.len() > 150, "the source is read: {}", offered.len());
    let mut listed: BTreeMap<Offered, usize> = BTreeMap::new();
    for row in rows() {
        *listed.entry((row.room, row.words)).or_default() += 1;
    }
    let more = |these: &BTreeMap<Offered, usize>, those: &BTreeMap<Offered, usize>| {
        let is_more = |(key, count): &(&Offered, &usize)| those.get(*key).unwrap_or(&0) < *count;
        let more = these.iter().filter(is_more);
        more.map(|((room, words), count)| format!("{room} | {words} ({count})"))
            .collect::<Vec<_>>()
    };
    let (missing, gone) = (more(&offered, &listed), more(&listed, &offered));
    assert!(missing.is_empty(), "no test types: {missing:#?}");
    assert!(gone.is_empty(), "in the source no more: {gone:#?}");
}

#[test]
fn each_row_has_a_test_that_speaks_of_it() {
    let mut wrong = Vec::new();
    for row in rows() {
        let Typed::By { test, says } = &row.typed else {
            continue;
        };
        let (file, name) = test.split_once("::").unwrap_or((test, ""));
        let text = fs::read_to_string(root().join(format!("tests/{file}.rs"))).unwrap_or_default();
        match body(&text, name) {
            Some(body) if body.contains(says.as_str()) => {}
            Some(_) => wrong.push(format!("{test} has no {says:?}")),
            None => wrong.push(format!("there is no test {test}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Our own commands are held as words, so that the path of npmcred takes the place of its name
/// where PATH does not lead to it.
#[test]
fn no_command_of_ours_is_only_text() {
    let is_text = |(_, words): &Offered| words.contains(": npmcred");
    let found: Vec<Offered> = offered(root()).into_keys().filter(is_text).collect();
    assert!(found.is_empty(), "Hint::new takes a Command: {found:#?}");
}

/// What nobody types is the exception, each with its reason.
#[test]
fn few_hints_are_typed_by_no_test() {
    let reasons = rows()
        .into_iter()
        .filter_map(|row| match row.typed {
            Typed::Nowhere(why) => Some(why),
            Typed::By { .. } => None,
        })
        .collect::<Vec<_>>();
    assert!(reasons.iter().all(|why| why.len() > 20), "{reasons:#?}");
    assert!(reasons.len() <= NOWHERE, "{reasons:#?}");
}

/// How many hints no test types. It only goes down.
const NOWHERE: usize = 20;

#[test]
fn the_source_is_read_as_it_is_meant() {
    let text = r#"
        error.hint("one \"two\"").cure(
            "three",
            command,
        );
        report.cure(&Hint::new("four", x)); // .hint("no")
        Diagnosis::problem("five", format!("a, b"), Some(fix)); Diagnosis::note("six", what, None);
        Diagnosis::note("seven", what, None).hinted(hint); error.cure(hint);
        Advice::by_hand(if x { "eight" } else { "nine" });
        #[cfg(test)]
        mod tests { fn it() { error.hint("ten"); } }
    "#;
    let found: Vec<String> = source::in_text(text).into_iter().collect();
    let want = [
        "eight",
        "five",
        "four",
        "nine",
        "one \"two\"",
        "seven",
        "three",
    ];
    assert_eq!(found, want);
}
