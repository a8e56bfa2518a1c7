//! Is the oldest Rust that we promise the one that the workflows build with, and that our text
//! names?

use std::fs;
use std::path::Path;

#[test]
fn the_promised_rust_is_the_one_that_is_tried() {
    let read =
        |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let promised = env!("CARGO_PKG_RUST_VERSION");
    let mut tried = 0;
    for workflow in ["ci", "release", "whole"] {
        let text = read(&format!(".github/workflows/{workflow}.yml"));
        for line in text
            .lines()
            .filter(|line| line.contains("RUSTUP_TOOLCHAIN:"))
        {
            assert!(
                line.ends_with(&format!(": {promised}.0")),
                "{workflow}: {line}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 3, "only {tried} workflows name a Rust");
    let hint = format!("install Rust {promised} or later");
    assert!(read("install/linux/build").contains(&hint), "no {hint}");
}
