//! Prints what undoing will remove, and what it removed.

use super::text::shown;
use crate::context::Context;
use crate::report::printable;
use crate::setup::{self, Act, Undoing};
use std::path::Path;

/// What undoing would remove.
pub(in crate::command::setup) fn undoing(context: &Context, undoing: &Undoing) {
    let print = |text: &str| context.report.print(&format!("{text}\n"));
    for act in &undoing.acts {
        match act {
            Act::Restore { path, .. } => {
                print(&format!("remove npmcred's lines from {}", shown(path)));
            }
            Act::Remove(path) => print(&format!("remove {}", shown(path))),
            Act::Path(_) => {
                let whose = setup::whose(context.owner());
                print(&format!("take npmcred off the PATH {whose}"));
            }
        }
    }
    if let Some(program) = &undoing.program {
        print(&format!(
            "at the end remove {}, the copy of this program",
            shown(program)
        ));
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
pub(in crate::command::setup) fn undone(context: &Context, undoing: &Undoing) {
    let (mut files, mut removed) = (Vec::new(), 0);
    for act in &undoing.acts {
        match act {
            Act::Restore { path, .. } => files.push(shown(path)),
            Act::Remove(_) => removed += 1,
            Act::Path(_) => {
                files.push(format!("PATH {}", setup::whose(context.owner())));
            }
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
pub(in crate::command::setup) fn undone_whole(context: &Context, gone: &[&Path], is_gone: bool) {
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
