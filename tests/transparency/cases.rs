//! The command lines. All of them with one npm, every fourth with the others; each npm has its own
//! test, to run side by side.

use super::compare::{Case, Expected, difference};
use super::fixture::{lab, registry};
use super::support::Lab;
use super::support::run::Run;

const fn npm(args: &'static [&'static str]) -> Case {
    Case {
        program: "npm",
        args,
        installed: false,
        status: Expected::Done,
    }
}

const fn npx(args: &'static [&'static str]) -> Case {
    Case {
        program: "npx",
        args,
        installed: false,
        status: Expected::Done,
    }
}

impl Case {
    const fn fails(mut self) -> Case {
        self.status = Expected::Fails;
        self
    }

    const fn either(mut self) -> Case {
        self.status = Expected::Either;
        self
    }

    const fn installed(mut self) -> Case {
        self.installed = true;
        self
    }
}

const CASES: [Case; 60] = [
    npm(&["-v"]),
    npm(&["install"]),
    npm(&["run", "fail"]).fails(),
    npm(&["view", "leaf"]),
    npm(&["--version"]),
    npm(&["ci"]),
    npm(&["run", "environment"]),
    npm(&["nonsense"]).fails(),
    npm(&["version"]),
    npm(&["view", "no-such-package", "--json"]).fails(),
    npm(&["run", "stop"]).fails(),
    npx(&["--yes", "echo-args", "a b", "--flag", "c\"d'e"]),
    npm(&[]).either(),
    npm(&["config", "ls"]),
    npm(&["ls", "--json"]).installed(),
    npm(&[
        "whoami",
        "--registry=http://127.0.0.1:9/",
        "--fetch-retries=0",
    ])
    .fails(),
    npm(&["help"]).either(),
    npm(&["install", "leaf@1.1.0", "--no-audit"]),
    npm(&["pack", "--dry-run"]),
    npm(&["exec", "--yes", "--", "echo-args", "x"]),
    npm(&["prefix"]),
    npm(&["outdated"]).installed().fails(),
    npm(&["run"]),
    npm(&["install", "does-not-exist-anywhere"]).fails(),
    npm(&["root"]),
    npm(&["run", "ok", "--workspaces"]),
    npm(&["explain", "leaf"]).installed(),
    npm(&["view", "leaf", "versions", "--json"]),
    npm(&["prefix", "-g"]),
    npm(&["ls"]).installed(),
    npm(&["query", "*"]).installed(),
    npm(&["run", "ok", "--silent"]),
    npm(&["root", "-g"]),
    npm(&["ls", "leaf"]).installed(),
    npm(&["pkg", "get", "name", "version"]),
    npm(&["run", "missing"]).fails(),
    npm(&["config", "get", "registry"]),
    npm(&["install", "--dry-run"]),
    npm(&["test"]).fails(),
    npx(&["--no", "does-not-exist-anywhere"]).fails(),
    npm(&["config", "ls", "--json"]),
    npm(&["audit"]).installed().either(),
    npm(&[
        "run", "words", "--", "", "a  b", "$HOME", "*", "\n", "ü", "'\"`",
    ]),
    npm(&["init", "-y"]),
    npm(&["pkg", "set", "license=ISC"]),
    npm(&["update", "leaf"]).installed(),
    npm(&["uninstall", "leaf"]).installed(),
    npm(&["version", "patch", "--no-git-tag-version"]),
    npm(&[
        "search",
        "leaf",
        "--registry=http://127.0.0.1:9/",
        "--fetch-retries=0",
    ])
    .fails(),
    npm(&["dist-tag", "ls", "leaf"]),
    npm(&["ping"]),
    npm(&["help", "config", "--viewer=cat"]).either(),
    npm(&["install", "--help"]).either(),
    npm(&["ls", "--all", "--parseable"]).installed(),
    npm(&["prune"]).installed(),
    npm(&["-C", "packages/one", "run", "ok"]),
    npm(&["cache", "ls"]),
    npm(&["rebuild"]).installed(),
    npm(&["run", "ok", "-w", "one"]),
    npm(&["--no-such-flag", "prefix"]).either(),
];

/// Runs every `step`th case from one on, and reports all differences together.
fn same_as_bare(major: u32, from: usize, step: usize) {
    same(&lab(major), from, step, &|run| run);
}

/// The same in the job of a build server, whose token is in a variable.
fn same_in_a_job(major: u32, from: usize, step: usize) {
    let mut lab = Lab::new(major, registry());
    lab.start_keyring();
    let line = format!("{}:_authToken=${{NODE_AUTH_TOKEN}}\n", lab.registry.nerf());
    lab.write("home/.npmrc", lab.user_config() + &line);
    let token = lab.registry.writer.token.as_str();
    same(&lab, from, step, &|run| {
        run.env("NODE_AUTH_TOKEN", token)
            .env("CI", "true")
            .env("NPMCRED_CI", "1")
    });
}

fn same(lab: &Lab, from: usize, step: usize, twist: &dyn Fn(Run) -> Run) {
    let differences: Vec<String> = CASES
        .iter()
        .skip(from)
        .step_by(step)
        .filter_map(|case| difference(lab, case, twist))
        .collect();
    let count = differences.len();
    assert!(
        differences.is_empty(),
        "{count} command lines differ:\n{}",
        differences.join("\n\n")
    );
}

#[test]
fn npm_12_is_npm_12_in_a_job() {
    same_in_a_job(12, 1, 4);
}

#[test]
fn npm_8_is_npm_8_in_a_job() {
    same_in_a_job(8, 0, 4);
}

#[test]
fn npm_8_is_npm_8() {
    same_as_bare(8, 0, 4);
}

#[test]
fn npm_9_is_npm_9() {
    same_as_bare(9, 1, 8);
}

#[test]
fn npm_10_is_npm_10() {
    same_as_bare(10, 2, 8);
}

#[test]
fn npm_11_is_npm_11_one() {
    same_as_bare(11, 0, 3);
}

#[test]
fn npm_11_is_npm_11_two() {
    same_as_bare(11, 1, 3);
}

#[test]
fn npm_11_is_npm_11_three() {
    same_as_bare(11, 2, 3);
}

#[test]
fn npm_12_is_npm_12() {
    same_as_bare(12, 0, 4);
}
