//! The packages that `npm publish` is about to send: their names and their `publishConfig`.
//!
//! npm takes both from the package itself, which may be the working folder, a folder, a tarball or every workspace.

use crate::npmrc::Files;
use flate2::read::GzDecoder;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most that is unpacked of a tarball in search of its `package.json`, in bytes.
const UNPACK_LIMIT: u64 = 64 * 1024 * 1024;
/// The largest `package.json` that is read, in bytes.
const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// A package about to be published.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PublishTarget {
    /// Its name, scope included.
    pub name: String,
    /// Its `publishConfig`.
    pub publish_config: Map<String, Value>,
    /// The file that says so.
    pub manifest: PathBuf,
}

/// The targets of the operands, or of the working folder where there are none; of every workspace folder where the
/// command is for workspaces. What cannot be read is left out: npm will say why.
#[must_use]
pub(super) fn publish_targets(
    files: &dyn Files,
    cwd: &Path,
    operands: &[&str],
    workspaces: Option<&[PathBuf]>,
) -> Vec<PublishTarget> {
    if let Some(folders) = workspaces {
        return folders.iter().filter_map(|folder| from_folder(files, folder)).collect();
    }
    let named = if operands.is_empty() { &["."][..] } else { operands };
    named
        .iter()
        .filter_map(|operand| {
            let path = cwd.join(operand.strip_prefix("file:").unwrap_or(operand));
            if files.is_dir(&path) { from_folder(files, &path) } else { from_tarball(files, &path) }
        })
        .collect()
}

fn from_folder(files: &dyn Files, folder: &Path) -> Option<PublishTarget> {
    let manifest = folder.join("package.json");
    from_manifest(&files.read(&manifest).ok()??, manifest)
}

/// npm takes the `package.json` of the archive's first folder, whatever that is called (pacote strips one level).
fn from_tarball(files: &dyn Files, path: &Path) -> Option<PublishTarget> {
    let bytes = files.read(path).ok()??;
    let mut archive = tar::Archive::new(GzDecoder::new(&bytes[..]).take(UNPACK_LIMIT));
    for entry in archive.entries().ok()? {
        let entry = entry.ok()?;
        let is_manifest = entry.path().is_ok_and(|name| {
            name.components().count() == 2 && name.file_name().is_some_and(|last| last == "package.json")
        });
        if is_manifest {
            let mut text = Vec::new();
            entry.take(MANIFEST_LIMIT).read_to_end(&mut text).ok()?;
            return from_manifest(&text, path.to_owned());
        }
    }
    None
}

fn from_manifest(text: &[u8], manifest: PathBuf) -> Option<PublishTarget> {
    // npm strips a byte order mark (`json-parse-even-better-errors`).
    let json: Value = serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)).ok()?;
    Some(PublishTarget {
        name: json.get("name")?.as_str()?.to_owned(),
        publish_config: json.get("publishConfig").and_then(Value::as_object).cloned().unwrap_or_default(),
        manifest,
    })
}
