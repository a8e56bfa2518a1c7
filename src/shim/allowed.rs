//! Which lines of a project the user has allowed: `npmcred trust`.

use crate::context::Context;
use crate::tool::Settings;
use crate::trust::{Finding, TrustRecord};
use std::path::Path;

/// Leaves only the lines that the user has not accepted for this project. Where the record cannot
/// be read, nothing was accepted.
#[must_use]
pub(super) fn untrusted(
    context: &Context,
    settings: &dyn Settings,
    mut findings: Vec<Finding>,
) -> Vec<Finding> {
    if !findings.is_empty()
        && let Ok(record) = TrustRecord::read(context)
    {
        findings.retain(|finding| !is_accepted(&record, settings.project(), finding));
    }
    findings
}

/// A line is accepted for the project here, or for the folder in which it stands, if the tool
/// brought it along from there.
fn is_accepted(record: &TrustRecord, folder: Option<&Path>, finding: &Finding) -> bool {
    let home = finding.file.parent().filter(|home| folder != Some(home));
    folder
        .into_iter()
        .chain(home)
        .any(|folder| record.accepts(folder, finding))
}
