//! The ways in which an npm command is started: typed, by a script of the project, and behind
//! somebody's wrapper.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::support::Lab;
use super::support::run::Run;

/// How npm is started.
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
    pub(crate) const ALL: [Way; 6] = [
        Way::Typed,
        Way::Script,
        Way::Version,
        Way::Npx,
        Way::ShellWrapper,
        Way::NodeWrapper,
    ];

    /// The ways one after another, beginning with a different one for each npm: so each case meets
    /// each way with some npm.
    pub(crate) fn turn(major: u32, at: usize) -> Way {
        Way::ALL[(major as usize + at) % Way::ALL.len()]
    }

    /// `npm ARGS` in `folder`, started this way. A script is added to the `package.json` of the
    /// folder, which is `manifest`.
    pub(crate) fn start(self, lab: &Lab, folder: &Path, manifest: &Value, args: &[&str]) -> Run {
        let line = typed(args);
        match self {
            Way::Typed => lab.npm(folder, args),
            Way::Script => {
                write_script(folder, manifest, "start-it", &line);
                lab.npm(folder, &["run", "start-it"])
            }
            Way::Version => {
                write_script(folder, manifest, "postversion", &line);
                lab.npm(
                    folder,
                    &[
                        "version",
                        "patch",
                        "--no-git-tag-version",
                        "--allow-same-version",
                    ],
                )
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

/// What a shell is told.
fn typed(args: &[&str]) -> String {
    let quoted = args
        .iter()
        .map(|word| format!("'{}'", word.replace('\'', r"'\''")));
    std::iter::once("npm".to_owned())
        .chain(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Way {
    /// `npm ARGS` in `folder`, whose manifest is left as it is: the script is that of another
    /// package, and goes there.
    pub(crate) fn start_from_elsewhere(self, lab: &Lab, folder: &Path, args: &[&str]) -> Run {
        let name = match self {
            Way::Script => "start-it",
            Way::Version => "postversion",
            Way::Typed | Way::Npx | Way::ShellWrapper | Way::NodeWrapper => {
                return self.start(lab, folder, &Value::Null, args);
            }
        };
        let line = format!("cd '{}' && {}", folder.display(), typed(args));
        let manifest = json!({ "name": "launcher", "version": "1.0.0", "scripts": { name: line } });
        let launcher = lab.project("launcher", &manifest);
        match self {
            Way::Script => lab.npm(&launcher, &["run", name]),
            _ => lab.npm(&launcher, &["version", "patch", "--no-git-tag-version"]),
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
    let path = [
        lab.path("front"),
        lab.path(place),
        lab.path("prefix/bin"),
        "/usr/bin".into(),
        "/bin".into(),
    ];
    run.env("PATH", std::env::join_paths(path).unwrap())
}
