//! Checks versions with known limits, and tools that are not supported yet.
//!
//! node is started to learn its version. npm is not, because its `package.json` states it.

use super::finding::{Diagnosis, Group};
use crate::context::Context;
use crate::report::Command;
use crate::tool::Tool;
use npmcred_platform::process::{self, Launch};
use std::ffi::OsStr;
use std::time::Duration;

/// The major versions of npm that the tests cover.
const SERVED: std::ops::RangeInclusive<u64> = 8..=12;

/// The oldest node, as major and minor, that each major of npm states in its `engines`, per line of
/// node.
const ENGINES: [(u64, &[(u64, u64)]); 5] = [
    (8, &[(12, 13), (14, 15), (16, 0)]),
    (9, &[(14, 17), (16, 13), (18, 0)]),
    (10, &[(18, 17), (20, 5)]),
    (11, &[(20, 17), (22, 9)]),
    (12, &[(22, 22), (24, 15), (26, 0)]),
];

/// Tools that read npm's registries and are not supported yet.
const UNSERVED: [&str; 1] = ["cnpm"];

const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn look(context: &Context) -> Group {
    let npm = Tool::Npm.find(context);
    let node = node_version(context);
    let mut findings = Vec::new();
    let state = match &npm {
        Err(_) => "no npm on PATH besides the shim".to_owned(),
        Ok(real) => {
            let version = real
                .package
                .as_ref()
                .map(|package| package.version.as_str());
            if real.is_by_corepack {
                findings.push(Diagnosis::note(
                    "corepack",
                    "npm is started by corepack, which chooses its version by the project",
                    None,
                ));
            } else {
                findings.extend(version.and_then(|version| limits(version, node)));
            }
            let node = node.map_or_else(
                || "no node".to_owned(),
                |(major, minor)| format!("node {major}.{minor}"),
            );
            format!(
                "npm {} on {node}: {}",
                version.unwrap_or("behind a launcher"),
                real.path.display()
            )
        }
    };
    if npm.is_err() {
        findings.push(Diagnosis::problem(
            "no-npm",
            "there is no npm behind the shim",
            None,
        ));
    }
    let too_old = Tool::served().filter_map(|tool| tool.not_served(context));
    findings.extend(too_old.map(|what| Diagnosis::note("unserved-tool", what, None)));
    let here: Vec<&str> = UNSERVED
        .into_iter()
        .filter(|name| context.find_program(OsStr::new(name)).is_ok())
        .collect();
    if !here.is_empty() {
        let what = format!("{}: installed, but not supported yet", here.join(", "));
        findings.push(Diagnosis::note("unserved-tool", what, None));
    }
    Group::new("tools", state, findings)
}

fn node_version(context: &Context) -> Option<(u64, u64)> {
    let program = context.find_program(OsStr::new("node")).ok()?;
    let launch = Launch {
        program,
        args: vec!["--version".into()],
        env: context.env.variables().to_vec(),
    };
    let printed = process::run_captured(&launch, PATIENCE).ok()?.stdout;
    two_numbers(String::from_utf8(printed).ok()?.trim().strip_prefix('v')?)
}

fn two_numbers(version: &str) -> Option<(u64, u64)> {
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn limits(npm: &str, node: Option<(u64, u64)>) -> Option<Diagnosis> {
    let (major, _) = two_numbers(npm)?;
    let install = |major: u64| Command::new("npm install --global").word(format!("npm@{major}"));
    let best = node.and_then(|node| SERVED.rev().find(|major| runs_on(*major, node)));
    if major < *SERVED.start() {
        let what = format!("npm {npm} is older than npmcred supports");
        return Some(Diagnosis::problem("old-npm", what, best.map(install)));
    }
    if major > *SERVED.end() {
        return Some(Diagnosis::note(
            "new-npm",
            format!("npm {npm} is newer than the versions that npmcred was tested with"),
            None,
        ));
    }
    let (node_major, node_minor) = node.filter(|node| !runs_on(major, *node))?;
    let what = format!("npm {npm} does not state that it runs on node {node_major}.{node_minor}");
    Some(Diagnosis::note("npm-and-node", what, best.map(install)))
}

/// Whether this major version of npm states that it runs on this node: on a line that it names, or
/// on one after the last.
fn runs_on(npm: u64, (major, minor): (u64, u64)) -> bool {
    let Some((_, lines)) = ENGINES.iter().find(|(known, _)| *known == npm) else {
        return true;
    };
    let newest = lines
        .iter()
        .map(|(line, _)| *line)
        .max()
        .unwrap_or_default();
    major > newest
        || lines
            .iter()
            .any(|(line, least)| *line == major && minor >= *least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_limits_are_told_with_the_npm_that_fits() {
        type Case = (
            &'static str,
            Option<(u64, u64)>,
            Option<(&'static str, Option<&'static str>)>,
        );
        let cases: [Case; 8] = [
            (
                "7.24.2",
                Some((16, 20)),
                Some(("old-npm", Some("npm install --global npm@9"))),
            ),
            ("6.14.18", None, Some(("old-npm", None))),
            ("13.0.0", Some((24, 15)), Some(("new-npm", None))),
            (
                "12.2.0",
                Some((20, 20)),
                Some(("npm-and-node", Some("npm install --global npm@11"))),
            ),
            ("12.2.0", Some((22, 22)), None),
            ("12.2.0", Some((26, 0)), None),
            ("10.9.9", Some((20, 5)), None),
            ("11.0.0", None, None),
        ];
        for (npm, node, want) in cases {
            let found = limits(npm, node);
            let cure = found
                .as_ref()
                .and_then(|finding| finding.cure.as_ref()?.shown());
            let found = found.as_ref().map(|finding| (finding.id, cure.as_deref()));
            assert_eq!(found, want, "npm {npm} on {node:?}");
        }
    }
}
