//! Runs npm's own modules over a list of questions.

use std::path::{Path, PathBuf};
use std::process::Command;

use npmcred::npmrc::NpmVersion;
use serde_json::Value as Json;

/// The npms to compare with.
pub(crate) const MAJORS: [u64; 5] = [8, 9, 10, 11, 12];

pub(crate) fn version(major: u64) -> NpmVersion {
    NpmVersion::from_major(major)
}

fn tools() -> PathBuf {
    match std::env::var_os("NPMCRED_TEST_TOOLS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools"),
    }
}

/// An npm's package folder.
pub(crate) fn npm(major: u64) -> PathBuf {
    let folder = tools().join(format!("npm/{major}/lib/node_modules/npm"));
    assert!(
        folder.is_dir(),
        "no npm {major} at {}: run tests/support/provision tools",
        folder.display()
    );
    folder
}

/// The node of that npm, or the one on PATH.
pub(crate) fn node(major: u64) -> PathBuf {
    let own = tools().join(format!("npm/{major}/bin/node"));
    if own.exists() { own } else { "node".into() }
}

/// A folder of this test's own, empty.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("npmrc-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

/// What one npm answers: `Ok`, or what it threw.
pub(crate) fn ask(major: u64, name: &str, questions: &[Json]) -> Vec<Result<Json, String>> {
    let folder = scratch(&format!("{name}-{major}"));
    let lines: Vec<_> = questions.iter().map(Json::to_string).collect();
    std::fs::write(folder.join("questions"), lines.join("\n")).unwrap();
    let output = Command::new(node(major))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npmrc/oracle.js"))
        .args([
            folder.join("questions"),
            folder.join("answers"),
            npm(major).canonicalize().unwrap(),
        ])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "npm {major}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers = std::fs::read_to_string(folder.join("answers")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let answers: Vec<_> = answers.lines().map(answer).collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

fn answer(line: &str) -> Result<Json, String> {
    let mut answer: Json = serde_json::from_str(line).unwrap();
    match answer.get_mut("ok") {
        Some(ok) => Ok(ok.take()),
        None => Err(answer["throws"].to_string()),
    }
}

/// Collects differences, and fails with the first few.
pub(crate) struct Verdict {
    what: &'static str,
    seed: u64,
    asked: usize,
    thrown: usize,
    differences: Vec<String>,
}

impl Verdict {
    pub(crate) fn new(what: &'static str, seed: u64) -> Self {
        Self {
            what,
            seed,
            asked: 0,
            thrown: 0,
            differences: Vec::new(),
        }
    }

    /// One question on which npm answered.
    pub(crate) fn compare(&mut self, major: u64, question: &Json, npm: &Json, ours: &Json) {
        self.asked += 1;
        if npm != ours {
            self.differences.push(format!(
                "npm {major}: {question}\n  npm:  {npm}\n  ours: {ours}"
            ));
        }
    }

    /// One question on which npm itself fell over: nothing to compare, but it must stay rare.
    pub(crate) fn threw(&mut self) {
        self.asked += 1;
        self.thrown += 1;
    }

    pub(crate) fn done(self, at_least: usize) {
        let Self {
            what,
            seed,
            asked,
            thrown,
            differences,
        } = self;
        println!(
            "{what}: {asked} asked, npm threw on {thrown}, {} differences",
            differences.len()
        );
        let first: Vec<_> = differences.iter().take(8).map(String::as_str).collect();
        assert!(
            differences.is_empty(),
            "{} differences, NPMCRED_TEST_SEED={seed}\n{}",
            differences.len(),
            first.join("\n")
        );
        assert!(asked >= at_least, "only {asked} {what}");
        assert!(
            thrown * 4 <= asked,
            "npm threw on {thrown} of {asked} {what}"
        );
    }
}
