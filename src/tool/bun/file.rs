//! An `.npmrc`, as bun reads it (bun 1.4.5 `ini/lib.rs`): the user's, and above it the project's.

use crate::npmrc::{Layer, LayerKind};
use crate::tool::as_npm::{self, Written, has_plain_letters};
use std::path::Path;

/// Keys that bun does not read from a file, although npm does.
const NOT_READ: [&str; 9] = [
    "cert",
    "globalconfig",
    "http-proxy",
    "https-proxy",
    "key",
    "noproxy",
    "prefix",
    "proxy",
    "userconfig",
];

/// The value of a variable, for what stands under this key.
pub(super) type Variable<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// Reads a file as a layer.
#[must_use]
pub(super) fn layer(kind: LayerKind, path: &Path, variable: Variable<'_>) -> Layer {
    let is_plain = |bytes: &[u8], _: &Written| has_plain_letters(bytes);
    as_npm::layer(kind, path, &is_plain, &|layer, written| {
        add(layer, written, variable);
    })
}

fn add(layer: &mut Layer, written: Written, variable: Variable<'_>) {
    for (key, value, line) in written {
        let setting = as_npm::expanded(&key, value, line, &|name| variable(&key, name));
        if !NOT_READ.contains(&setting.key.as_str()) {
            layer.set(setting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{Document, NpmVersion};

    #[test]
    fn the_way_is_not_named_in_a_file_but_for_authorities() {
        let mut layer = Layer::new(LayerKind::Project, None);
        let text =
            b"proxy=http://e/\ncafile=${DIR}/x\n//h/:_authToken=${T}\nregistry=https://${H}/";
        let variable = |key: &str, name: &str| match name {
            "DIR" => Some("/etc".to_owned()),
            "T" => key.starts_with("//").then(|| "t".to_owned()),
            _ => None,
        };
        let written = Document::parse(text, NpmVersion::Npm12).into_settings();
        add(&mut layer, written, &variable);
        let found: Vec<(&str, String, usize)> = layer
            .settings()
            .iter()
            .map(|one| (&*one.key, one.value.to_text(), one.unresolved.len()))
            .collect();
        let want = [
            ("cafile", "/etc/x", 0),
            ("//h/:_authToken", "t", 0),
            ("registry", "https://${H}/", 1),
        ];
        assert_eq!(
            found,
            want.map(|(key, value, left)| (key, value.to_owned(), left))
        );
    }
}
