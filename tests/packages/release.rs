//! The packages, made once for all tests by `install/release`: a version, the next one, and the
//! next one again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The packages of one version.
pub(crate) struct Release {
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

/// The version before.
pub(crate) fn old() -> &'static Release {
    static OLD: OnceLock<Release> = OnceLock::new();
    OLD.get_or_init(|| Release::make("1", "x86_64", "old"))
}

/// The version that is packed.
pub(crate) fn new() -> &'static Release {
    static NEW: OnceLock<Release> = OnceLock::new();
    NEW.get_or_init(|| Release::make("2", "x86_64", "new"))
}

/// The version that is packed, for another processor than this machine's.
pub(crate) fn arm64() -> &'static Release {
    static ARM64: OnceLock<Release> = OnceLock::new();
    ARM64.get_or_init(|| Release::make("2", "aarch64", "arm64"))
}

impl Release {
    /// Packs this tree as a version that is not released yet.
    fn make(number: &str, processor: &str, folder: &str) -> Release {
        let version = format!("{}-dev.{number}", env!("CARGO_PKG_VERSION"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("packages")
            .join(folder);
        let done = Command::new(checkout().join("install/release"))
            .args(["--only", &format!("{processor}-unknown-linux-musl"), "--to"])
            .arg(&folder)
            .arg(&version)
            .env("NPMCRED_MAINTAINER", "Some One <some.one@npmcred.example>")
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{told}");
        Release { version, folder }
    }

    /// The one package whose name has this end.
    #[track_caller]
    pub(crate) fn file(&self, end: &str) -> PathBuf {
        let named: Vec<PathBuf> = self
            .files()
            .into_keys()
            .filter(|name| name.ends_with(end))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|name| self.folder.join(name))
            .collect();
        assert_eq!(named.len(), 1, "*{end}: {named:?}");
        named.into_iter().next().unwrap()
    }

    /// Every file of it, by name.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(&self.folder).unwrap();
        entries
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(path).unwrap())
            })
            .collect()
    }
}

/// The sources that are packed.
pub(crate) fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (first, again) = (new().files(), Release::make("2", "x86_64", "again").files());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&again));
    let differs: Vec<&String> = first
        .keys()
        .filter(|name| first[*name] != again[*name])
        .collect();
    assert!(differs.is_empty(), "{differs:?}");
}

#[test]
fn every_file_has_its_checksum() {
    let done = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(&new().folder)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let listed = fs::read_to_string(new().folder.join("SHA256SUMS")).unwrap();
    assert_eq!(listed.lines().count() + 1, new().files().len(), "{listed}");
}
