//! What is in the registry from the start.

use serde_json::json;

use super::support::registry::{Package, Registry};

const HARVEST: &str = include_str!("../leaks/harvest.js");

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(packages)
}

fn packages() -> Vec<Package> {
    let scripts = json!({
        "preinstall": "node harvest.js preinstall",
        "install": "node harvest.js install",
        "postinstall": "node harvest.js postinstall",
    });
    vec![
        Package {
            name: "@priv/plain",
            version: "1.0.0",
            manifest: json!({}),
            files: vec![("index.js", String::new())],
        },
        Package {
            name: "@priv/nested",
            version: "1.0.0",
            manifest: json!({}),
            files: vec![("index.js", String::new())],
        },
        Package {
            name: "@priv/scripts",
            version: "1.0.0",
            manifest: json!({ "scripts": scripts }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
        Package {
            name: "@priv/tool",
            version: "1.0.0",
            manifest: json!({ "bin": { "tool": "harvest.js" } }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
    ]
}
