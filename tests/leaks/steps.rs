//! The commands of a day, each of which runs foreign code: a step names itself to the harvester
//! through `LAB_STEP`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::packages::harvester;
use super::support::Lab;
use super::support::run::{Outcome, Run};

/// The reports that a full round must leave: step and stage. One that is missing means that the
/// code never ran, and that finding nothing in it says nothing.
pub(crate) const EXPECTED: [(&str, &str); 11] = [
    ("install", "prepare"),
    ("install", "preinstall"),
    ("install", "install"),
    ("install", "postinstall"),
    ("ci", "postinstall"),
    ("run", "run"),
    ("exec", "module"),
    ("npx", "module"),
    ("publish", "prepublishOnly"),
    ("publish", "prepare"),
    ("publish", "postpublish"),
];

/// Changes each command before it runs, for the controls.
pub(crate) type Twist<'a> = &'a dyn Fn(Run) -> Run;

/// Runs every step in `lab` with this script shell, from an empty cache, and returns what was
/// printed.
pub(crate) fn all(lab: &Lab, shell: &str, twist: Twist) -> Vec<Outcome> {
    for stale in ["work", "home/.npm"] {
        let _ = std::fs::remove_dir_all(lab.path(stale));
    }
    let project = project(lab);
    let empty = lab.project("empty", &json!({ "name": "empty", "version": "1.0.0" }));
    let package = package(lab, shell);
    for file in [&project, &empty, &package] {
        npm12_runs_scripts(lab, file);
    }
    let step = |name: &str, folder: &Path, program: &str, args: &[&str]| -> Outcome {
        let shell = format!("--script-shell={shell}");
        let run = lab
            .run(program)
            .cwd(folder)
            .env("LAB_STEP", name)
            .env("LAB_KEY", format!("{}:_authToken", lab.registry.nerf()))
            .args([shell])
            .args(args.iter().copied());
        twist(run).run().expect(0)
    };
    vec![
        step("install", &project, "npm", &["install"]),
        step("ci", &project, "npm", &["ci"]),
        step("run", &project, "npm", &["run", "harvest"]),
        step("exec", &project, "npm", &["exec", "--", "tool"]),
        step("npx", &empty, "npx", &["--yes", "@priv/tool"]),
        step("publish", &package, "npm", &["publish"]),
    ]
}

/// `npm run harvest` alone: quick, and enough to see whether a way of handing over shows.
pub(crate) fn run_only(lab: &Lab, twist: Twist) -> Outcome {
    let project = project(lab);
    let run = lab
        .npm(&project, &["run", "harvest"])
        .env("LAB_STEP", "run")
        .env("LAB_KEY", format!("{}:_authToken", lab.registry.nerf()));
    twist(run).run().expect(0)
}

fn project(lab: &Lab) -> PathBuf {
    let git = git_dependency(lab);
    let folder = lab.project(
        "project",
        &json!({
            "name": "project",
            "version": "1.0.0",
            "scripts": { "harvest": "node harvest.js run deep" },
            "dependencies": { "@priv/scripts": "1.0.0", "@priv/tool": "1.0.0", "prepared": format!("git+file://{}", git.display()) },
        }),
    );
    lab.write("work/project/harvest.js", harvester());
    folder
}

/// A package of one's own, with the scripts that `npm publish` runs before and after it sends
/// anything.
fn package(lab: &Lab, shell: &str) -> PathBuf {
    let shell = Path::new(shell).file_name().unwrap().display();
    let script = |stage: &str| format!("node harvest.js {stage}");
    lab.write("work/package/harvest.js", harvester());
    lab.project(
        "package",
        &json!({
            "name": format!("@priv/published-by-{}-{shell}-{}", lab.major, lab.unique()),
            "version": "1.0.0",
            "scripts": {
                "prepublishOnly": script("prepublishOnly"),
                "prepare": script("prepare"),
                "postpublish": script("postpublish"),
            },
        }),
    )
}

/// `prepare` of a dependency runs for git dependencies only: a repository of one commit.
fn git_dependency(lab: &Lab) -> PathBuf {
    let folder = lab.path("work/prepared");
    lab.project(
        "prepared",
        &json!({ "name": "prepared", "version": "1.0.0", "scripts": { "prepare": "node harvest.js prepare" } }),
    );
    lab.write("work/prepared/harvest.js", harvester());
    for args in [
        &["init", "-q"][..],
        &["add", "."],
        &["commit", "-q", "-m", "first"],
    ] {
        let done = Command::new("git")
            .args(["-c", "user.name=lab", "-c", "user.email=lab@localhost"])
            .args(args)
            .current_dir(&folder)
            .env_clear()
            .envs(lab.environment())
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    folder
}

/// npm 12 runs no install script and fetches no git dependency unless the project says so
/// (`docs/content/using-npm/config.md`: `dangerously-allow-all-scripts`, `allow-git`); npm 8 to 10
/// do not know the keys, and ignore them.
fn npm12_runs_scripts(lab: &Lab, folder: &Path) {
    let text = if lab.major >= 11 {
        "dangerously-allow-all-scripts=true\nallow-git=all\n"
    } else {
        ""
    };
    std::fs::write(folder.join(".npmrc"), text).unwrap();
}
