//! Which file of a crate names which: every import and path that leads to another file.
//!
//! A path counts for the file of the last module that it names, as a reader would look it up.
//! `use crate::a::Thing` leads to `a/mod.rs`, even if that file only passes `Thing` on. Declaring a
//! module (`mod a;`) is no import.

use super::source::{self, Path};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A source file: its name below the crate's root file's folder, and its text.
pub(super) type File = (String, String);

/// Where one file names another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub from: String,
    pub to: String,
    pub line: usize,
    /// As it is written there.
    pub path: String,
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            from,
            to,
            line,
            path,
        } = self;
        write!(f, "{from}:{line}: {path} leads to {to}")
    }
}

#[derive(Default)]
struct Module {
    file: String,
    imports: Vec<(String, Path)>,
    paths: Vec<Path>,
}

/// The modules of a crate by path: empty for the root, `a::b`.
#[derive(Default)]
struct Modules(BTreeMap<String, Module>);

/// All edges of the crate whose root is `root`; with the files that no module declares.
pub(super) fn edges(files: &[File], root: &str) -> (Vec<Edge>, Vec<String>) {
    let texts: BTreeMap<&str, &str> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let mut modules = Modules::default();
    modules.add(&texts, root, "");
    let mut edges: Vec<Edge> = modules
        .0
        .iter()
        .flat_map(|(at, module)| modules.edges_of(at, module))
        .collect();
    edges.sort();
    edges.dedup();
    let read: BTreeSet<&String> = modules.0.values().map(|module| &module.file).collect();
    let names = files.iter().map(|(name, _)| name);
    let unread = names.filter(|name| !read.contains(name)).cloned();
    (edges, unread.collect())
}

impl Modules {
    /// Adds a file as the module `path`, with everything that it declares.
    fn add(&mut self, texts: &BTreeMap<&str, &str>, file: &str, path: &str) {
        let Some(text) = texts.get(file) else { return };
        for read in source::modules(text) {
            let at = join(path, &read.inner);
            for (child, named) in &read.children {
                let inner = read.inner.replace("::", "/");
                let places = match named {
                    Some(named) => vec![slash(&folder_of(file), named)],
                    None => {
                        let stem = slash(&slash(&folder_below(file), &inner), child);
                        vec![format!("{stem}.rs"), format!("{stem}/mod.rs")]
                    }
                };
                for place in places {
                    self.add(texts, &place, &join(&at, child));
                }
            }
            let module = Module {
                file: file.to_owned(),
                imports: read.imports,
                paths: read.paths,
            };
            self.0.insert(at, module);
        }
    }

    fn edges_of(&self, at: &str, module: &Module) -> Vec<Edge> {
        let imported = module.imports.iter().map(|(_, path)| path);
        let named = imported.chain(&module.paths);
        named
            .flat_map(|path| {
                self.named_by(at, &path.names, 0)
                    .into_iter()
                    .map(|(to, _)| Edge {
                        from: module.file.clone(),
                        to: self.0[&to].file.clone(),
                        line: path.line,
                        path: path.names.join("::"),
                    })
            })
            .filter(|edge| edge.from != edge.to)
            .collect()
    }

    /// The last modules that a path names, seen from the module `at`, each with the number of
    /// names left over: several where a name is another one on each system. None where the path
    /// leaves the crate, or begins with something that is no module.
    fn named_by(&self, at: &str, names: &[String], depth: usize) -> Vec<(String, usize)> {
        // An import may lead back to itself through two globs.
        if depth > 8 {
            return Vec::new();
        }
        let Some((first, rest)) = names.split_first() else {
            return vec![(at.to_owned(), 0)];
        };
        let starts = match first.as_str() {
            "crate" => vec![String::new()],
            "self" => vec![at.to_owned()],
            "super" => vec![parent(at)],
            _ => self.below(at, first, depth),
        };
        starts
            .into_iter()
            .flat_map(|start| self.descend(start, rest, depth))
            .collect()
    }

    fn descend(&self, start: String, names: &[String], depth: usize) -> Vec<(String, usize)> {
        let Some((first, rest)) = names.split_first() else {
            return vec![(start, 0)];
        };
        let next = match first.as_str() {
            "super" => vec![parent(&start)],
            _ => self.below(&start, first, depth),
        };
        if next.is_empty() {
            return vec![(start, names.len())];
        }
        next.into_iter()
            .flat_map(|next| self.descend(next, rest, depth))
            .collect()
    }

