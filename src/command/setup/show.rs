//! Prints what setup will do and what it did.

use crate::context::Context;
use crate::report::printable;
use crate::setup::shell::StartFileReader;
use crate::setup::{self, Act, Applied, Relocation, SetupPlan, SetupStep, Skipped, Undoing};
use npmcred_platform::hint;
use std::path::Path;

/// That this program was copied, before the copy goes on.
pub(super) fn relocated(context: &Context, relocation: &Relocation) {
    if let Some(folder) = relocation.place.parent().filter(|_| !relocation.is_made) {
        line(
            context,
            "program",
            &format!("copied to {}", folder.display()),
        );
    }
}

fn line(context: &Context, about: &str, text: &str) {
    let text = context.report.fitted(10, &printable(text));
    context.report.print(&format!("{about:<9} {text}\n"));
}

/// What was done, in five lines.
pub(super) fn done(context: &Context, plan: &SetupPlan, applied: &Applied) {
    let line = |about: &str, text: &str| line(context, about, text);
    let tools: Vec<&str> = plan.tools.iter().map(|tool| tool.name()).collect();
    line(
        "shims",
        &format!("{} in {}", listed(&tools), plan.folder.display()),
    );
    let is_left = |reader: &&StartFileReader| {
        applied
            .left
            .iter()
            .any(|left| left.start.reader == **reader)
    };
    let readers = plan.readers.iter().filter(|reader| !is_left(reader));
    let mut shells: Vec<&str> = readers.map(|reader| reader.shell).collect();
    shells.dedup();
    if !shells.is_empty() {
        line("shells", &listed(&shells));
    }
    if !plan.receipt.files.is_empty() {
        line("manual", "man npmcred, and completions");
    }
    if let Some((tool, version)) = &applied.proof {
        line(
            "proof",
            &format!("{} --version says {version} through the shim", tool.name()),
        );
    }
    let is_in_front = setup::is_first_on_path(context, &plan.folder);
    match (plan.is_empty(), is_in_front) {
        (true, true) => line("now", "nothing: all was in place already"),
        (true, false) => line(
            "now",
            &format!(
                "all was in place already, but not in this shell: {}",
                hint::READ_START_FILES_AGAIN
            ),
        ),
        (false, true) => line("now", "nothing: this shell has the shims already"),
        (false, false) => line(
            "now",
            &format!("open a new terminal, or: {}", hint::READ_START_FILES_AGAIN),
        ),
    }
}

/// What would be done.
pub(super) fn plan(context: &Context, plan: &SetupPlan) {
    let print = |text: &str| context.report.tell(text);
    if let Some(relocation) = plan.relocation.as_ref().filter(|one| !one.is_made) {
        print(&copying(relocation));
    }
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
        print("nothing: all is in place");
    } else if plan.steps.is_empty() && plan.relocation.as_ref().is_none_or(|one| one.is_made) {
        print("write the record of what setup made");
    }
}

/// The test that would be made.
pub(super) fn test(context: &Context, plan: &SetupPlan) {
    if let Some(tool) = setup::tested(context, plan) {
        context.report.tell(&format!(
            "before a start file is changed, run {} --version through the shim as a proof",
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

/// What undoing would remove.
pub(super) fn undoing(context: &Context, undoing: &Undoing) {
    let print = |text: &str| context.report.print(&format!("{text}\n"));
    for act in &undoing.acts {
        match act {
            Act::Restore { path, .. } => {
                print(&format!("remove npmcred's lines from {}", shown(path)));
            }
            Act::Remove(path) => print(&format!("remove {}", shown(path))),
        }
    }
    if let Some(program) = &undoing.program {
        print(&format!("remove {}", shown(program)));
    }
    undoing
        .left
        .iter()
        .for_each(|left| print(&format!("leave alone: {}", printable(left))));
    stays(context, undoing);
    if undoing.is_empty() {
        print("nothing: npmcred is not set up here");
    }
}

/// What undoing removed, but for what it removes at its end.
pub(super) fn undone(context: &Context, undoing: &Undoing) {
    let (mut files, mut removed) = (Vec::new(), 0);
    for act in &undoing.acts {
        match act {
            Act::Restore { path, .. } => files.push(shown(path)),
            Act::Remove(_) => removed += 1,
        }
    }
    for file in files {
        context.report.print(&format!("restored  {file}\n"));
    }
    if removed > 0 {
        context
            .report
            .print(&format!("removed   {removed} files and links of npmcred\n"));
    }
    if undoing.is_empty() {
        context.report.print("npmcred is not set up here\n");
    }
    stays(context, undoing);
}

/// The end of undoing. `gone` are copies of this program, `is_gone` says whether that was the
/// last one.
pub(super) fn undone_whole(context: &Context, gone: &[&Path], is_gone: bool) {
    for program in gone {
        let line = format!("removed   {}\n", shown(program));
        context.report.print(&line);
    }
    let itself = match is_gone {
        true => "",
        false => "; npmcred itself is still installed",
    };
    let line = format!("now       open a new terminal{itself}\n");
    context.report.print(&line);
}

fn stays(context: &Context, undoing: &Undoing) {
    for path in &undoing.stays {
        context
            .report
            .print(&format!("stays     {}{}\n", shown(path), about(path)));
    }
}

/// Why a user may want to keep this file.
fn about(path: &Path) -> &'static str {
    match path.file_name().and_then(|name| name.to_str()) {
        Some("settings.json") => " (your settings)",
        Some("profiles.json") => " (your choice of profiles)",
        Some("trust.json") => " (lines that you allowed)",
        Some("journal.json") => " (unfinished operations at registries)",
        _ => " (not made by npmcred)",
    }
}

/// A path as it is shown.
fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

fn lines(context: &Context, text: &[u8]) {
    for line in String::from_utf8_lossy(text).lines() {
        context.report.print(&format!("  | {}\n", printable(line)));
    }
}

/// `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
