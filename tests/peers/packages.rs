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
    let plain = |name| Package {
        name,
        version: "1.0.0",
        manifest: json!({}),
        files: vec![("index.js", String::new())],
    };
    // The tests run side by side: what one of them counts, no other asks for.
    vec![
        plain("@priv/old"),
        plain("@priv/below"),
        plain("@priv/allowed"),
        plain("@priv/changed"),
        plain("@priv/under"),
        plain("@priv/later"),
        plain("@priv/lent"),
        plain("@priv/used"),
        plain("@priv/told"),
        plain("@priv/enabled"),
        plain("@priv/started"),
        plain("@priv/second"),
        plain("@priv/asked"),
        Package {
            name: "@priv/create-made",
            version: "1.0.0",
            manifest: json!({ "bin": { "create-made": "harvest.js" } }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
        Package {
            name: "@priv/fetched",
            version: "1.0.0",
            manifest: json!({ "bin": { "fetched": "harvest.js" } }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
        plain("@priv/plain"),
        plain("@priv/nested"),
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
