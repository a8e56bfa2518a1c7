//! `npmcred trust`.

mod show;

use crate::cli::TrustArgs;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::report::printable;
use crate::tool;
use crate::trust::{Finding, TrustRecord};
use npmcred_platform::session;
use show::{Project, as_data, show};

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

fn confirmed(context: &Context) -> Result<bool> {
    if !session::stdin_is_terminal() {
        return Err(
            Error::new(ErrorKind::Refused, "there is no terminal to ask at")
                .cure("allow without asking", Command::new("npmcred trust --yes")),
        );
    }
    context.agrees("allow these lines for this folder?", false)
}
