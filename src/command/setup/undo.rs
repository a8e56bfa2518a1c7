//! `npmcred setup --undo`.

use super::show;
use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::setup::{self, Undoing};

/// Uninstalls: the files first, then the stored credentials if the user says so.
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
    let mut left = Vec::new();
    for there in &elsewhere {
        let mut undoing = Undoing::make(there)?;
        undoing.carry_out(there)?;
        show::undone(there, &undoing);
        left.append(&mut undoing.left);
    }
    let mut undoing = Undoing::make(context)?;
    undoing.carry_out(context)?;
    drop(turn);
    if elsewhere.is_empty() || !undoing.is_empty() {
        show::undone(context, &undoing);
    }
    left.append(&mut undoing.left);
    let removed = credentials(context, flags);
    if left.is_empty() {
        return removed;
    }
    removed.unwrap_or_else(|error| context.report.error(&error));
    let error = Error::new(ErrorKind::File, "not everything could be undone");
    let error = left.into_iter().fold(error, Error::note);
    Err(error.hint("when that is done, finish: npmcred setup --undo"))
}

/// Whether the stored credentials stay. Without a person to ask, they do.
fn credentials(context: &Context, flags: &cli::Setup) -> Result<()> {
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
        context
            .report
            .hint("remove them: npmcred setup --undo --remove-credentials");
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
