//! Settings of the project that would send a credential elsewhere, as each tool here reads them.

use super::finding::{Diagnosis, Group};
use crate::context::Context;
use crate::report::Command;
use crate::tool;
use crate::tool::npm::{self, PastUs};
use crate::trust::{self, TrustRecord};

pub(super) fn look(context: &Context) -> Group {
    // A missing npm is reported by another group.
    let Ok(all) = tool::findings_here(context) else {
        return Group::new("project", "not checked without npm", Vec::new());
    };
    let record = match TrustRecord::read(context) {
        Ok(record) => record,
        Err(error) => {
            return Group::new(
                "project",
                "could not be checked",
                vec![Diagnosis::of_error("trust-record", &error)],
            );
        }
    };
    let lines = || {
        all.iter()
            .flat_map(|(folder, lines)| lines.iter().map(move |line| (folder, line)))
    };
    let open = lines().filter(|(folder, line)| !record.accepts(folder, line));
    let cure = |line: &trust::Finding| line.can_be_allowed().then(|| Command::new("npmcred trust"));
    let mut findings: Vec<Diagnosis> = open
        .map(|(_, line)| Diagnosis::problem("project-line", line.to_string(), cure(line)))
        .collect();
    let state = match (findings.len(), lines().count()) {
        (0, 0) => "no setting here affects your credentials".to_owned(),
        (0, allowed) => format!("{allowed} lines affect your credentials, and you allowed them"),
        (new, _) => format!("{new} lines affect your credentials and are not allowed"),
    };
    // The group of entry points reports an npm of the project's own.
    let past_us = all
        .first()
        .into_iter()
        .flat_map(|(folder, _)| npm::past_us(context, folder))
        .filter(|one| *one != PastUs::OwnNpm);
    findings.extend(past_us.map(|one| Diagnosis::note(one.id(), one.text(), None)));
    let refused = npm::current(context)
        .ok()
        .and_then(|(config, npm)| npm::refused_by_npm(context, &config, npm));
    findings
        .extend(refused.map(|what| Diagnosis::note("allow-remote", what, Some(npm::allowing()))));
    Group::new("project", state, findings)
}
