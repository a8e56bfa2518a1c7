//! Prints what setup will do.

use super::text::{lines, shown};
use crate::context::Context;
use crate::report::printable;
use crate::setup::{self, Relocation, SetupPlan, SetupStep, Skipped};
use std::path::Path;

/// What would be done.
pub(in crate::command::setup) fn plan(context: &Context, plan: &SetupPlan) {
    let print = |text: &str| context.report.tell(text);
    if let Some(relocation) = plan.relocation.as_ref().filter(|one| !one.is_made) {
        print(&copying(relocation));
    }
    steps(context, plan);
    for Skipped { start, why } in &plan.left {
        print(&format!(
            "leave {} alone, because it {}; for {} it needs:",
            shown(&start.path),
            printable(why),
            start.reader
        ));
        lines(context, &start.text);
    }
    for link in &plan.foreign {
        print(&format!(
            "leave {} alone, because npmcred did not make it",
            shown(link)
        ));
    }
    if plan.is_empty() {
        print("all is in place");
    } else if plan.steps.is_empty() && plan.relocation.as_ref().is_none_or(|one| one.is_made) {
        print("write the record of what setup made");
    }
}

fn steps(context: &Context, plan: &SetupPlan) {
    let print = |text: &str| context.report.tell(text);
    let mut pages = None;
    for step in &plan.steps {
        match step {
            SetupStep::Link(link) => print(&format!(
                "make the link {} -> {}",
                shown(link),
                shown(&plan.program)
            )),
            SetupStep::Page { path, .. } => {
                let folder = path.parent().unwrap_or(path);
                if pages.is_none_or(|before| before != folder) {
                    print(&written_to(folder, &plan.steps));
                }
                pages = Some(folder);
            }
            SetupStep::Pointer(link) => print(&format!(
                "make the link {}, by which undo finds this folder",
                shown(link)
            )),
            SetupStep::Path => print(&format!(
                "put {} first on the PATH {}",
                shown(&plan.folder),
                setup::whose(context.owner())
            )),
            SetupStep::Outdated(path) => print(&format!("remove {}", shown(path))),
            SetupStep::Lines(change) => {
                let doing = if change.is_new { "make" } else { "add to" };
                print(&format!(
                    "{doing} {}, for {}:",
                    shown(&change.start.path),
                    change.start.reader
                ));
                lines(context, &change.block);
            }
        }
    }
}

/// The test that would be made.
pub(in crate::command::setup) fn test(context: &Context, plan: &SetupPlan) {
    if let Some(tool) = setup::tested(context, plan) {
        let changes_files = plan
            .steps
            .iter()
            .any(|step| matches!(step, SetupStep::Lines(_)));
        let when = if changes_files {
            "before a start file is changed, "
        } else {
            ""
        };
        context.report.tell(&format!(
            "{when}run {} --version through the shim as a proof",
            tool.name()
        ));
    }
}

/// Where this program is copied to, and what may go then.
fn copying(relocation: &Relocation) -> String {
    let Relocation { program, place, .. } = relocation;
    let (program, place) = (shown(program), shown(place));
    format!("copy this program to {place}, so that {program} is not needed any more")
}

/// The files of the manual and the completions that go to one folder.
fn written_to(folder: &Path, steps: &[SetupStep]) -> String {
    let is_there = |step: &&SetupStep| matches!(step, SetupStep::Page { path, .. } if path.parent() == Some(folder));
    let place = shown(folder);
    match steps.iter().filter(is_there).count() {
        1 => format!("write 1 file in {place}"),
        count => format!("write {count} files in {place}"),
    }
}
