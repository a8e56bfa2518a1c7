//! The client certificate of a route.

use super::reader::RouteReader;
use crate::error::Result;
use crate::http::ClientCertificate;
use crate::registry::{NerfDart, Registry};
use npmcred_platform::Secret;
use std::path::PathBuf;

impl RouteReader<'_> {
    /// `certfile` and `keyfile` of the registry, otherwise `cert` and `key`, which are texts. npm
    /// shows the latter to every server; here they are for this registry.
    pub(super) fn identity(&mut self, registry: &Registry) -> Result<Option<ClientCertificate>> {
        let dart = NerfDart::of_request(registry.url());
        let both = |key: &str| {
            let path = |name| self.text(&format!("{key}:{name}")).map(PathBuf::from);
            path("certfile").zip(path("keyfile"))
        };
        let files = dart.walk().find_map(both);
        let mut found = None;
        if let Some((certfile, keyfile)) = files {
            found = self
                .file("certfile", &certfile)?
                .zip(self.file("keyfile", &keyfile)?);
        }
        let texts = || {
            self.text("cert")
                .map(Into::into)
                .zip(self.text("key").map(Into::into))
        };
        let pair = found
            .filter(|(certificate, key)| !certificate.is_empty() && !key.is_empty())
            .or_else(texts);
        let realm = registry.realm();
        Ok(pair.map(|(certificate, key)| ClientCertificate {
            realm,
            certificate,
            key: Secret::new(key),
        }))
    }
}