    /// The modules that a name means in a module: its own child, or one that it imports.
    fn below(&self, at: &str, name: &str, depth: usize) -> Vec<String> {
        let child = join(at, name);
        if self.0.contains_key(&child) {
            return vec![child];
        }
        let Some(module) = self.0.get(at) else {
            return Vec::new();
        };
        let whole = |path: &Path| {
            self.named_by(at, &path.names, depth + 1)
                .into_iter()
                .filter(|(_, left)| *left == 0)
                .map(|(module, _)| module)
                .collect::<Vec<_>>()
        };
        let by_name: Vec<String> = module
            .imports
            .iter()
            .filter(|(own, path)| own == name && path.names != [name])
            .flat_map(|(_, path)| whole(path))
            .collect();
        if !by_name.is_empty() {
            return by_name;
        }
        let globs = module.imports.iter().filter(|(own, _)| own == "*");
        globs
            .flat_map(|(_, path)| whole(path))
            .flat_map(|from| self.below(&from, name, depth + 1))
            .collect()
    }
}

fn join(path: &str, name: &str) -> String {
    let between = if path.is_empty() || name.is_empty() {
        ""
    } else {
        "::"
    };
    [path, between, name].concat()
}

fn slash(folder: &str, name: &str) -> String {
    let between = if folder.is_empty() || name.is_empty() {
        ""
    } else {
        "/"
    };
    [folder, between, name].concat()
}

fn parent(path: &str) -> String {
    path.rsplit_once("::")
        .map_or("", |(above, _)| above)
        .to_owned()
}

fn folder_of(file: &str) -> String {
    file.rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned()
}

/// The folder in which a file's modules lie.
fn folder_below(file: &str) -> String {
    let folder = folder_of(file);
    let name = file.rsplit('/').next().unwrap_or_default();
    match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder,
        _ => slash(&folder, name.trim_end_matches(".rs")),
    }
}

/// Source files from their names and texts.
pub(super) fn files(all: &[(&str, &str)]) -> Vec<File> {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    all.iter().map(owned).collect()
}

/// Each row: what a file says, and where that leads.
#[test]
fn a_path_leads_to_the_last_module_that_it_names() {
    let rows: [(&str, &[&str]); 13] = [
        ("use crate::b::Thing;", &["b/mod.rs"]),
        ("use super::b::c::{self, d};", &["b/c.rs"]),
        ("use crate::b::{c, Thing};", &["b/c.rs", "b/mod.rs"]),
        ("fn f() { crate::b::c::g() }", &["b/c.rs"]),
        (
            "use crate::b; fn f() { b::c::g() }",
            &["b/c.rs", "b/mod.rs"],
        ),
        (
            "use crate::b as other; fn f() { other::c::g() }",
            &["b/c.rs", "b/mod.rs"],
        ),
        ("fn f() { super::system::g() }", &["one.rs", "two.rs"]),
        ("use super::*; fn f() { b::c::g() }", &["b/c.rs", "lib.rs"]),
        ("mod t { use super::super::b; }", &["b/mod.rs"]),
        ("mod t { use super::*; fn f() {} }", &[]),
        ("use std::fmt; fn f() { fmt::b(); Thing::c() }", &[]),
        ("// crate::b\nconst A: &str = \"crate::b\";", &[]),
        ("pub(in crate::b) fn f() {}", &[]),
    ];
    for (text, to) in rows {
        let (found, _) = edges(
            &files(&[
                (
                    "lib.rs",
                    "mod a; mod b; mod one; mod two; use one as system; use two as system;",
                ),
                ("a.rs", text),
                ("b/mod.rs", "pub mod c; pub use c::Thing;"),
                ("b/c.rs", ""),
                ("one.rs", ""),
                ("two.rs", ""),
            ]),
            "lib.rs",
        );
        let from_a = found.iter().filter(|edge| edge.from == "a.rs");
        let mut found: Vec<&str> = from_a.map(|edge| edge.to.as_str()).collect();
        found.dedup();
        assert_eq!(found, to, "{text}");
    }
}

#[test]
fn modules_are_found_where_rust_looks_for_them() {
    let all = [
        ("lib.rs", "mod a; mod in_braces { mod c; }"),
        (
            "a.rs",
            "mod b;\n#[cfg(test)]\n#[path = \"a_tests.rs\"]\nmod tests;",
        ),
        ("a/b.rs", "use super::X;"),
        ("a_tests.rs", "use super::*;\nuse super::b::Y;"),
        ("in_braces/c.rs", "use crate::a::b::Y;"),
    ];
    let (found, unread) = edges(&files(&all), "lib.rs");
    let found: Vec<String> = found.iter().map(Edge::to_string).collect();
    assert_eq!(
        found,
        [
            "a/b.rs:1: super::X leads to a.rs",
            "a_tests.rs:1: super leads to a.rs",
            "a_tests.rs:2: super::b::Y leads to a/b.rs",
            "in_braces/c.rs:1: crate::a::b::Y leads to a/b.rs"
        ]
    );
    assert!(unread.is_empty());
    let (_, unread) = edges(&files(&[("lib.rs", ""), ("a.rs", "")]), "lib.rs");
    assert_eq!(unread, ["a.rs"]);
}
