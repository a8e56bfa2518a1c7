//! What the registry of these tests holds.

use serde_json::json;

use super::support::registry::{Package, Registry};

/// The registry of this test program, with a private package that needs a public one.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(packages)
}

fn packages() -> Vec<Package> {
    let package = |name, manifest, text: &str| Package {
        name,
        version: "1.0.0",
        manifest,
        files: vec![("index.js", text.to_owned())],
    };
    vec![
        package("open", json!({}), "module.exports = 'open'\n"),
        package(
            "@priv/lib",
            json!({ "dependencies": { "open": "1.0.0" } }),
            "module.exports = 'lib'\n",
        ),
    ]
}
