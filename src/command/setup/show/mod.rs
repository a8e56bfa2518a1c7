//! Prints what setup will do and what it did.

mod planned;
mod removed;
mod text;

pub(super) use planned::{plan, test};
pub(super) use removed::{undoing, undone, undone_whole};

use crate::context::Context;
use crate::report::printable;
use crate::setup::shell::StartFileReader;
use crate::setup::{self, Applied, Relocation, SetupPlan};
use npmcred_platform::{hint, kept_path};

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
    if kept_path::IS_KEPT {
        let whose = setup::whose(context.owner());
        line("PATH", &format!("that {whose} begins with the shims"));
    } else if !plan.receipt.files.is_empty() {
        line("manual", "man npmcred, and completions");
    }
    if let Some((tool, version)) = &applied.proof {
        line(
            "proof",
            &format!("{} --version says {version} through the shim", tool.name()),
        );
    }
    let is_in_front = setup::is_first_on_path(context, &plan.folder);
    let anew = match hint::READ_START_FILES_AGAIN {
        Some(command) => format!("open a new terminal, or: {command}"),
        None => "open a new terminal".to_owned(),
    };
    let now = match (plan.is_empty(), is_in_front) {
        (true, true) => "nothing: all was in place already".to_owned(),
        (true, false) => format!(
            "all was in place already, but not in this shell: {}",
            hint::READ_START_FILES_AGAIN.unwrap_or(&anew)
        ),
        (false, true) => "nothing: this shell has the shims already".to_owned(),
        (false, false) => anew,
    };
    line("now", &now);
}

/// That the shims are there for all users already.
pub(super) fn of_all_users(context: &Context) {
    if let Ok(folder) = setup::folder_in_use(context) {
        let text = format!("those for all users, in {}", folder.display());
        line(context, "shims", &text);
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
