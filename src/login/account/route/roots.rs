//! The trusted roots of a route: those of npm's settings, otherwise those of node.

use super::reader::RouteReader;
use crate::error::Result;
use crate::http::Roots;
use crate::npmrc::{Layer, Value};
use npmcred_platform::folders::ROOT_BUNDLES;
use npmcred_platform::variable::LIST_SEPARATOR;
use std::path::{Path, PathBuf};

impl RouteReader<'_> {
    /// Only `false` turns the checks off. npm always passes the setting, so node's own variable
    /// counts only if the setting is present and empty (`make-fetch-happen` `lib/options.js`).
    pub(super) fn strict_ssl(&self) -> bool {
        match self.get("strict-ssl") {
            Some(Value::Null) => self
                .variable("NODE_TLS_REJECT_UNAUTHORIZED")
                .is_none_or(|value| value != "0"),
            Some(value) => *value != Value::Bool(false),
            None => true,
        }
    }

    /// Of `ca` and `cafile`, the one that npm reads last. It reads from the lowest layer to the
    /// highest, and each file from top to bottom (`@npmcli/config`
    /// `lib/definitions/definitions.js`). Both replace node's own roots and its extra ones.
    pub(super) fn roots(&mut self) -> Result<Roots> {
        let mut only = None;
        let layers = self.layers.clone();
        for setting in layers.into_iter().rev().flat_map(Layer::settings) {
            match (setting.key.as_str(), &setting.value) {
                ("ca", Value::List(items)) => {
                    only = Some(
                        items
                            .iter()
                            .map(|item| item.to_text().into_bytes())
                            .collect(),
                    );
                }
                ("ca", value) => {
                    only = value
                        .is_truthy()
                        .then(|| vec![value.to_text().into_bytes()]);
                }
                ("cafile", Value::Text(path)) if !path.is_empty() => {
                    if let Some(text) = self
                        .file("cafile", Path::new(path))?
                        .filter(|text| !text.is_empty())
                    {
                        only = Some(vec![text]);
                    }
                }
                _ => {}
            }
        }
        Ok(only.map_or_else(|| self.roots_of_node(), Roots::Only))
    }

    /// The roots that node trusts by itself: its own, those of the system as well
    /// (`--use-system-ca`, `NODE_USE_SYSTEM_CA`), or those of OpenSSL instead (`--use-openssl-ca`);
    /// and the extra ones (node 24 `src/crypto/crypto_context.cc`).
    fn roots_of_node(&mut self) -> Roots {
        let options = self
            .variable("NODE_OPTIONS")
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default();
        let has = |flag: &str| options.split_whitespace().any(|word| word == flag);
        let uses_system = has("--use-system-ca")
            || self
                .variable("NODE_USE_SYSTEM_CA")
                .is_some_and(|value| value == "1");
        let mut texts = self.extra_roots();
        if has("--use-openssl-ca") {
            texts.extend(self.system_roots(RootsOf::OpenSsl));
            return Roots::Only(texts);
        }
        if uses_system {
            texts.extend(self.system_roots(RootsOf::Node));
        }
        Roots::BuiltInAnd(texts)
    }

    /// The roots of the system: the file and the folders of OpenSSL's variables, otherwise the
    /// distribution's file. OpenSSL takes a list of folders, and finds a file in them by a digest.
    /// Node's own reader takes one folder, and every file in it.
    fn system_roots(&self, reader: RootsOf) -> Vec<Vec<u8>> {
        const MOST_FILES: usize = 2000;
        let read = |path: &Path| (self.world.read)(&self.world.cwd.join(path)).ok().flatten();
        let file = match self.variable("SSL_CERT_FILE") {
            Some(path) => read(Path::new(path)),
            None => ROOT_BUNDLES.iter().find_map(|path| read(Path::new(path))),
        };
        let named = self
            .variable("SSL_CERT_DIR")
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folders = match reader {
            RootsOf::OpenSsl => named.split(LIST_SEPARATOR).collect(),
            RootsOf::Node => vec![named.as_str()],
        };
        let folders = folders.into_iter().filter(|folder| !folder.is_empty());
        let inside = folders.flat_map(|folder| (self.world.list)(&self.world.cwd.join(folder)));
        let counts = |path: &PathBuf| reader == RootsOf::Node || is_found_by_openssl(path);
        let inside = inside.filter(counts).take(MOST_FILES);
        file.into_iter()
            .chain(inside.filter_map(|path| read(&path)))
            .collect()
    }

    /// For node, a file that it cannot read is only a warning too.
    fn extra_roots(&mut self) -> Vec<Vec<u8>> {
        let Some(path) = self.variable("NODE_EXTRA_CA_CERTS") else {
            return Vec::new();
        };
        let path = self.world.cwd.join(path);
        match (self.world.read)(&path) {
            Ok(Some(text)) => vec![text],
            Ok(None) => {
                self.notes.push(format!(
                    "NODE_EXTRA_CA_CERTS is ignored: there is no {}",
                    path.display()
                ));
                Vec::new()
            }
            Err(error) => {
                self.notes
                    .push(format!("NODE_EXTRA_CA_CERTS is ignored: {error}"));
                Vec::new()
            }
        }
    }
}

/// Who reads the system's roots: `--use-openssl-ca` and `--use-system-ca` differ in this.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RootsOf {
    OpenSsl,
    Node,
}

/// OpenSSL looks a certificate up by the digest of its subject, and ignores any other file of a
/// folder (`openssl rehash`).
fn is_found_by_openssl(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some((digest, number)) = name.split_once('.') else {
        return false;
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    digest.len() == 8
        && digest.bytes().all(is_hex)
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
