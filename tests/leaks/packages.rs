//! The packages whose code harvests: as install scripts, as a program, as an imported module.

use serde_json::json;

use super::support::registry::{Package, Registry};

const HARVEST: &str = include_str!("harvest.js");

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(packages)
}

/// The harvester itself, for projects and git dependencies of a lab.
pub(crate) fn harvester() -> &'static str {
    HARVEST
}

fn packages() -> Vec<Package> {
    let scripts = json!({
        "preinstall": "node harvest.js preinstall",
        "install": "node harvest.js install",
        "postinstall": "node harvest.js postinstall deep",
    });
    vec![
        Package {
            name: "@priv/scripts",
            version: "1.0.0",
            manifest: json!({ "scripts": scripts }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
        Package {
            name: "@priv/module",
            version: "1.0.0",
            manifest: json!({ "main": "harvest.js" }),
            files: vec![("harvest.js", HARVEST.to_owned())],
        },
        Package {
            name: "@priv/tool",
            version: "1.0.0",
            manifest: json!({ "bin": { "tool": "tool.js" }, "dependencies": { "@priv/module": "1.0.0" } }),
            files: vec![(
                "tool.js",
                "#!/usr/bin/env node\nrequire('@priv/module')\nconsole.log('tool ran')\n"
                    .to_owned(),
            )],
        },
    ]
}
