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
