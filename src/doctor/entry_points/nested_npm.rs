//! Finds an npm that the project itself depends on.

use crate::context::Context;
use crate::doctor::finding::Diagnosis;
use crate::report::Command;
use npmcred_platform::process;
use serde_json::Value;

/// Scripts of the project find it before the shim: `npm run` puts every `node_modules/.bin` from
/// the current folder upwards in front of PATH (`@npmcli/run-script` `set-path.js`).
pub(super) fn find(context: &Context) -> Option<Diagnosis> {
    let cwd = context.existing_cwd()?;
    let bin = cwd
        .ancestors()
        .map(|folder| folder.join("node_modules/.bin/npm"))
        .find(|bin| process::file_id(bin).is_ok())?;
    let folder = bin.ancestors().nth(3)?;
    let manifest: Value =
        serde_json::from_slice(&context.read(&folder.join("package.json")).ok()??).ok()?;
    let asked = ["dependencies", "devDependencies", "optionalDependencies"]
        .into_iter()
        .any(|kind| {
            manifest
                .get(kind)
                .is_some_and(|names| names.get("npm").is_some())
        });
    let cure = asked.then(|| Command::new("npm uninstall npm").flag("--prefix", folder));
    Some(Diagnosis::note(
        "nested-scripts",
        format!("scripts of this project get its own npm: {}", bin.display()),
        cure,
    ))
}
