//! The shape of the code: rooms, imports, sizes and prose.
//!
//! The map in `src/README.md` holds, and no files import each other in a circle. Nothing is longer
//! than a reader takes in.

mod circles;
mod graph;
mod leaks;
mod names;
mod prose;
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

/// All source files of the project, named from its root.
fn all_files() -> Vec<graph::File> {
    let folders = ["platform", "src", "tests"].into_iter();
    let of_folder = |folder| {
        let files = files_below(folder).into_iter();
        files.map(move |(name, text)| (format!("{folder}/{name}"), text))
    };
    folders.flat_map(of_folder).collect()
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
/// The longest file of those that only say which steps there are, in lines: a command of ours takes
/// flags, calls the library and prints; `shim/mod.rs` is the way of a call.
const STEPS: usize = 120;
/// Half of the files are shorter than this, in lines.
const MEDIAN: usize = 130;
/// The longest function, in lines.
const FUNCTION: usize = 60;

#[test]
fn no_file_is_longer_than_a_reader_takes_in() {
    let mut files = all_files();
    files.retain(|(_, text)| text.lines().count() > FILE);
    let long: Vec<_> = files.into_iter().map(|(name, _)| name).collect();
    assert!(long.is_empty(), "at most {FILE} lines a file: {long:?}");
}

#[test]
fn a_command_and_the_way_of_a_call_are_on_a_screen() {
    let mut files = all_files();
    files.retain(|(name, _)| name.starts_with("src/command/") || name == "src/shim/mod.rs");
    assert!(files.len() > 50, "{} files are looked at", files.len());
    files.retain(|(_, text)| text.lines().count() > STEPS);
    let long: Vec<_> = files.into_iter().map(|(name, _)| name).collect();
    assert!(long.is_empty(), "at most {STEPS} lines: {long:?}");
}

#[test]
fn most_files_are_short() {
    let files = all_files().into_iter();
    let mut lines: Vec<_> = files.map(|(_, text)| text.lines().count()).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!(
        median <= MEDIAN,
        "half of the files are above {median} lines"
    );
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut long = Vec::new();
    for (file, text) in all_files() {
        let functions = sizes::functions(&text).into_iter();
        let too_long = functions.filter(|function| function.lines > FUNCTION);
        long.extend(too_long.map(|one| format!("{file}:{} {}", one.line, one.name)));
    }
    assert!(
        long.is_empty(),
        "at most {FUNCTION} lines a function: {long:?}"
    );
}

/// The longest sentence of a header, in words; what stands between backticks is one.
const SENTENCE: usize = 25;
/// The widest line with a comment in it, in characters, as rustfmt has it for code.
const WIDTH: usize = 100;

#[test]
fn no_sentence_of_a_header_holds_more_than_a_reader_keeps_in_mind() {
    let mut long = String::new();
    for (file, text) in all_files() {
        for sentence in prose::header_sentences(&text) {
            if sentence.words > SENTENCE {
                long.push_str(&format!("{file}:{} {}\n", sentence.line, sentence.text));
            }
        }
    }
    assert!(long.is_empty(), "at most {SENTENCE} words:\n{long}");
}

#[test]
fn no_comment_is_wider_than_code() {
    let mut wide = String::new();
    for (file, text) in all_files() {
        for line in prose::wide_comments(&text, WIDTH) {
            wide.push_str(&format!("{file}:{line}\n"));
        }
    }
    assert!(wide.is_empty(), "at most {WIDTH} characters:\n{wide}");
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
