//! `npmcred setup --undo`.

mod credentials;
mod machine;
mod preview;

use super::show;
use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use crate::setup::{self, Undoing, again};
use credentials::{StoredAtUndo, credentials};
use machine::FINISH;
use npmcred_platform::kept_path::PathOwner;
use std::path::Path;

/// Uninstalls: the files first, then the stored credentials if the user says so, and at last the
/// copy of this program. As long as nobody decided about the credentials, that copy stays: nothing
/// else may be there that removes them.
///
/// # Errors
/// Those of [`Undoing::carry_out`]; `File` if something has to be done by hand; those of the store,
/// if credentials were to be removed.
pub(super) fn run(context: &Context, flags: &cli::SetupArgs) -> Result<()> {
    setup::check_user(context)?;
    if flags.machine {
        return machine::run(context, flags.dry_run);
    }
    let elsewhere = setup::elsewhere(context)?;
    if flags.dry_run {
        return show_all(context, &elsewhere, flags);
    }
    let turn = setup::take_turn(context)?;
    let mut undoings: Vec<(&Context, Undoing)> = Vec::new();
    for place in elsewhere.iter().chain([context]) {
        let mut undoing = Undoing::make(place)?;
        undoing.carry_out(place)?;
        if elsewhere.is_empty() || !undoing.is_empty() {
            show::undone(place, &undoing);
        }
        undoings.push((place, undoing));
    }
    let left: Vec<&String> = undoings.iter().flat_map(|(_, one)| &one.left).collect();
    let running = undoings.iter().find(|(_, one)| one.removes_program());
    let running = running.and_then(|(_, one)| one.program.as_deref());
    let copy = running.filter(|_| left.is_empty());
    let stored = credentials(context, flags, copy, || finishing(running));
    let is_whole = left.is_empty() && matches!(stored, Ok(StoredAtUndo::Decided));
    for (place, undoing) in &undoings {
        undoing.finish(place, is_whole)?;
    }
    drop(turn);
    let copies = undoings
        .iter()
        .filter_map(|(_, one)| one.program.as_deref());
    let gone: Vec<&Path> = copies.filter(|_| is_whole).collect();
    if undoings.iter().any(|(_, one)| !one.is_empty()) {
        show::undone_whole(context, &gone, is_whole && running.is_some());
    }
    let finish = match flags.remove_credentials {
        true => finishing(running).fixed("--remove-credentials"),
        false => finishing(running),
    };
    machine::mention(context);
    if left.is_empty() {
        return match (stored, running) {
            (Err(error), Some(_)) => Err(error.cure(FINISH, finish)),
            (stored, _) => stored.map(drop),
        };
    }
    if let Err(error) = stored {
        context.report.error(&error);
    }
    let error = Error::new(ErrorKind::File, "not everything could be undone");
    let error = left.into_iter().cloned().fold(error, Error::note);
    Err(error.cure(FINISH, finish))
}

/// Shows what would be removed, and that nothing was changed.
fn show_all(context: &Context, elsewhere: &[Context], flags: &cli::SetupArgs) -> Result<()> {
    let mut has_copy = false;
    for there in elsewhere {
        let undoing = Undoing::make(there)?;
        show::undoing(there, &undoing);
        has_copy |= undoing.removes_program();
    }
    let undoing = Undoing::make(context)?;
    if elsewhere.is_empty() || !undoing.is_empty() {
        show::undoing(context, &undoing);
    }
    preview::credentials(context, flags, has_copy || undoing.removes_program());
    context.report.print("nothing was changed\n");
    Ok(())
}

/// The command that undoes more. In a new terminal no PATH leads to the copy of the program.
fn finishing(copy: Option<&Path>) -> Command {
    let command = again::undo(PathOwner::User);
    match copy {
        Some(path) => command.spelled("npmcred", &[path.into()]),
        None => command,
    }
}
