//! Packs the manual that lies beside this file, for the program to carry: 200 KiB become 20.
//!
//! The crates that make it would be larger in the program than what they make. `tests/cli` makes it
//! and compares.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a build script reads files"
)]

use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn main() {
    let install = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("install");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("manual");
    let mut files = vec![install.join("settings.md")];
    for folder in ["man/man1", "man/man5", "man/man7", "completions"] {
        files.extend(
            fs::read_dir(install.join(folder))
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    // The same bytes wherever it is built.
    files.sort();
    let mut packed = GzEncoder::new(fs::File::create(out).unwrap(), Compression::best());
    for file in files {
        add(&mut packed, &install, &file);
    }
    packed.finish().unwrap();
    for watched in ["pack.rs", "man", "completions", "settings.md"] {
        println!("cargo::rerun-if-changed=install/{watched}");
    }
}

/// A line with the path and the length, then the text.
fn add(packed: &mut impl Write, install: &Path, file: &Path) {
    let text = fs::read(file).unwrap();
    let parts: Vec<&str> = file
        .strip_prefix(install)
        .unwrap()
        .iter()
        .map(|part| part.to_str().unwrap())
        .collect();
    writeln!(packed, "{} {}", parts.join("/"), text.len()).unwrap();
    packed.write_all(&text).unwrap();
}
