//! A file in the form of an `.npmrc`, as a layer.

use crate::npmrc::{Files, Layer, LayerKind, NpmVersion, Setting, Value, expand};
use crate::tool::npm::ContextFiles;
use std::path::Path;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// Reads a file as a layer; `add` takes what it holds. One that is not there says nothing.
#[must_use]
pub(in crate::tool) fn layer(
    kind: LayerKind,
    path: &Path,
    add: &dyn Fn(&mut Layer, &[u8]),
) -> Layer {
    let mut layer = Layer::new(kind, Some(path.to_owned()));
    match ContextFiles.read_at_most(path, LARGEST) {
        Ok(None) => {}
        Ok(Some(bytes)) => add(&mut layer, &bytes),
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
