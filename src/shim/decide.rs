//! From a command line to a [`Plan`]: which registries, what the project puts in the way, and which
//! credential wins.

use super::allowed::untrusted;
use super::known::Known;
use super::plan::Plan;
use super::resolve::resolve;
use crate::tool::{Call, Line};
use crate::trust::Findings;

/// Decides for a command that talks to a registry. Never fails: what goes wrong is an outcome,
/// because most commands can run bare.
#[must_use]
pub(super) fn decide<'a>(call: &'a Call<'a>, line: &'a dyn Line, known: &Known) -> Plan<'a> {
    let context = call.context;
    let settings = line.load(call);
    let targets = settings.targets();
    let findings = untrusted(context, &*settings, settings.findings(&targets));
    let findings = Findings::from(findings);
    let resolution = resolve(context, &*settings, targets, &findings, known);
    Plan {
        command: line.command(),
        phrases: call.phrases,
        access: settings.access(),
        settings,
        decisions: resolution.decisions,
        grant: resolution.grant,
        handed: resolution.handed,
        extras: resolution.extras,
        declined: Vec::new(),
    }
}
