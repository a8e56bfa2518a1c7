//! One meaning for each name of a type.

use super::tokens::tokens;
use std::collections::{BTreeMap, BTreeSet};

/// The room of a file that has the same parts as others beside it: a system's, or a tool's.
fn side_by_side(file: &str) -> Option<&str> {
    if let Some(rest) = file.strip_prefix("src/tool/") {
        let (tool, _) = rest.split_once('/')?;
        return (tool != "as_npm").then_some(tool);
    }
    let rest = file.strip_prefix("platform/")?;
    let system = rest.split_once('/').map(|(system, _)| system);
    match system {
        None => Some("platform"),
        Some("unix" | "windows") => system,
        Some(_) => None,
    }
}

/// The types, traits and aliases that a source declares outside of all braces.
fn declared(source: &str) -> Vec<&str> {
    let tokens = tokens(source);
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for two in tokens.windows(2) {
        match two[0].text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            "struct" | "enum" | "trait" | "type" | "union" if depth == 0 && two[1].is_word() => {
                found.push(two[1].text);
            }
            _ => {}
        }
    }
    found
}

/// Whether these files may declare the same: each lies in a room of its own, side by side.
fn are_side_by_side(files: &[String]) -> bool {
    let above = |file: &String| file.split('/').next() == files[0].split('/').next();
    let rooms: Option<BTreeSet<&str>> = files.iter().map(|file| side_by_side(file)).collect();
    files.iter().all(above) && rooms.is_some_and(|rooms| rooms.len() == files.len())
}

/// Names that stand for more than one thing, with the files that declare them.
fn ambiguous(files: &[(String, String)]) -> Vec<String> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, text) in files {
        for name in declared(text) {
            all.entry(name).or_default().push(file.clone());
        }
    }
    all.into_iter()
        .filter(|(_, files)| files.len() > 1 && !are_side_by_side(files))
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect()
}

#[test]
fn a_name_of_a_type_has_one_meaning() {
    let files: Vec<_> = ["src", "platform"]
        .iter()
        .flat_map(|folder| {
            let named = super::files_below(folder).into_iter();
            named.map(move |(name, text)| (format!("{folder}/{name}"), text))
        })
        .collect();
    let ambiguous = ambiguous(&files);
    assert!(ambiguous.is_empty(), "{}", ambiguous.join("\n"));
}

#[test]
fn a_planted_second_meaning_is_found() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = [
        file("src/a.rs", "pub struct One<T>(T);\nfn f() { struct Two; }"),
        file("src/b.rs", "enum One {}\npub(crate) trait Two {}"),
        file("platform/x.rs", "pub struct Three;"),
        file("platform/unix/x.rs", "pub(crate) struct Three;"),
        file("src/tool/npm/x.rs", "struct Four;"),
        file("src/tool/bun/x.rs", "struct Four;\nstruct Five;"),
        file("src/tool/bun/y.rs", "type Five = ();"),
        file("src/tool/npm/y.rs", "struct Six;"),
        file("src/tool/as_npm/y.rs", "struct Six;"),
    ];
    assert_eq!(
        ambiguous(&files),
        [
            "Five: src/tool/bun/x.rs, src/tool/bun/y.rs",
            "One: src/a.rs, src/b.rs",
            "Six: src/tool/npm/y.rs, src/tool/as_npm/y.rs"
        ]
    );
}
