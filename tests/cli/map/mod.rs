//! The shape of the code: the map in `src/README.md` holds, no files import each other in a circle,
//! and nothing is longer than a reader takes in.

mod circles;
mod graph;
mod rooms;
mod sizes;
mod source;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

/// All source files below a folder of this project, named from there.
fn files_below(folder: &str) -> Vec<graph::File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    sources(&root, &mut found);
    let named = found.into_iter().map(|file| {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        (name.to_owned(), fs::read_to_string(&file).unwrap())
    });
    named.collect()
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

/// The longest file, in lines.
const FILE: usize = 400;
/// The longest function, in lines.
const FUNCTION: usize = 60;

#[test]
fn no_file_is_longer_than_a_reader_takes_in() {
    let mut long = Vec::new();
    for folder in ["platform", "src", "tests"] {
        let files = files_below(folder).into_iter();
        let too_long = files.filter(|(_, text)| text.lines().count() > FILE);
        long.extend(too_long.map(|(name, _)| format!("{folder}/{name}")));
    }
    assert!(long.is_empty(), "at most {FILE} lines a file: {long:?}");
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut long = Vec::new();
    for folder in ["platform", "src"] {
        for (file, text) in files_below(folder) {
            let functions = sizes::functions(&text).into_iter();
            let too_long = functions.filter(|function| function.lines > FUNCTION);
            long.extend(too_long.map(|function| format!("{folder}/{file} {}", function.name)));
        }
    }
    assert!(
        long.is_empty(),
        "at most {FUNCTION} lines a function: {long:?}"
    );
}

#[test]
fn files_import_each_other_in_no_circle() {
    let mut told = String::new();
    for folder in ["platform", "src"] {
        let (edges, _) = graph::edges(&files_below(folder), "lib.rs");
        for circle in circles::circles(&edges) {
            told.push_str(&format!("in {folder}:\n{}\n", circles::told(&circle)));
        }
    }
    assert!(told.is_empty(), "{told}");
}
