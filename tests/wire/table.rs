//! Which registry each command asks: npm's own answer, that the shim gives each its token, and the
//! table of it in `tests/README.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::cases::{Case, cases};
use super::stub::Heard;
use super::support::Front;
use super::support::run::Outcome;
use super::support::tools::{MAJORS, takes_part};
use super::world::{World, folder, fresh, front, token, world};

const BEGIN: &str = "<!-- wire: written by tests/wire/write_table -->";
const END: &str = "<!-- wire: end -->";

/// Who was asked for a package of C and for one of A, by the title of a case.
type Column = BTreeMap<String, [String; 2]>;

#[test]
fn each_command_of_npm_8_asks_and_gives() {
    column(8);
}

#[test]
fn each_command_of_npm_9_asks_and_gives() {
    column(9);
}

#[test]
fn each_command_of_npm_10_asks_and_gives() {
    column(10);
}

#[test]
fn each_command_of_npm_11_asks_and_gives() {
    column(11);
}

#[test]
fn each_command_of_npm_12_asks_and_gives() {
    column(12);
}

fn column(major: u32) {
    let lab = world(major);
    let (mut column, mut wrong) = (Column::new(), String::new());
    let takes_part = |at: usize, case: &Case| case.majors.contains(&major) && takes_part(major, at);
    for (_, case) in cases()
        .iter()
        .enumerate()
        .filter(|(at, case)| takes_part(*at, case))
    {
        let mut cell = |scoped| {
            let (asked, difference) = compared(&lab, case, scoped);
            if let Some(difference) = difference {
                let _ = writeln!(
                    wrong,
                    "npm {major}: {} (scoped: {scoped}){difference}",
                    case.title()
                );
            }
            asked
        };
        let of_scope = cell(true);
        let cells = [
            if case.is_about_the_account() {
                of_scope.clone()
            } else {
                cell(false)
            },
            of_scope,
        ];
        if cells.iter().all(String::is_empty) {
            let _ = writeln!(wrong, "npm {major}: {} asks nobody", case.title());
        }
        column.insert(case.title(), cells);
    }
    assert!(wrong.is_empty(), "{wrong}");
    in_readme(major, &column);
}

/// Who is asked by npm alone, and what is different through the shim.
fn compared(lab: &World, case: &Case, scoped: bool) -> (String, Option<String>) {
    let (bare, before) = play(lab, case, scoped, Front::Bare);
    let (shim, after) = play(lab, case, scoped, Front::Shim);
    let letters: Vec<String> = ['C', 'A', 'B']
        .into_iter()
        .filter(|letter| bare.iter().any(|(asked, _)| asked == letter))
        .map(String::from)
        .collect();
    let show = |all: &[(char, Heard)]| -> String {
        all.iter()
            .map(|(letter, heard)| {
                format!(
                    "\n    {letter} {} {} {:?}",
                    heard.method, heard.target, heard.authorization
                )
            })
            .collect()
    };
    let strays = |all: &[(char, Heard)]| {
        all.iter().any(|(letter, heard)| {
            heard
                .authorization
                .as_ref()
                .is_some_and(|sent| *sent != format!("Bearer {}", token(*letter)))
        })
    };
    if case.refused {
        let wrong = !shim.is_empty() || after.status.code() != Some(7);
        return (letters.join(" "), wrong.then(|| format!("\n{after}")));
    }
    let wrong = bare != shim || strays(&bare) || strays(&shim) || before.status != after.status;
    let told = || {
        format!(
            "\n  bare:{}\n  shim:{}\n{before}\n{after}",
            show(&bare),
            show(&shim)
        )
    };
    (letters.join(" "), wrong.then(told))
}

fn play(lab: &World, case: &Case, scoped: bool, before: Front) -> (Vec<(char, Heard)>, Outcome) {
    front(lab, before, "");
    let (own, dependency) = if scoped {
        ("@acme/here", "@acme/x")
    } else {
        ("here", "x")
    };
    let project = folder(lab, case.folder, own, dependency);
    lab.registry.take();
    let words = case.words(scoped);
    let outcome = fresh(
        lab,
        lab.npm(
            &project,
            &words.iter().map(String::as_str).collect::<Vec<_>>(),
        ),
    );
    (lab.registry.take(), outcome)
}

/// The page is one, and the tests of the columns run side by side.
static PAGE: Mutex<()> = Mutex::new(());

/// Compares a column with the page's, or writes it there.
fn in_readme(major: u32, column: &Column) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/README.md");
    let _alone = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = std::fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (old, after) = rest.split_once(END).unwrap();
    let new = with_column(&rows(old), major, column);
    if std::env::var_os("NPMCRED_TABLE").is_some_and(|word| word == "write") {
        std::fs::write(&page, format!("{before}{BEGIN}\n{new}\n{END}{after}")).unwrap();
    } else {
        assert_eq!(
            old.trim(),
            new,
            "tests/README.md is behind: run tests/wire/write_table"
        );
    }
}

/// The cells of the page's table, by the title of their row.
fn rows(table: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut rows = BTreeMap::new();
    for row in table.trim().lines().skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        rows.insert(cells[0], cells[1..].to_vec());
    }
    rows
}

/// The table of today's cases with what is new of this npm's column, the rest as it was.
fn with_column(old: &BTreeMap<&str, Vec<&str>>, major: u32, column: &Column) -> String {
    let mut text = format!(
        "| `npm …` | {} |\n|---|",
        MAJORS.map(|major| format!("npm {major}")).join(" | ")
    );
    text.push_str(&"---|".repeat(MAJORS.len()));
    for case in cases() {
        let title = case.title();
        let known = old.get(title.as_str());
        let cells = MAJORS.iter().enumerate().map(|(at, it)| {
            let known = known.and_then(|cells| cells.get(at));
            let new = column.get(&title).filter(|_| *it == major);
            match (new, known) {
                _ if !case.majors.contains(it) => "–".to_owned(),
                (Some(new), _) => cell(new),
                (None, Some(known)) => (*known).to_owned(),
                (None, None) => "–".to_owned(),
            }
        });
        let _ = write!(
            text,
            "\n| {title} | {} |",
            cells.collect::<Vec<_>>().join(" | ")
        );
    }
    text
}

fn cell(asked: &[String; 2]) -> String {
    let [unscoped, scoped] = asked.each_ref().map(|letters| {
        if letters.is_empty() {
            "nobody"
        } else {
            letters
        }
    });
    if unscoped == scoped {
        unscoped.to_owned()
    } else {
        format!("{unscoped} / {scoped}")
    }
}
