//! Circles of imports: files that can only be understood together.

use super::graph::{Edge, edges, files};
use std::collections::{BTreeMap, BTreeSet};

/// The circles: groups of files in which each leads to each other, with the edges within.
pub(super) fn circles(edges: &[Edge]) -> Vec<Vec<&Edge>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    let reached = |from: &str| -> BTreeSet<&str> {
        let mut all = BTreeSet::new();
        let mut open: Vec<&str> = next.get(from).into_iter().flatten().copied().collect();
        while let Some(file) = open.pop() {
            if all.insert(file) {
                open.extend(next.get(file).into_iter().flatten());
            }
        }
        all
    };
    let all: BTreeMap<&str, BTreeSet<&str>> =
        next.keys().map(|file| (*file, reached(file))).collect();
    let together =
        |a: &str, b: &str| all[a].contains(b) && all.get(b).is_some_and(|it| it.contains(a));
    let mut groups: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| together(&edge.from, &edge.to)) {
        let first = all.keys().find(|file| together(file, &edge.from));
        groups.entry(first.unwrap_or(&"")).or_default().push(edge);
    }
    groups.into_values().collect()
}

/// A circle in words: a line for each file that leads to another, with the paths that it names.
pub(super) fn told(circle: &[&Edge]) -> String {
    let mut ways: BTreeMap<(&str, &str), (usize, Vec<&str>)> = BTreeMap::new();
    for edge in circle {
        let way = ways.entry((&edge.from, &edge.to));
        let (_, paths) = way.or_insert((edge.line, Vec::new()));
        paths.push(&edge.path);
    }
    let lines = ways.into_iter().map(|((from, to), (line, mut paths))| {
        paths.sort_unstable();
        paths.dedup();
        format!("{from}:{line} leads to {to} by {}", paths.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn planted_circles_are_found() {
    let circles_of = |all: &[(&str, &str)]| -> Vec<String> {
        let (edges, _) = edges(&files(all), "lib.rs");
        circles(&edges).iter().map(|it| told(it)).collect()
    };
    let root = ("lib.rs", "mod a; mod b; mod c;");
    let a = ("a.rs", "use crate::b::X;");
    let c = ("c.rs", "use crate::a::X;");
    assert!(circles_of(&[root, a, ("b.rs", ""), c]).is_empty());
    assert_eq!(
        circles_of(&[root, a, ("b.rs", "\n\nuse crate::c::{X, Y};"), c]),
        ["a.rs:1 leads to b.rs by crate::b::X\n\
          b.rs:3 leads to c.rs by crate::c::X, crate::c::Y\n\
          c.rs:1 leads to a.rs by crate::a::X"]
    );
    // What a module's file passes on, taken from it by another file that it passes on.
    let passed_on = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; mod c; pub use b::X; pub use c::Y;"),
        ("a/b.rs", ""),
        ("a/c.rs", "use super::X;"),
    ];
    assert_eq!(
        circles_of(&passed_on),
        ["a/c.rs:1 leads to a/mod.rs by super::X\na/mod.rs:1 leads to a/c.rs by c::Y"]
    );
}
