//! Runs one command line bare and through the shim, and compares what came out, byte for byte.

use super::fixture::{fresh, install};
use super::support::run::{Outcome, Run};
use super::support::{Front, Lab};

/// One command line.
pub(crate) struct Case {
    pub(crate) program: &'static str,
    pub(crate) args: &'static [&'static str],
    /// Whether the project's dependencies are there beforehand.
    pub(crate) installed: bool,
    /// The status that bare npm must end with, so that a case keeps testing what it was written
    /// for.
    pub(crate) status: Expected,
}

/// How a bare run should end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Done,
    Fails,
    /// It depends on the npm.
    Either,
}

/// Runs it both ways, each changed by `twist`; the differences as a text, if there are any.
pub(crate) fn difference(lab: &Lab, case: &Case, twist: impl Fn(Run) -> Run) -> Option<String> {
    let run = |front| {
        let folder = fresh(lab, front);
        if case.installed {
            install(lab, &folder);
        }
        let run = lab.run(case.program).cwd(&folder);
        twist(run.args(case.args.iter().copied()))
    };
    let (bare, shim) = both(run);
    let fits = match case.status {
        Expected::Done => bare.status.success(),
        Expected::Fails => !bare.status.success(),
        Expected::Either => true,
    };
    if !fits {
        return Some(format!(
            "npm {}: not what the case was written for: {bare}",
            lab.major
        ));
    }
    compare(lab, &bare, &shim)
}

/// What `build` gives, bare and shimmed, each in a fresh project.
pub(crate) fn both(build: impl Fn(Front) -> Run) -> (Outcome, Outcome) {
    (build(Front::Bare).run(), build(Front::Shim).run())
}

/// Says where two runs differ.
pub(crate) fn compare(lab: &Lab, bare: &Outcome, shim: &Outcome) -> Option<String> {
    let same = bare.status == shim.status
        && steady(&bare.stdout) == steady(&shim.stdout)
        && steady(&bare.stderr) == steady(&shim.stderr);
    (!same).then(|| format!("npm {}:\n=== bare {bare}\n=== shim {shim}", lab.major))
}

/// Replaces what differs from one bare run to the next:
/// * durations (`in 312ms`, `in 2s`), which npm prints after an install and a ping;
/// * the name of the debug log, which is a time of day and is named after every failure;
/// * how long ago a package was published, which `npm view` says;
/// * and the one variable by which a shim knows that it is calling itself.
pub(crate) fn steady(bytes: &[u8]) -> Vec<u8> {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let lines = text
        .split('\n')
        .filter(|line| !line.starts_with("NPMCRED_DEPTH="));
    let lines: Vec<String> = lines.map(|line| log_name(&duration(line))).collect();
    lines
        .join("\n")
        .chars()
        .map(|letter| letter as u8)
        .collect()
}

/// The same for what a terminal showed.
pub(crate) fn steady_text(shown: &str) -> String {
    shown
        .split('\n')
        .map(|line| log_name(&duration(line.trim_end_matches('\r'))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn duration(line: &str) -> String {
    let line = if line.starts_with("published ") {
        "published SOME TIME AGO"
    } else {
        line
    };
    let Some((before, after)) = line
        .rsplit_once(" in ")
        .or_else(|| line.rsplit_once(" PONG "))
    else {
        return line.to_owned();
    };
    let number = after.trim_end_matches("ms").trim_end_matches(['s', 'm']);
    let is_duration = !number.is_empty()
        && number != after
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_duration {
        format!("{before} TIME")
    } else {
        line.to_owned()
    }
}

fn log_name(line: &str) -> String {
    let Some(at) = line.find("/_logs/") else {
        return line.to_owned();
    };
    let end = line[at..]
        .find(".log")
        .map_or(line.len(), |length| at + length);
    format!("{}/_logs/NAME{}", &line[..at], &line[end..])
}
