//! The map in `src/README.md`: every file of `src` lies in a room of it, and enters only the
//! rooms that its row allows.
//!
//! A room is a row of the table, and a room in a room (`setup/shell/`) is a row too; the longest
//! that fits counts. Nobody needs leave to enter the room that he lies in. Who may enter a room may
//! enter those in it, but for the ones that are marked "by name".

use super::graph::{Edge, edges};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms of the map.
struct Map {
    /// Each with those that it may enter.
    rooms: BTreeMap<String, BTreeSet<String>>,
    /// Those that are entered only by who is allowed them by name.
    by_name: BTreeSet<String>,
}

impl Map {
    fn read(text: &str) -> Self {
        let (mut rooms, mut by_name) = (BTreeMap::new(), BTreeSet::new());
        for row in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.split('|').collect();
            for room in quoted(cells[1]) {
                if cells[1].contains("by name") {
                    by_name.insert(room.clone());
                }
                rooms.insert(room, quoted(cells[3]).collect());
            }
        }
        Self { rooms, by_name }
    }

    /// The room that a path lies in: the longest that it begins with.
    fn room_of(&self, path: &str) -> Option<&str> {
        let fits = |room: &&String| {
            path == *room
                || path
                    .strip_prefix(*room)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        self.rooms
            .keys()
            .filter(fits)
            .max_by_key(|room| room.len())
            .map(String::as_str)
    }

    /// What an import breaks, in words.
    fn objection(&self, edge: &Edge) -> Option<String> {
        let Edge { from, to, line, .. } = edge;
        let room = |file: &str| self.room_of(file.trim_end_matches(".rs"));
        let (Some(inside), Some(entered)) = (room(from), room(to)) else {
            return Some(format!(
                "src/{from}:{line}: it or {to} lies in no room of the map"
            ));
        };
        let is_within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let allows = |room: &str| {
            entered == room || (is_within(entered, room) && !self.by_name.contains(entered))
        };
        let is_allowed = self.rooms[inside].iter().any(|room| allows(room));
        let is_at_home = is_within(inside, entered) || allows(inside);
        (!is_allowed && !is_at_home)
            .then(|| format!("src/{from}:{line}: enters {entered}, and {inside} may not"))
    }

    /// The rooms from which a circle can be entered.
    fn circles(&self) -> Vec<&str> {
        let mut open: BTreeMap<&str, BTreeSet<&str>> = self
            .rooms
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

fn of_this_project() -> (Map, Vec<Edge>) {
    let files = super::files_below("src");
    assert!(files.len() > 100, "only {} files", files.len());
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/README.md");
    (
        Map::read(&fs::read_to_string(table).unwrap()),
        edges(&files, "lib.rs").0,
    )
}

/// Files that lie in no room, and those that no `mod` leads to, which are compiled by nobody.
fn astray(map: &Map, files: &[super::graph::File], root: &str) -> Vec<String> {
    let (_, unread) = edges(files, root);
    let names = files.iter().map(|(name, _)| name);
    let homeless = names.filter(|name| map.room_of(name.trim_end_matches(".rs")).is_none());
    homeless
        .map(|name| format!("src/{name} lies in no room of the map"))
        .chain(
            unread
                .iter()
                .map(|name| format!("no `mod` leads to src/{name}")),
        )
        .collect()
}

#[test]
fn every_file_lies_in_a_room() {
    let (map, _) = of_this_project();
    let mut astray = astray(&map, &super::files_below("src"), "lib.rs");
    // The program has a root of its own.
    astray.retain(|what| what != "no `mod` leads to src/main.rs");
    assert!(astray.is_empty(), "{}", astray.join("\n"));
    let planted = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", ""),
        ("b/mod.rs", ""),
        ("a/stray.rs", ""),
    ];
    let planted = planted.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let map = Map::read("| `lib.rs` | | `a.rs` |\n| `a.rs` | | |\n");
    assert_eq!(
        self::astray(&map, &planted, "lib.rs"),
        [
            "src/b/mod.rs lies in no room of the map",
            "no `mod` leads to src/a/stray.rs"
        ]
    );
}

#[test]
fn every_import_is_on_the_map() {
    let (map, edges) = of_this_project();
    let broken: Vec<String> = edges
        .iter()
        .filter_map(|edge| map.objection(edge))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A row that allows more than is used is no map.
#[test]
fn every_way_on_the_map_is_used() {
    let (map, edges) = of_this_project();
    let is_used = |room: &str, to: &str| {
        edges.iter().any(|edge| {
            let entered = edge.to.trim_end_matches(".rs");
            map.room_of(edge.from.trim_end_matches(".rs")) == Some(room)
                && entered
                    .strip_prefix(to)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let ways = (map.rooms.iter()).flat_map(|(room, may)| may.iter().map(move |to| (room, to)));
    let unused: Vec<String> = ways
        .filter(|(room, to)| !is_used(room, to))
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
        "| room | what | may enter |\n|---|---|---|\n| `a.rs`, `b/` | x | `c/` |\n\
         | `b/d/` | y | |\n| `b/e/`, by name | y | |\n| `c/` | z | |\n| `f.rs` | | `b/` |\n",
    );
    let objection = |from: &str, to: &str| {
        map.objection(&Edge {
            from: from.to_owned(),
            to: to.to_owned(),
            line: 1,
            path: String::new(),
        })
    };
    for (from, to) in [
        ("a.rs", "c/x.rs"),
        ("a.rs", "c/mod.rs"),
        ("b/d/one.rs", "b/two.rs"),
        ("b/one.rs", "b/d/two.rs"),
        ("f.rs", "b/d/two.rs"),
        ("b/e/one.rs", "b/two.rs"),
    ] {
        assert_eq!(objection(from, to), None);
    }
    let planted = [
        ("b/d/one.rs", "c/mod.rs"),
        ("c/one.rs", "a.rs"),
        // Entered by name alone.
        ("b/one.rs", "b/e/two.rs"),
        ("f.rs", "b/e/two.rs"),
        // A file, and a room, that is on no map.
        ("e.rs", "c/mod.rs"),
        ("a.rs", "e.rs"),
    ];
    for (from, to) in planted {
        assert!(objection(from, to).is_some(), "{from} -> {to}");
    }
    assert!(map.circles().is_empty());
    assert_eq!(
        Map::read("| `a` | | `b` |\n| `b` | | `a` |\n| `c` | | `a` |\n").circles(),
        ["a", "b", "c"]
    );
}
