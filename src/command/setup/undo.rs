//! `npmcred setup --undo`.

use super::show;
use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::{Command, Hint};
use crate::setup::{self, Undoing};
use std::path::Path;

/// Uninstalls: the files first, then the stored credentials if the user says so, and at last the
/// copy of this program.
///
/// # Errors
/// Those of [`Undoing::carry_out`]; `File` if something has to be done by hand; those of the store,
/// if credentials were to be removed.
pub(super) fn run(context: &Context, flags: &cli::Setup) -> Result<()> {
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
    let removing = match running {
        // The package that the copy was made from.
        Some(_) if left.is_empty() => Command::new("npx npmcred setup --undo"),
        _ => again(context, running),
    };
    let removed = credentials(context, flags, removing.fixed("--remove-credentials"));
    let is_whole = left.is_empty() && removed.is_ok();
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
        return match running {
            None => removed,
            Some(_) => removed.map_err(|error| error.cure(FINISH, finish)),
        };
    }
    removed.unwrap_or_else(|error| context.report.error(&error));
    let error = Error::new(ErrorKind::File, "not everything could be undone");
    let error = left.into_iter().cloned().fold(error, Error::note);
    Err(error.cure(FINISH, finish))
}

const FINISH: &str = "when that is done, finish";

/// The command that undoes more. In a new terminal no PATH leads to the copy of the program.
fn again(context: &Context, copy: Option<&Path>) -> Command {
    let spelling = copy
        .map(Path::to_owned)
        .or_else(|| setup::spelling(context));
    match spelling {
        Some(path) => Command::new("npmcred setup --undo").spelled("npmcred", &[path.into()]),
        None => Command::new("npmcred setup --undo"),
    }
}

/// Whether the stored credentials stay. Without a person to ask, they do. `again` is the
/// command that removes them later.
fn credentials(context: &Context, flags: &cli::Setup, again: Command) -> Result<()> {
    let store = match context.store(context.prompting_if_attended()) {
        Ok(store) => store,
        Err(error) if flags.remove_credentials => return Err(error),
        // Without a store there are no credentials.
        Err(_) => return Ok(()),
    };
    let keys = match store.list() {
        Ok(keys) => keys,
        Err(error) if flags.remove_credentials => return Err(context.store_error(&error)),
        Err(error) => {
            context.report.note(&format!(
                "credentials in the {} stay there ({error})",
                store.name()
            ));
            return Ok(());
        }
    };
    if keys.is_empty() {
        return Ok(());
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
        let hint = Hint::new("remove them", again);
        context.report.cure(&hint);
        return Ok(());
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
    Ok(())
}
