//! The README as a whole; what it has people type is typed by `tests/setup/newcomer.rs`.

use std::fs;
use std::path::Path;

/// Some six minutes of reading.
const MOST_WORDS: usize = 1400;

#[test]
fn the_readme_stays_short() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    let words = text.split_whitespace().filter(is_word).count();
    assert!(words <= MOST_WORDS, "{words} words");
}
