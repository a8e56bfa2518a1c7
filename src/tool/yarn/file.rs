//! An `.npmrc`, as yarn 1 reads it (1.22 `registries/npm-registry.js`).
//!
//! Its keys are taken as they are written. A placeholder in a value that nothing resolves ends yarn
//! with an error, in whichever file it stands.

use super::keys::named_as_npm;
use crate::context::Env;
use crate::npmrc::{Layer, LayerKind};
use crate::tool::as_npm::{self, Written, has_plain_letters, has_plain_lines};
use std::path::Path;

/// Keys that yarn does not read from a file, although npm does.
const NOT_READ: [&str; 6] = [
    "globalconfig",
    "http-proxy",
    "local-address",
    "noproxy",
    "prefix",
    "userconfig",
];

/// Reads a file as a layer.
#[must_use]
pub(super) fn layer(kind: LayerKind, path: &Path, env: &Env) -> Layer {
    let is_plain = |bytes: &[u8], written: &Written| {
        has_plain_letters(bytes) && has_plain_lines(bytes, written)
    };
    as_npm::layer(kind, path, &is_plain, &|layer, written| {
        add(layer, written, env);
    })
}

fn add(layer: &mut Layer, written: Written, env: &Env) {
    let variable = |name: &str| Some(env.get(name)?.to_string_lossy().into_owned());
    for (key, value, line) in written {
        let mut setting = as_npm::expanded(&key, value, line, &variable);
        setting.key = key;
        if !NOT_READ.contains(&setting.key.as_str()) {
            layer.set(named_as_npm(setting));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc::{Document, NpmVersion};

    #[test]
    fn keys_stay_as_they_are_and_the_alias_is_the_public_registry() {
        let env = Env::new(vec![("SET".into(), "set".into())]);
        let text = "//${SET}/:_authToken=${SET}\nregistry=https://registry.yarnpkg.com\n\
            @a:registry=https://${OPEN}/\nprefix=/p\n";
        let written = Document::parse(text.as_bytes(), NpmVersion::Npm12).into_settings();
        let mut layer = Layer::new(LayerKind::Project, None);
        add(&mut layer, written, &env);
        let found: Vec<_> = layer
            .settings()
            .iter()
            .map(|one| (&*one.key, one.value.to_text(), one.unresolved.len()))
            .collect();
        let want = [
            ("//${SET}/:_authToken", "set", 0),
            ("registry", "https://registry.npmjs.org/", 0),
            ("@a:registry", "https://${OPEN}/", 1),
        ];
        assert_eq!(
            found,
            want.map(|(key, value, open)| (key, value.to_owned(), open))
        );
    }
}
