//! A job as a runner of GitHub or GitLab starts it: its variables, its files, its shells.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::packages::{harvester, registry};
use super::support::needles::{Needles, files};
use super::support::run::{Outcome, Run};
use super::support::{Front, Lab};

/// Which build server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    GitHub,
    GitLab,
}

impl Server {
    /// The variables that an install's scripts do not see.
    pub(super) fn withheld(self) -> serde_json::Value {
        match self {
            Server::GitHub => json!([
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                "NODE_AUTH_TOKEN",
            ]),
            Server::GitLab => json!(["CI_JOB_TOKEN", "NPM_ID_TOKEN", "NPM_TOKEN"]),
        }
    }
}

/// A user who is not root.
const SOMEBODY: u32 = 65534;

/// What a workflow may exchange for a token of the registry.
const TRUSTED: &str = "trusted7canary7trusted7canary7trusted";

/// A job whose project needs a package with scripts that harvest.
pub(super) struct Job {
    pub(super) lab: Lab,
    server: Server,
    is_root: bool,
    with_us: bool,
}

impl Job {
    pub(super) fn new(major: u32, server: Server, is_root: bool, with_us: bool) -> Job {
        let lab = Lab::new(major, registry());
        lab.put(Front::Bare);
        // Who is not root is one user, whoever is asked for.
        let is_root = is_root || !rustix::process::geteuid().is_root();
        let job = Job {
            lab,
            server,
            is_root,
            with_us,
        };
        job.furnish();
        job
    }

    /// What is to be found nowhere: the token, and what is exchanged for one.
    pub(super) fn needles(&self) -> Needles {
        let mut needles = Needles::of(&self.lab.registry.writer);
        needles.add_secret(TRUSTED.as_bytes());
        needles
    }

    fn furnish(&self) {
        let Job { lab, server, .. } = self;
        let (url, nerf) = (&lab.registry.url, lab.registry.nerf());
        for file in ["path", "env"] {
            lab.write(format!("runner/{file}"), "");
        }
        let scripts = "dangerously-allow-all-scripts=true\nallow-git=all\n";
        let scripts = if lab.major >= 11 { scripts } else { "" };
        let (mut user, mut own) = (String::new(), scripts.to_owned());
        match server {
            // actions/setup-node 6 `src/authutil.ts`.
            Server::GitHub => {
                user = format!("{nerf}:_authToken=${{NODE_AUTH_TOKEN}}\nregistry={url}\n");
            }
            // GitLab's page "npm packages in the package registry".
            Server::GitLab => {
                own += &format!("{nerf}:_authToken=${{CI_JOB_TOKEN}}\nregistry={url}\n");
            }
        }
        lab.write("runner/.npmrc", user);
        let harvest = |stage: &str| format!("node harvest.js {stage}");
        let project = lab.project(
            "project",
            &json!({ "name": "project", "version": "1.0.0", "dependencies": { "@priv/scripts": "1.0.0" } }),
        );
        let package = lab.project(
            "package",
            &json!({
                "name": format!("@priv/job-{}", lab.unique()), "version": "1.0.0",
                "scripts": {
                    "prepublishOnly": harvest("prepublishOnly"),
                    "postpublish": harvest("postpublish"),
                    "release": "npm version patch --no-git-tag-version && npm publish --ignore-scripts",
                },
            }),
        );
        lab.write("work/package/harvest.js", harvester());
        for folder in [&project, &package] {
            std::fs::write(folder.join(".npmrc"), &own).unwrap();
        }
        if !self.is_root {
            for path in [lab.root(), lab.runtime()] {
                give(path);
            }
        }
    }

