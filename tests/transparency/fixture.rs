//! The world of the comparisons: a few packages, and one project put back to its first state before
//! every run.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::support::registry::{Package, Registry};
use super::support::{Front, Lab};

/// The registry of this test program.
pub(crate) fn registry() -> &'static Registry {
    Registry::shared(packages)
}

fn packages() -> Vec<Package> {
    let package = |name, version, manifest, files: &[(&'static str, &str)]| Package {
        name,
        version,
        manifest,
        files: files
            .iter()
            .map(|(file, text)| (*file, (*text).to_owned()))
            .collect(),
    };
    let echo = "#!/usr/bin/env node\nconsole.log(JSON.stringify(process.argv.slice(2)))\n";
    vec![
        package(
            "leaf",
            "1.0.0",
            json!({ "description": "a leaf", "license": "MIT" }),
            &[("index.js", "module.exports = 1\n")],
        ),
        package(
            "leaf",
            "1.1.0",
            json!({ "description": "a leaf", "license": "MIT" }),
            &[("index.js", "module.exports = 2\n")],
        ),
        package(
            "echo-args",
            "1.0.0",
            json!({ "bin": "echo.js", "dependencies": { "leaf": "^1.0.0" } }),
            &[("echo.js", echo)],
        ),
        package(
            "@priv/kept",
            "2.0.0",
            json!({ "dependencies": { "leaf": "1.0.0" } }),
            &[("index.js", "module.exports = 3\n")],
        ),
    ]
}

/// A shimmed world with a stored credential and, for the commands that want one, a place to fail
/// without it.
pub(crate) fn lab(major: u32) -> Lab {
    let lab = Lab::shimmed(major, registry());
    lab.store(&lab.registry.url, &lab.registry.writer, &[]);
    lab
}

/// Puts the front in place and the project back to its first state; returns the folder.
pub(crate) fn fresh(lab: &Lab, front: Front) -> PathBuf {
    lab.put(front);
    for stale in ["work", "home/.npm", "tmp"] {
        let _ = std::fs::remove_dir_all(lab.path(stale));
    }
    std::fs::create_dir(lab.path("tmp")).unwrap();
    let folder = lab.project(
        "project",
        &json!({
            "name": "project",
            "version": "1.2.3",
            "description": "something to run npm in",
            "license": "MIT",
            "workspaces": ["packages/*"],
            "dependencies": { "leaf": "1.0.0" },
            "scripts": {
                "ok": "echo done",
                "fail": "exit 7",
                "stop": "kill -TERM $$",
                "environment": "env | LC_ALL=C sort",
                "read": "cat",
                "words": "node words.js",
                "descriptors": "ls /proc/self/fd",
                "limits": "umask; ulimit -c; ulimit -n",
                "lines": "node lines.js",
            },
        }),
    );
    lab.write(
        "work/project/words.js",
        "console.log(process.argv.slice(2).map(word => word.length + ':' + word.slice(0, 40)).join('\\n'))\n",
    );
    lab.write(
        "work/project/lines.js",
        "for (let n = 0; n < 20000; n++) console.log('line ' + n)\n",
    );
    lab.write("work/project/index.js", "module.exports = 0\n");
    for name in ["one", "two"] {
        lab.project(
            &format!("project/packages/{name}"),
            &json!({ "name": name, "version": "0.1.0", "scripts": { "ok": format!("echo {name}") } }),
        );
    }
    // A lockfile as npm 7 and later write it, so that `ci` has something to hold to.
    lab.write("work/project/package-lock.json", lockfile());
    folder
}

fn lockfile() -> String {
    let leaf = registry().integrity("leaf", "1.0.0");
    let link = |name: &str| json!({ "resolved": format!("packages/{name}"), "link": true });
    let lock = json!({
        "name": "project", "version": "1.2.3", "lockfileVersion": 3, "requires": true,
        "packages": {
            "": { "name": "project", "version": "1.2.3", "license": "MIT", "workspaces": ["packages/*"], "dependencies": { "leaf": "1.0.0" } },
            "node_modules/leaf": { "version": "1.0.0", "resolved": format!("{}leaf/-/leaf-1.0.0.tgz", registry().url), "integrity": leaf, "license": "MIT" },
            "node_modules/one": link("one"),
            "node_modules/two": link("two"),
            "packages/one": { "version": "0.1.0" },
            "packages/two": { "version": "0.1.0" },
        },
    });
    format!("{lock:#}\n")
}

/// Installs the project by npm itself, for commands that look at an installed tree.
pub(crate) fn install(lab: &Lab, folder: &Path) {
    lab.run(lab.path("prefix/bin/npm").to_str().unwrap())
        .cwd(folder)
        .args(["ci", "--loglevel=error"])
        .run()
        .expect(0);
}
