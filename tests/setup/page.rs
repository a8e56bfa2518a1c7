//! The README as its reader types it: the commands of its blocks and tables, and what it shows.
//!
//! In a block that is fenced as `console`, a line behind `$ ` is typed, and the lines below it are
//! what comes. There, `…` alone on a line stands for any lines, and inside one for any text. What
//! follows `[Y/n]` or `[y/N]` is the answer. An indented block holds commands alone, and so does
//! the right column of a table. A sentence quotes those that it speaks of.

use std::path::Path;

/// The home of the page's user.
pub(crate) const HOME: &str = "/home/kim";

/// A command of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// The line of the page.
    pub(crate) line: usize,
    /// The heading that it stands under.
    pub(crate) under: String,
    /// What is typed.
    pub(crate) typed: String,
    /// What the page shows below it; nothing where it shows nothing of it.
    pub(crate) shown: Option<Vec<String>>,
    /// Whether it stands in a sentence.
    pub(crate) is_in_prose: bool,
}

/// All commands, in the order of the page.
pub(crate) fn commands() -> Vec<Command> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    read(&std::fs::read_to_string(page).unwrap())
}

fn read(text: &str) -> Vec<Command> {
    let (mut all, mut under, mut fence) = (Vec::<Command>::new(), String::new(), None);
    for (at, line) in text.lines().enumerate() {
        let (mut typed, mut shown, mut is_in_prose) = (Vec::new(), None, false);
        match (fence, line.strip_prefix("```")) {
            (Some(_), Some(_)) => fence = None,
            (None, Some(kind)) => fence = Some(kind == "console"),
            (Some(true), None) => match line.strip_prefix("$ ") {
                Some(command) => (typed, shown) = (vec![command], Some(Vec::new())),
                None => {
                    let above = all.last_mut().and_then(|last| last.shown.as_mut());
                    above.expect("a command first").push(line.to_owned());
                }
            },
            (Some(false), None) => {}
            (None, None) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    heading.clone_into(&mut under);
                } else if let Some(command) = line.strip_prefix("    ") {
                    // What stands behind a # is for the reader.
                    typed = vec![command.split(" # ").next().unwrap().trim_end()];
                } else if line.starts_with('|') {
                    let right = line.split(" | ").nth(1).unwrap_or_default();
                    let quoted = right.split('`').skip(1).step_by(2);
                    typed = quoted.filter(|it| is_command(it)).collect();
                } else {
                    is_in_prose = true;
                    let quoted = line.split('`').skip(1).step_by(2);
                    typed = quoted.filter(|it| is_command(it)).collect();
                }
            }
        }
        all.extend(typed.into_iter().map(|typed| Command {
            line: at + 1,
            under: under.clone(),
            typed: typed.to_owned(),
            shown: shown.clone(),
            is_in_prose,
        }));
    }
    all
}

/// Whether a quoted text of a table is something to type.
fn is_command(quoted: &str) -> bool {
    let first = quoted.split(' ').find(|word| !word.contains('='));
    first.is_some_and(|word| ["npm", "npx", "npmcred"].contains(&word)) && quoted.contains(' ')
}

/// The question and the answer in a line of the page, if it is one.
pub(crate) fn answered(line: &str) -> Option<(&str, &str)> {
    let end = ["[Y/n]", "[y/N]"].iter().find_map(|choice| {
        let at = line.find(choice)?;
        Some(at + choice.len())
    })?;
    let (question, answer) = line.split_at(end);
    Some((question, answer.trim()))
}

/// Whether a screen is what the page shows of it.
pub(crate) fn agrees(page: &[String], screen: &[&str]) -> bool {
    let Some((first, rest)) = page.split_first() else {
        return screen.is_empty();
    };
    if first == "…" {
        return (0..=screen.len()).any(|from| agrees(rest, &screen[from..]));
    }
    screen
        .split_first()
        .is_some_and(|(line, below)| fits(first, line) && agrees(rest, below))
}

/// Whether one line is the one that the page shows.
fn fits(page: &str, line: &str) -> bool {
    let mut parts = page.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn a_page_is_read_as_its_reader_reads_it() {
    let page = "\
# x
See `npmcred list` of `npmcred`.
## One
```console
$ npm publish
npmcred: log in? [Y/n] y
…
+ @a/b@1
```
    install/try     # see it

| to | type |
|---|---|
| look | `npmcred list`, or `NPMCRED=off npm ping`; not `~/.npmrc` |
```sh
not for us
```
";
    let told: Vec<_> = read(page)
        .into_iter()
        .map(|one| (one.line, one.typed, one.shown.map(|it| it.len())))
        .collect();
    let told: Vec<_> = told.iter().map(|(a, b, c)| (*a, b.as_str(), *c)).collect();
    assert_eq!(
        told,
        [
            (2, "npmcred list", None),
            (5, "npm publish", Some(3)),
            (10, "install/try", None),
            (14, "npmcred list", None),
            (14, "NPMCRED=off npm ping", None),
        ]
    );
    assert_eq!(answered("x? [Y/n] y"), Some(("x? [Y/n]", "y")));
    assert_eq!(answered("x"), None);
    let shown = ["a…c", "…", "z"].map(str::to_owned);
    for (screen, want) in [
        (&["abc", "z"][..], true),
        (&["ac", "x", "y", "z"], true),
        (&["ab", "z"], false),
        (&["abc", "z", "more"], false),
        (&["abc"], false),
    ] {
        assert_eq!(agrees(&shown, screen), want, "{screen:?}");
    }
}
