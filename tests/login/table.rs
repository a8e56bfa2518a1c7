//! Every case with every npm that knows it, compared; as a table, which also stands in
//! `tests/README.md`.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;

use super::cases::{Case, cases};
use super::compare::{leak, play};
use super::support::fixture::Fixture;
use super::support::tools::MAJORS;
use super::support::{Front, Lab};

const BEGIN: &str = "<!-- login: written by tests/login/write_table -->";
const END: &str = "<!-- login: end -->";

/// What became of one case with one npm.
enum Verdict {
    Same,
    Differs(String),
}

#[test]
fn the_same_is_asked_with_the_same_result() {
    let columns: Vec<Vec<Option<Verdict>>> = thread::scope(|scope| {
        let threads: Vec<_> = MAJORS
            .map(|major| scope.spawn(move || column(major)))
            .into_iter()
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let table = table(&columns);
    println!("{table}");
    let mut wrong = String::new();
    for (case, at) in cases().iter().zip(0..) {
        for (column, major) in columns.iter().zip(MAJORS) {
            match (&column[at], case.differs) {
                (Some(Verdict::Differs(how)), None) => {
                    let _ = writeln!(wrong, "npm {major} {}: {how}", title(case));
                }
                (Some(Verdict::Same), Some(_)) => {
                    let _ = writeln!(wrong, "npm {major} {}: no difference any more", title(case));
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    in_readme(&table);
}

/// One npm with all cases that it knows.
fn column(major: u32) -> Vec<Option<Verdict>> {
    let mut lab = Lab::new(major, Fixture::start());
    lab.start_keyring();
    let mut one = |case: &Case| {
        let both = AssertUnwindSafe(|| compared(&mut lab, case));
        catch_unwind(both).unwrap_or_else(|_| Verdict::Differs("it panicked, see above".to_owned()))
    };
    cases()
        .iter()
        .map(|case| case.majors.contains(&major).then(|| one(case)))
        .collect()
}

fn compared(lab: &mut Lab<Fixture>, case: &Case) -> Verdict {
    let bare = play(lab, case, Front::Bare);
    let is_done = bare.seen.status == Some(0);
    assert_eq!(
        is_done, case.done,
        "not what the case was written for: {}\n{:#?}",
        bare.shown, bare.seen
    );
    let shim = play(lab, case, Front::Shim);
    assert_eq!(
        leak(lab, &shim.shown),
        None,
        "after {}: {}",
        title(case),
        shim.shown
    );
    if bare.seen == shim.seen {
        return Verdict::Same;
    }
    Verdict::Differs(format!(
        "\n=== bare {}\n{:#?}\n=== shim {}\n{:#?}",
        bare.shown, bare.seen, shim.shown, shim.seen
    ))
}

fn title(case: &Case) -> String {
    let mut title = format!("`npm {}`", case.args.join(" "));
    if !case.when.is_empty() {
        let _ = write!(title, ", {}", case.when);
    }
    title
}

/// One line per title: a case that is written differently for some npm is the same to a reader.
fn table(columns: &[Vec<Option<Verdict>>]) -> String {
    let mut lines: Vec<(String, [&str; MAJORS.len()])> = Vec::new();
    let mut notes: Vec<&str> = Vec::new();
    for (case, at) in cases().iter().zip(0..) {
        let mut words = title(case);
        if let Some(why) = case.differs {
            let known = notes.iter().position(|note| *note == why);
            let number = known.unwrap_or_else(|| {
                notes.push(why);
                notes.len() - 1
            });
            let _ = write!(words, " ({})", number + 1);
        }
        if !lines.iter().any(|(known, _)| *known == words) {
            lines.push((words.clone(), ["–"; MAJORS.len()]));
        }
        let Some((_, cells)) = lines.iter_mut().find(|(known, _)| *known == words) else {
            continue;
        };
        for (cell, column) in cells.iter_mut().zip(columns) {
            match column[at] {
                Some(Verdict::Same) => *cell = "same",
                Some(Verdict::Differs(_)) => *cell = "differs",
                None => {}
            }
        }
    }
    let mut text = format!(
        "| typed | {} |\n|---|",
        MAJORS.map(|major| format!("npm {major}")).join(" | ")
    );
    text.push_str(&"---|".repeat(MAJORS.len()));
    for (words, cells) in lines {
        let _ = write!(text, "\n| {words} | {} |", cells.join(" | "));
    }
    for (note, number) in notes.iter().zip(1..) {
        let _ = write!(text, "\n\n({number}) {note}.");
    }
    text
}

/// The table's place in the page. `NPMCRED_TABLE=write` puts it there; otherwise it must be there
/// already.
fn in_readme(table: &str) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/README.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (old, after) = rest.split_once(END).unwrap();
    if std::env::var_os("NPMCRED_TABLE").is_some_and(|word| word == "write") {
        std::fs::write(&page, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
    } else {
        assert_eq!(
            old.trim(),
            table,
            "tests/README.md is behind: run tests/login/write_table"
        );
    }
}
