//! Prints a project's lines that affect credentials, as lines and as JSON.

use crate::context::Context;
use crate::report::printable;
use crate::trust::{Finding, TrustRecord};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A project's folder, and its lines.
pub(super) type Project = (PathBuf, Vec<Finding>);

pub(super) fn as_data(record: &TrustRecord, all: &[Project]) -> Value {
    let folder = all.first().map(|(folder, _)| folder.to_string_lossy());
    let line = |folder: &Path, line: &Finding| json!({ "file": line.file.to_string_lossy(), "line": line.line, "key": line.key, "why": line.to_string(), "allowed": record.accepts(folder, line) });
    let lines: Vec<Value> = all
        .iter()
        .flat_map(|(folder, lines)| lines.iter().map(move |one| line(folder, one)))
        .collect();
    json!({ "v": 1, "folder": folder, "lines": lines })
}

pub(super) fn show(context: &Context, findings: &[Finding], record: &TrustRecord, folder: &Path) {
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
