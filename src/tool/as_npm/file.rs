//! A file in the form of an `.npmrc`, as a layer.

use crate::npmrc::{Document, Files, Layer, LayerKind, NpmVersion, Setting, Value, expand};
use crate::tool::files::ContextFiles;
use std::io::ErrorKind;
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What is said of a project's file that programs read in different ways.
const NOT_ALIKE: &str = "has a section, or a comment or an odd letter behind a value, which not all \
                         programs read alike";

/// The settings of a file as they are written: key, value, and line from 1.
pub(in crate::tool) type Written = Vec<(String, Value, Option<usize>)>;

/// Reads a file as a layer; `add` takes what it holds. One that is not there says nothing. One of a
/// project stands in the way where `is_plain` says that programs read it in different ways.
#[must_use]
pub(in crate::tool) fn layer(
    kind: LayerKind,
    path: &Path,
    is_plain: &dyn Fn(&[u8], &Written) -> bool,
    add: &dyn Fn(&mut Layer, Written),
) -> Layer {
    let mut layer = Layer::new(kind, Some(path.to_owned()));
    match ContextFiles.read_at_most(path, LARGEST) {
        Ok(None) => {}
        Ok(Some(bytes)) => {
            let written = Document::parse(&bytes, NpmVersion::Npm12).into_settings();
            if kind == LayerKind::Project && !is_plain(&bytes, &written) {
                layer.unread = Some(ErrorKind::InvalidData);
                layer.problem = Some(NOT_ALIKE.to_owned());
            }
            add(&mut layer, written);
        }
        Err(error) => {
            layer.unread = Some(error.kind());
            layer.problem = Some(error.to_string());
        }
    }
    layer
}

/// A line of such a file, its placeholders replaced.
#[must_use]
pub(in crate::tool) fn expanded(
    key: &str,
    value: Value,
    line: Option<usize>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Setting {
    let raw = value.to_text();
    let (value, unresolved) = match value {
        Value::Text(text) => {
            let expanded = expand(&text, NpmVersion::Npm12, variable);
            (Value::Text(expanded.text), expanded.unresolved)
        }
        other => (other, Vec::new()),
    };
    Setting {
        key: expand(key, NpmVersion::Npm12, variable).text,
        value,
        raw,
        line,
        unresolved,
    }
}
