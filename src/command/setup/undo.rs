//! `npmcred setup --undo`.

use super::{show, typed};
use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Command, Hint};
use crate::setup::{self, Undoing};
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
    let elsewhere = setup::elsewhere(context)?;
    if flags.dry_run {
        for there in &elsewhere {
            show::undoing(there, &Undoing::make(there)?);
        }
        let undoing = Undoing::make(context)?;
        if elsewhere.is_empty() || !undoing.is_empty() {
            show::undoing(context, &undoing);
        }
        context.report.print("nothing was changed\n");
        return Ok(());
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
    let stored = credentials(context, flags, copy, || again(context, running));
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
        true => again(context, running).fixed("--remove-credentials"),
        false => again(context, running),
    };
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

const FINISH: &str = "when that is done, finish";

/// The command that undoes more. In a new terminal no PATH leads to the copy of the program.
fn again(context: &Context, copy: Option<&Path>) -> Command {
    let command = Command::new("npmcred setup --undo");
    match copy {
        Some(path) => command.spelled("npmcred", &[path.into()]),
        None => typed::here(context, command),
    }
}

/// The end of the question whether stored credentials stay.
enum StoredAtUndo {
    /// There are none any more, or they may stay without this program.
    Decided,
    /// They stay because nobody was there to ask, and only the copy of this program removes them.
    Undecided,
}

/// Removes the stored credentials if the user says so. `copy` is the copy of this program that goes
/// with the rest, `again` the command that undoes more.
fn credentials(
    context: &Context,
    flags: &cli::SetupArgs,
    copy: Option<&Path>,
    again: impl Fn() -> Command,
) -> Result<StoredAtUndo> {
    let store = match context.store(context.prompting_if_attended()) {
        Ok(store) => store,
        Err(error) if flags.remove_credentials => return Err(error),
        // Without a store there are no credentials.
        Err(_) => return Ok(StoredAtUndo::Decided),
    };
    let keys = match store.list() {
        Ok(keys) => keys,
        Err(error) if flags.remove_credentials => return Err(context.store_error(&error)),
        Err(error) => {
            context.report.note(&format!(
                "credentials in the {} stay there ({error})",
                store.name()
            ));
            return Ok(StoredAtUndo::Decided);
        }
    };
    if keys.is_empty() {
        return Ok(StoredAtUndo::Decided);
    }
    let (count, name) = (keys.len(), store.name());
    let what = if count == 1 {
        "1 credential".to_owned()
    } else {
        format!("{count} credentials")
    };
    let asks = !flags.keep_credentials && !flags.yes && context.is_attended();
    let question = format!("remove {what} of npmcred from the {name} too?");
    let goes = flags.remove_credentials || (asks && context.agrees(&question, false)?);
    if !goes {
        context.report.print(&format!(
            "stays     {what} in the {name}, where npm itself does not look\n"
        ));
        let is_decided = flags.keep_credentials || asks;
        return Ok(kept(context, is_decided, copy, again));
    }
    for key in &keys {
        store
            .delete(key)
            .map_err(|error| context.store_error(&error))?;
    }
    context
        .report
        .print(&format!("removed   {what} from the {name}\n"));
    context
        .report
        .note("the registries still accept them until they expire or are revoked there");
    Ok(StoredAtUndo::Decided)
}

/// Says how to remove later what stays now, and leaves the copy of this program there for that. A
/// user who decided to keep the credentials needs neither.
fn kept(
    context: &Context,
    is_decided: bool,
    copy: Option<&Path>,
    again: impl Fn() -> Command,
) -> StoredAtUndo {
    if is_decided {
        if copy.is_some() {
            let note = "to remove them later, install npmcred again";
            context.report.note(note);
        }
        return StoredAtUndo::Decided;
    }
    let cure = |about, flag| context.report.cure(&Hint::new(about, again().fixed(flag)));
    cure("remove them", "--remove-credentials");
    if copy.is_none() {
        return StoredAtUndo::Decided;
    }
    cure("keep them and remove npmcred", "--keep-credentials");
    StoredAtUndo::Undecided
}
