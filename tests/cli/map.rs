//! The map in `src/README.md` holds: every file of `src` lies in a room of it, and enters only the
//! rooms that its row allows.
//!
//! A room is a row of the table, and a room in a room (`setup/shell/`) is a row too; the longest
//! that fits counts. What a room brings to its own parts it need not be allowed, nor what it takes
//! from a room that it lies in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the map, each with those that it may enter.
struct Map(BTreeMap<String, BTreeSet<String>>);

impl Map {
    fn read(text: &str) -> Self {
        let mut rooms = BTreeMap::new();
        for row in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.split('|').collect();
            for room in quoted(cells[1]) {
                rooms.insert(room, quoted(cells[3]).collect());
            }
        }
        Self(rooms)
    }

    /// The room that a path lies in: the longest that it begins with.
    fn room_of(&self, path: &str) -> Option<&str> {
        let fits = |room: &&String| {
            path == *room
                || path
                    .strip_prefix(*room)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        self.0
            .keys()
            .filter(fits)
            .max_by_key(|room| room.len())
            .map(String::as_str)
    }

    /// What an import breaks, in words.
    fn objection(&self, file: &str, path: &str) -> Option<String> {
        let Some(from) = self.room_of(file) else {
            return Some(format!("{file} lies in no room of the map"));
        };
        let Some(to) = self.room_of(path) else {
            return Some(format!("{file} names crate::{path}, which is no room"));
        };
        let is_within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // Who may enter a room may enter the rooms in it.
        let is_allowed = self.0[from].iter().any(|room| is_within(to, room));
        let is_at_home = is_within(from, to) || is_within(to, from);
        (!is_allowed && !is_at_home).then(|| format!("{file} enters {to}, and {from} may not"))
    }

    /// The rooms from which a circle can be entered.
    fn circles(&self) -> Vec<&str> {
        let mut open: BTreeMap<&str, BTreeSet<&str>> = self
            .0
            .iter()
            .map(|(room, may)| (room.as_str(), may.iter().map(String::as_str).collect()))
            .collect();
        // Who enters nothing that is left over is no part of a circle.
        while let Some(room) = open
            .iter()
            .find(|(_, may)| may.is_empty())
            .map(|(room, _)| *room)
        {
            open.remove(room);
            for may in open.values_mut() {
                may.remove(room);
            }
        }
        open.into_keys().collect()
    }
}

/// What stands between backticks, without the ending of a file or of a folder.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(|name| {
        name.trim_end_matches(".rs")
            .trim_end_matches('/')
            .to_owned()
    })
}

/// The paths below `crate::` that a source names, one for each leaf of a `{…}`, as `a/b/c`.
fn crate_paths(source: &str) -> Vec<String> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let is_start =
        |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
    let starts = code
        .match_indices("crate::")
        .filter(|(at, _)| is_start(*at));
    starts
        .flat_map(|(at, word)| leaves(&code[at + word.len()..]).0)
        .collect()
}

/// The leaves of one path, and how many bytes it took.
fn leaves(text: &str) -> (Vec<String>, usize) {
    let name = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    if let Some(rest) = text[name..].strip_prefix("::") {
        let (below, length) = leaves(rest);
        return (
            below
                .into_iter()
                .map(|leaf| format!("{}/{leaf}", &text[..name]))
                .collect(),
            name + 2 + length,
        );
    }
    if name > 0 || !text.starts_with('{') {
        return (vec![text[..name].to_owned()], name);
    }
    let mut all = Vec::new();
    let mut at = 1;
    while !text[at..].starts_with('}') {
        let blank = text[at..].len()
            - text[at..]
                .trim_start_matches(|c: char| c.is_whitespace() || c == ',')
                .len();
        at += blank;
        if text[at..].starts_with('}') {
            break;
        }
        let (below, length) = leaves(&text[at..]);
        at += length.max(1);
        all.extend(below);
        // `name as other`.
        at += text[at..].find([',', '}']).unwrap_or(0);
    }
    (all, at + 1)
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

fn of_this_project() -> (Map, Vec<(String, String)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let named = files.into_iter().map(|file| {
        let text = fs::read_to_string(&file).unwrap();
        (
            file.strip_prefix(&root)
                .unwrap()
                .with_extension("")
                .to_str()
                .unwrap()
                .to_owned(),
            text,
        )
    });
    (
        Map::read(&fs::read_to_string(root.join("README.md")).unwrap()),
        named.collect(),
    )
}

#[test]
fn every_import_is_on_the_map() {
    let (map, files) = of_this_project();
    assert!(files.len() > 100, "only {} files", files.len());
    let mut broken: Vec<String> = files
        .iter()
        .flat_map(|(file, text)| {
            crate_paths(text)
                .into_iter()
                .filter_map(|path| map.objection(file, &path))
        })
        .collect();
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A row that allows more than is used is no map.
#[test]
fn every_way_on_the_map_is_used() {
    let (map, files) = of_this_project();
    let mut used = BTreeSet::new();
    for (file, text) in &files {
        let from = map.room_of(file).unwrap();
        for path in crate_paths(text) {
            for (room, may) in map.0.get_key_value(from).into_iter() {
                used.extend(
                    may.iter()
                        .filter(|to| path == **to || path.starts_with(&format!("{to}/")))
                        .map(|to| (room, to)),
                );
            }
        }
    }
    let unused: Vec<String> = (map.0.iter())
        .flat_map(|(room, may)| may.iter().map(move |to| (room, to)))
        .filter(|way| !used.contains(way))
        .map(|(room, to)| format!("nothing in {room} enters {to}"))
        .collect();
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

#[test]
fn no_room_leads_back_to_itself() {
    assert_eq!(of_this_project().0.circles(), Vec::<&str>::new());
}

#[test]
fn what_is_not_allowed_is_found() {
    let map = Map::read(
        "| room | what | may enter |\n|---|---|---|\n| `a.rs`, `b/` | x | `c/` |\n| `b/d/` | y | |\n| `c/` | z | |\n",
    );
    assert_eq!(
        crate_paths("use crate::{c::{x, y as z}, b};\n// crate::no\nlet x = crate::b::d::e();"),
        ["c/x", "c/y", "b", "b/d/e"]
    );
    assert_eq!(map.objection("a", "c/x"), None);
    assert_eq!(map.objection("b/d/one", "b/two"), None);
    assert!(map.objection("b/d/one", "c").is_some(), "planted");
    assert!(map.objection("c/one", "a").is_some(), "planted");
    assert!(
        map.objection("e", "c").is_some(),
        "a file that is on no map"
    );
    assert!(
        map.objection("a", "f").is_some(),
        "a room that is on no map"
    );
    assert!(map.circles().is_empty());
    assert_eq!(
        Map::read("| `a` | | `b` |\n| `b` | | `a` |\n| `c` | | `a` |\n").circles(),
        ["a", "b", "c"]
    );
}
