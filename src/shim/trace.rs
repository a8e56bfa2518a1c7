//! What the shim decides, step by step, for a bug report: `NPMCRED_TRACE=1`.
//!
//! No secret can appear here. A credential is shown as its `plan::Summary`, a variable by its name,
//! and the user's arguments not at all. What was decided, [`explain`](mod@super::explain) tells.

use crate::registry::Registry;
use crate::report::Report;
use crate::tool::{Call, Delivery, Line};
use std::path::Path;

/// What was handed over above this shim and is taken back.
pub(super) fn enclosing(report: Report) {
    report.trace(|| "a shim above handed something over; what is unread is taken back".to_owned());
}

/// Whether a program may be handed anything, by where it comes from and how it was called.
pub(super) fn provenance(report: Report, program: &Path, why_not: Option<&str>) {
    let program = program.display();
    report.trace(|| match why_not {
        None => format!("{program} may be handed a credential"),
        Some(why) => format!("{program} is left without a credential: {why}"),
    });
}

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
