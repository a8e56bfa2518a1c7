//! A registry with a private package, and a world in which its writer's token is stored.

use serde_json::json;

use super::support::Lab;
use super::support::registry::{Package, Registry};

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(|| {
        vec![Package {
            name: "@priv/lib",
            version: "1.0.0",
            manifest: json!({}),
            files: vec![("index.js", "module.exports = 'lib'\n".to_owned())],
        }]
    })
}

/// A shimmed world in which the writer's token is stored for the registry.
pub(crate) fn stored(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    lab
}