    /// The variables of a step that installs or publishes, as the server sets them.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let lab = &self.lab;
        let path = |name: &str| lab.path(name).to_string_lossy().into_owned();
        let token = lab.registry.writer.token.clone();
        let mut all = vec![
            ("CI", "true".to_owned()),
            ("NPM_CONFIG_FETCH_RETRIES", "0".to_owned()),
        ];
        all.extend(match self.server {
            Server::GitHub => vec![
                ("GITHUB_ACTIONS", "true".to_owned()),
                ("GITHUB_PATH", path("runner/path")),
                ("GITHUB_ENV", path("runner/env")),
                ("RUNNER_TEMP", path("runner")),
                ("NPM_CONFIG_USERCONFIG", path("runner/.npmrc")),
                ("NODE_AUTH_TOKEN", token),
                (
                    "ACTIONS_ID_TOKEN_REQUEST_URL",
                    format!("http://127.0.0.1:9/?{TRUSTED}"),
                ),
                ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", TRUSTED.to_owned()),
            ],
            Server::GitLab => vec![
                ("GITLAB_CI", "true".to_owned()),
                ("CI_JOB_TOKEN", token.clone()),
                ("NPM_TOKEN", token),
                ("NPM_ID_TOKEN", TRUSTED.to_owned()),
            ],
        });
        all
    }

    /// One step of the job in this folder of `work`. A shell has the variables, and stays.
    pub(super) fn step(&self, name: &str, folder: &str, script: &str) -> Outcome {
        let lab = &self.lab;
        let before = match self.server {
            Server::GitLab if self.with_us => gitlab_before_script(),
            Server::GitHub | Server::GitLab => String::new(),
        };
        let file = lab.path("runner/step.sh");
        std::fs::write(&file, format!("{before}\n{script}\ntrue\n")).unwrap();
        let shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"];
        let somebody = SOMEBODY.to_string();
        let user = ["--reuid", &somebody, "--regid", &somebody, "--clear-groups"];
        let run = if self.is_root {
            lab.run(shell[0]).args(&shell[1..])
        } else {
            lab.run("setpriv").args(user).args(shell)
        };
        let run = run.args([&file]).cwd(lab.path("work").join(folder));
        self.with_variables(run).env("LAB_STEP", name).run()
    }

    fn with_variables(&self, run: Run) -> Run {
        let key = format!("{}:_authToken", self.lab.registry.nerf());
        let mut run = run.env("LAB_KEY", key);
        for (name, value) in self.variables() {
            run = run.env(name, value);
        }
        // What the runner does with its files after each step.
        for line in text(&self.lab, "runner/env").lines() {
            let (name, value) = line.split_once('=').unwrap();
            run = run.env(name, value);
        }
        let added = text(&self.lab, "runner/path");
        let mut path: Vec<PathBuf> = added.lines().rev().map(PathBuf::from).collect();
        let own = self.lab.environment();
        path.extend(std::env::split_paths(&own[std::ffi::OsStr::new("PATH")]));
        run.env("PATH", std::env::join_paths(path).unwrap())
    }

    /// The step of our action.
    pub(super) fn uses_our_action(&self) {
        let told = self.step("ours", ".", &github_action()).expect(0);
        assert!(told.out().contains("its scripts see no tokens"), "{told}");
    }
}

fn text(lab: &Lab, file: &str) -> String {
    std::fs::read_to_string(lab.path(file)).unwrap()
}

/// Makes all of it somebody's.
fn give(root: &Path) {
    let owner = |path: &Path| std::os::unix::fs::lchown(path, Some(SOMEBODY), Some(SOMEBODY));
    let folders = ["home", "tmp", "work", "reports", "runner", "front", "."];
    for folder in folders.map(|name| root.join(name)) {
        if folder.is_dir() {
            owner(&folder).unwrap();
            std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
            for file in std::fs::read_dir(&folder).unwrap() {
                let file = file.unwrap().path();
                owner(&file).unwrap();
                if file.is_dir() && folder.ends_with("work") {
                    files(&file).iter().for_each(|file| owner(file).unwrap());
                }
            }
        }
    }
}

fn shipped(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("install/ci");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// The script of the composite action.
fn github_action() -> String {
    let action = shipped("github/action.yml");
    let (_, script) = action.split_once("      run: |\n").unwrap();
    script
        .lines()
        .map(|line| line.trim_start().to_owned() + "\n")
        .collect()
}

/// The lines of the template's `before_script`.
fn gitlab_before_script() -> String {
    let template = shipped("gitlab.yml");
    let (_, script) = template.split_once("  before_script:\n").unwrap();
    let line = |line: &str| line.trim_start().strip_prefix("- ").unwrap().to_owned() + "\n";
    script.lines().map(line).collect()
}
