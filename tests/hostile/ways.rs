//! The ways in which an npm command is started: typed, by a script of the project, and behind somebody's wrapper.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::support::Lab;
use super::support::run::Run;

/// How npm is started.
#[allow(dead_code, reason = "a flow may leave out ways")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Typed by a person.
    Typed,
    /// By a script that `npm run` runs.
    Script,
    /// By the `postversion` script of `npm version`.
    Version,
    /// By what npx runs.
    Npx,
    /// Behind a wrapper in shell that stands between the shims and npm, and calls npm by name.
    ShellWrapper,
    /// The same in node.
    NodeWrapper,
}

impl Way {
    #[allow(dead_code, reason = "a flow may leave out ways")]
    pub(crate) const ALL: [Way; 6] =
        [Way::Typed, Way::Script, Way::Version, Way::Npx, Way::ShellWrapper, Way::NodeWrapper];

    /// `npm ARGS` in `folder`, started this way. A script is added to the `package.json` of the folder, which is `manifest`.
    pub(crate) fn start(self, lab: &Lab, folder: &Path, manifest: &Value, args: &[&str]) -> Run {
        let line = format!("npm {}", args.join(" "));
        match self {
            Way::Typed => lab.npm(folder, args),
            Way::Script => {
                write_script(folder, manifest, "start-it", &line);
                lab.npm(folder, &["run", "start-it"])
            }
            Way::Version => {
                write_script(folder, manifest, "postversion", &line);
                lab.npm(folder, &["version", "patch", "--no-git-tag-version", "--allow-same-version"])
            }
            Way::Npx => lab.run("npx").cwd(folder).args(["-c", line.as_str()]),
            Way::ShellWrapper => {
                let text = "#!/bin/sh\n\
                    PATH=$(printf %s \"$PATH\" | tr : '\\n' | grep -vx \"$(dirname \"$0\")\" | paste -sd:)\n\
                    export PATH\nnpm \"$@\"\n";
                wrapped(lab, "wrapper-sh", text, lab.npm(folder, args))
            }
            Way::NodeWrapper => {
                let text = "#!/usr/bin/env node\n\
                    const { dirname } = require('path')\n\
                    const PATH = process.env.PATH.split(':').filter(one => one !== dirname(__filename)).join(':')\n\
                    const env = { ...process.env, PATH }\n\
                    const done = require('child_process').spawnSync('npm', process.argv.slice(2), { stdio: 'inherit', env })\n\
                    process.exit(done.status ?? 1)\n";
                wrapped(lab, "wrapper-node", text, lab.npm(folder, args))
            }
        }
    }
}

fn write_script(folder: &Path, manifest: &Value, name: &str, line: &str) {
    let mut manifest = manifest.clone();
    manifest["scripts"][name] = json!(line);
    std::fs::write(folder.join("package.json"), manifest.to_string()).unwrap();
}

/// Puts a wrapper named npm behind the shims and before npm.
pub(crate) fn wrapped(lab: &Lab, place: &str, text: &str, run: Run) -> Run {
    let file = lab.write(format!("{place}/npm"), text);
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o755)).unwrap();
    let path = [lab.path("front"), lab.path(place), lab.path("prefix/bin"), "/usr/bin".into(), "/bin".into()];
    run.env("PATH", std::env::join_paths(path).unwrap())
}
