//! That every test which SECURITY.md names is there.

use std::path::{Path, PathBuf};

/// `suite::file` or `suite::file::test`, as the document writes it.
fn is_there(named: &str) -> bool {
    let mut parts = named.split("::");
    let (Some(suite), Some(file), test) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(suite)
        .join(format!("{file}.rs"));
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    match test {
        Some(test) => text.contains(&format!("#[test]\nfn {test}()")),
        None => text.contains("#[test]\n"),
    }
}

#[test]
fn every_test_that_security_md_names_is_there() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/SECURITY.md");
    let text = std::fs::read_to_string(document).unwrap();
    let named: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains("::"))
        .collect();
    let missing: Vec<&&str> = named.iter().filter(|named| !is_there(named)).collect();
    assert!(
        missing == [&"suite::file::test"],
        "SECURITY.md names what is not there: {missing:?}"
    );
    assert!(named.len() > 40, "only {} tests are named", named.len());
}
