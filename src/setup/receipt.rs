//! The receipt: everything that setup made and wrote, in `receipt.json` in our data folder.
//!
//! It is written first, with everything that is about to be done, so that a killed setup can be
//! undone or continued. So the files that it names need not exist. A start file's own marks say how
//! to remove our lines (see `edit`); the receipt says which files those are.

use super::kept::PathChange;
use super::layout::{FRESH, RECEIPT};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::record::{self, Owner};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use npmcred_platform::kept_path::KeptPath;
use npmcred_platform::{files, shared_file, tree};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Everything that was made and written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Folders that setup made, each after its parents.
    pub folders: Vec<PathBuf>,
    /// The shims.
    pub links: Vec<PathBuf>,
    /// Whole files of ours, with the SHA-256 of their contents.
    pub files: Vec<(PathBuf, String)>,
    /// The lines in start files.
    pub lines: Vec<OurLines>,
    /// The change of the PATH that the system keeps, of whom the installation is.
    pub path: Option<PathChange>,
    /// Whether all of it was done.
    pub is_complete: bool,
}

/// Our lines in a start file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OurLines {
    /// The file, by the name that its shell uses.
    pub path: PathBuf,
    /// The shell that reads it.
    pub reader: String,
    /// The text that begins a comment there.
    pub comment: String,
    /// Every byte that was added to it.
    pub bytes: Vec<u8>,
}

impl Receipt {
    /// Reads it; `None` if there is none. A damaged one is moved aside, with a note; then only the
    /// marks in the files are left.
    ///
    /// # Errors
    /// `File` if it cannot be read, or was written by a newer npmcred.
    pub fn read(context: &Context) -> Result<Option<Self>> {
        record::read(
            context,
            &context.data_folder()?.join(RECEIPT),
            "receipt",
            Owner::Ourselves,
            Self::parse,
        )
    }

    /// Writes it into our data folder, which appears with it.
    ///
    /// # Errors
    /// `File` where it cannot be written.
    pub(super) fn write(&self, data: &Path) -> Result<()> {
        tree::make_with(data, RECEIPT, &self.to_bytes(), FRESH)
            .map_err(|cause| Error::file("write", &data.join(RECEIPT), &cause))
    }

    /// Whether there is a file of ours at this path, as it was written.
    pub(super) fn has_file(&self, path: &Path) -> bool {
        let mut recorded = self.files.iter().filter(|(file, _)| file == path);
        recorded.any(|(_, digest)| is_as_recorded(path, digest))
    }

    /// The receipt as JSON.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let paths =
            |paths: &[PathBuf]| paths.iter().map(|path| from_path(path)).collect::<Vec<_>>();
        let files = self
            .files
            .iter()
            .map(|(path, digest)| json!({ "path": from_path(path), "sha256": digest }));
        let lines = self.lines.iter().map(|lines| {
            json!({
                "path": from_path(&lines.path),
                "reader": lines.reader,
                "comment": lines.comment,
                "bytes": from_bytes(&lines.bytes),
            })
        });
        let mut value = json!({
            "v": 1,
            "by": concat!("npmcred ", env!("CARGO_PKG_VERSION")),
            "complete": self.is_complete,
            "folders": paths(&self.folders),
            "links": paths(&self.links),
            "files": files.collect::<Vec<_>>(),
            "lines": lines.collect::<Vec<_>>(),
        });
        if let Some(change) = &self.path {
            value["path"] = from_change(change);
        }
        format!("{value:#}\n").into_bytes()
    }

    fn parse(record: &Map<String, Value>) -> Option<Self> {
        let array = |name: &str| record.get(name)?.as_array();
        let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
        let file = |value: &Value| Some((to_path(value.get("path")?)?, text(value, "sha256")?));
        let lines = |value: &Value| {
            Some(OurLines {
                path: to_path(value.get("path")?)?,
                reader: text(value, "reader")?,
                comment: text(value, "comment")?,
                bytes: to_bytes(value.get("bytes")?)?,
            })
        };
        Some(Self {
            folders: array("folders")?
                .iter()
                .map(to_path)
                .collect::<Option<_>>()?,
            links: array("links")?.iter().map(to_path).collect::<Option<_>>()?,
            files: array("files")?.iter().map(file).collect::<Option<_>>()?,
            lines: array("lines")?.iter().map(lines).collect::<Option<_>>()?,
            path: match record.get("path") {
                Some(change) => Some(to_change(change)?),
                None => None,
            },
            is_complete: record.get("complete")?.as_bool()?,
        })
    }
}

/// The digest by which a file of ours is recognised.
#[must_use]
pub(super) fn digest(contents: &[u8]) -> String {
    Sha256::digest(contents)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whether the file has exactly this digest.
#[must_use]
pub(super) fn is_as_recorded(path: &Path, recorded: &str) -> bool {
    files::read(path)
        .is_ok_and(|contents| contents.is_some_and(|contents| digest(&contents) == recorded))
}

fn from_path(path: &Path) -> Value {
    from_bytes(&shared_file::path_bytes(path))
}

fn to_path(value: &Value) -> Option<PathBuf> {
    shared_file::path_of_bytes(&to_bytes(value)?).ok()
}

fn from_change(change: &PathChange) -> Value {
    let one = |value: &KeptPath| json!({ "text": value.text, "expanded": value.is_expanded });
    json!({
        "before": change.before.as_ref().map(one),
        "after": one(&change.after),
    })
}

fn to_change(value: &Value) -> Option<PathChange> {
    let one = |value: &Value| {
        Some(KeptPath {
            text: value.get("text")?.as_str()?.to_owned(),
            is_expanded: value.get("expanded")?.as_bool()?,
        })
    };
    let before = match value.get("before")? {
        Value::Null => None,
        before => Some(one(before)?),
    };
    let after = one(value.get("after")?)?;
    Some(PathChange { before, after })
}

/// Text as text, anything else as base64.
fn from_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

fn to_bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        other => STANDARD.decode(other.get("base64")?.as_str()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_the_same_when_it_is_read_again() {
        let odd =
            shared_file::path_of_bytes(b"/home/a b\n\xff").unwrap_or_else(|_| "/home/a b\n".into());
        let receipt = Receipt {
            folders: vec!["/home/a/.local".into(), odd.clone()],
            links: vec![odd.join("bin/npm")],
            files: vec![("/home/a/man/npmcred.1".into(), digest(b"x"))],
            lines: vec![OurLines {
                path: odd,
                reader: "bash".into(),
                comment: "#".into(),
                bytes: b"\nPATH='\xff'\n".to_vec(),
            }],
            path: Some(PathChange {
                before: None,
                after: KeptPath {
                    text: "a".to_owned(),
                    is_expanded: true,
                },
            }),
            is_complete: true,
        };
        let record: Map<String, Value> = serde_json::from_slice(&receipt.to_bytes()).unwrap();
        assert_eq!(Receipt::parse(&record), Some(receipt));
    }

    #[test]
    fn what_is_no_receipt_is_none() {
        for text in [
            r#"{}"#,
            r#"{"v":1}"#,
            r#"{"v":1,"complete":true,"folders":[1],"links":[],"files":[],"lines":[]}"#,
        ] {
            assert_eq!(
                Receipt::parse(&serde_json::from_str(text).unwrap()),
                None,
                "{text}"
            );
        }
    }
}
