//! What the shim decides, step by step, for a bug report: `NPMCRED_TRACE=1`.
//!
//! No secret can appear here. A credential is shown as its [`Summary`](super::plan::Summary), a
//! variable by its name, and the user's arguments not at all.

use super::explain;
use super::plan::Plan;
use crate::registry::Registry;
use crate::report::Report;
use crate::tool::{Call, Delivery, Line};
use std::path::Path;

/// The call, as it was understood.
pub(super) fn call(call: &Call<'_>, line: &dyn Line, depth: u32) {
    call.context.report.trace(|| {
        let command = line.command().unwrap_or("no command");
        format!(
            "npmcred {} as {}, {depth} shims above: {command}, {}",
            env!("CARGO_PKG_VERSION"),
            call.phrases.name,
            line.intent().as_str()
        )
    });
}

/// What was decided, as `npmcred explain` tells it.
pub(super) fn plan(call: &Call<'_>, line: &dyn Line, plan: &Plan<'_>) {
    let report = call.context.report;
    report.trace(|| explain::told(call, line, plan));
}

/// What the tool is started with besides.
pub(super) fn delivery(report: Report, delivery: &Delivery) {
    report.trace(|| delivery.outline().join("\n"));
}

/// The registries of a build secret.
pub(super) fn secret<'a>(report: Report, registries: impl Iterator<Item = &'a Registry>) {
    report.trace(|| {
        let names: Vec<String> = registries.map(ToString::to_string).collect();
        format!("a build secret for {}", names.join(", "))
    });
}

/// How many questions a process apart asks.
pub(super) fn apart(report: Report, count: usize) {
    report.trace(|| format!("a process apart asks registries; questions: {count}"));
}

/// The program that is started.
pub(super) fn start(report: Report, program: &Path, has_credential: bool) {
    let with = if has_credential { "with" } else { "without" };
    report.trace(|| format!("starts {} {with} a credential", program.display()));
}
