//! Are the files there that our own pages send a reader to?

use super::walk;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The pages, from the root of the repository.
const PAGES: [&str; 5] = [
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    "README.md",
    "src/README.md",
    "tests/README.md",
];

/// The texts between backticks, each on one line. A fence of three holds none.
fn quoted(page: &str) -> Vec<&str> {
    let lines = page.lines().filter(|line| !line.starts_with("```"));
    lines
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// The path that a quoted text begins with, if it looks like one of this repository: it begins with
/// a folder of the root or of the page, or is the name of a Rust file. Words in capitals stand for
/// something, as in `tests/SUITE/FILE.rs`.
fn named<'a>(quoted: &'a str, folders: &BTreeSet<String>) -> Option<&'a str> {
    let path = quoted.split(' ').next()?;
    let is_of_path = |it: char| it.is_ascii_alphanumeric() || "./_-".contains(it);
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    let is_stand_in = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default();
        !stem.is_empty() && stem.chars().all(|it| it.is_ascii_uppercase())
    };
    let is_file = path.ends_with(".rs");
    let is_ours = is_file || !rest.is_empty() && folders.contains(first);
    (is_ours && path.chars().all(is_of_path) && !path.split('/').any(is_stand_in)).then_some(path)
}

/// The folders in a folder, but the one that Cargo fills.
fn folders(of: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.path().is_dir() && entry.file_name() != "target")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_path_that_a_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources: Vec<String> = ["src", "platform", "tests"]
        .into_iter()
        .flat_map(|folder| walk(&root.join(folder)))
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    let mut missing = Vec::new();
    for page in PAGES {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let beside = root.join(page).parent().unwrap().to_owned();
        let all = &folders(root) | &folders(&beside);
        let paths: Vec<&str> = quoted(&text)
            .into_iter()
            .filter_map(|it| named(it, &all))
            .collect();
        assert!(
            !paths.is_empty() || page == "README.md",
            "{page} names none"
        );
        for path in paths {
            let is_there = [root, &beside].into_iter().any(|folder| {
                let file = folder.join(path);
                file.exists() || file.with_extension("rs").exists()
            });
            let is_named = path.ends_with(".rs")
                && sources
                    .iter()
                    .any(|file| file.ends_with(&format!("/{path}")));
            if !is_there && !is_named {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_path_is_told_from_other_words() {
    let folders = BTreeSet::from(["src".to_owned(), "tests".to_owned()]);
    for (text, path) in [
        ("src/cli.rs", Some("src/cli.rs")),
        ("tests/run wire hostile", Some("tests/run")),
        ("roots.rs", Some("roots.rs")),
        ("tests/SUITE/FILE.rs", None),
        ("src/", None),
        ("~/.npmrc", None),
        ("node_modules/.bin", None),
        ("tests/*.rs", None),
    ] {
        assert_eq!(named(text, &folders), path, "{text}");
    }
    assert_eq!(quoted("a `b` c `d e`\n```\n`f` g"), ["b", "d e", "f"]);
}
