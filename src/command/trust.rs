//! `npmcred trust`.

use crate::cli::TrustArgs;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::printable;
use crate::tool;
use crate::trust::{Finding, TrustRecord};
use npmcred_platform::session;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Shows the project's lines that affect credentials, and allows them after a yes.
///
/// # Errors
/// `Refused` if the user did not say yes; `File` if the record cannot be written.
pub(super) fn run(context: &Context, flags: &TrustArgs) -> Result<()> {
    let all = tool::findings_here(context)?;
    let mut record = TrustRecord::read(context)?;
    if flags.forget {
        return forget(context, &mut record, &all);
    }
    if flags.json {
        context.report.json(&as_data(&record, &all));
        return Ok(());
    }
    let all: Vec<Project> = all
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    if all.is_empty() {
        context
            .report
            .print("nothing in this project affects your credentials\n");
        return Ok(());
    }
    for (folder, findings) in &all {
        show(context, findings, &record, folder);
    }
    let all = all.into_iter().map(|(folder, findings)| {
        let findings: Vec<Finding> = findings
            .into_iter()
            .filter(Finding::can_be_allowed)
            .collect();
        (folder, findings)
    });
    let all: Vec<Project> = all.filter(|(_, lines)| !lines.is_empty()).collect();
    if all.is_empty() {
        return Err(Error::new(
            ErrorKind::Refused,
            "a file that cannot be read exactly cannot be allowed",
        ));
    }
    let is_accepted =
        |(folder, lines): &Project| lines.iter().all(|line| record.accepts(folder, line));
    if all.iter().all(is_accepted) {
        context.report.print("all lines are already allowed\n");
        return Ok(());
    }
    if !flags.yes && !confirmed(context)? {
        return Err(Error::new(ErrorKind::Refused, "nothing was allowed"));
    }
    for (folder, findings) in &all {
        record.accept(context, folder, findings)?;
    }
    context
        .report
        .print("allowed for this folder, as long as these lines stay as they are\n");
    Ok(())
}

/// A project's folder, and its lines.
type Project = (PathBuf, Vec<Finding>);

fn forget(context: &Context, record: &mut TrustRecord, all: &[Project]) -> Result<()> {
    for (folder, _) in all {
        let had = record.forget(context, folder)?;
        let said = if had {
            "nothing is allowed any more"
        } else {
            "nothing had been allowed"
        };
        context.report.print(&format!(
            "{}: {said}\n",
            printable(&folder.to_string_lossy())
        ));
    }
    Ok(())
}

fn as_data(record: &TrustRecord, all: &[Project]) -> Value {
    let folder = all.first().map(|(folder, _)| folder.to_string_lossy());
    let line = |folder: &Path, line: &Finding| json!({ "file": line.file.to_string_lossy(), "line": line.line, "key": line.key, "why": line.to_string(), "allowed": record.accepts(folder, line) });
    let lines: Vec<Value> = all
        .iter()
        .flat_map(|(folder, lines)| lines.iter().map(move |one| line(folder, one)))
        .collect();
    json!({ "v": 1, "folder": folder, "lines": lines })
}

fn show(context: &Context, findings: &[Finding], record: &TrustRecord, folder: &Path) {
    context
        .report
        .print(&format!("in {}:\n", printable(&folder.to_string_lossy())));
    for finding in findings {
        if !finding.can_be_allowed() {
            let line = format!("{} [cannot be allowed]", printable(&finding.to_string()));
            let line = context.report.fitted(4, &line);
            context.report.print(&format!("  {line}\n"));
            continue;
        }
        let mark = if record.accepts(folder, finding) {
            "allowed"
        } else {
            "new"
        };
        let line = format!("{} [{mark}]", printable(&finding.to_string()));
        let line = context.report.fitted(4, &line);
        context.report.print(&format!(
            "  {line}\n    {} = {}\n",
            printable(&finding.key),
            printable(&without_userinfo(&finding.raw))
        ));
    }
}

/// The address without user name and password, because a proxy's address may hold them.
fn without_userinfo(raw: &str) -> String {
    match (raw.find("://"), raw.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &raw[..scheme], &raw[at..]),
        _ => raw.to_owned(),
    }
}

fn confirmed(context: &Context) -> Result<bool> {
    if !session::stdin_is_terminal() {
        return Err(
            Error::new(ErrorKind::Refused, "there is no terminal to ask at")
                .hint("allow without asking: npmcred trust --yes"),
        );
    }
    context.agrees("allow these lines for this folder?", false)
}
