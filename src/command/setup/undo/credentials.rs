//! Whether stored credentials go when npmcred is uninstalled.

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::report::{Command, Hint};
use npmcred_platform::StoreChoice;
use std::path::Path;

/// The end of the question whether stored credentials stay.
pub(super) enum StoredAtUndo {
    /// There are none any more, or they may stay without this program.
    Decided,
    /// They stay because nobody was there to ask, and only the copy of this program removes them.
    Undecided,
}

/// Removes the stored credentials if the user says so. `copy` is the copy of this program that goes
/// with the rest, `again` the command that undoes more.
pub(super) fn credentials(
    context: &Context,
    flags: &cli::SetupArgs,
    copy: Option<&Path>,
    again: impl Fn() -> Command,
) -> Result<StoredAtUndo> {
    let store = match context.store(context.prompting_if_attended()) {
        Ok(store) => store,
        Err(error) if flags.remove_credentials => return Err(error),
        // Without a store there are no credentials; one that was chosen may be there all the same.
        Err(error) => {
            note_if_chosen(
                context,
                &format!("what it holds stays there ({})", error.message),
            );
            return Ok(StoredAtUndo::Decided);
        }
    };
    let elsewhere = "what npmcred has put into the store of the system stays there";
    note_if_chosen(context, elsewhere);
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
    let (what, name) = (super::preview::counted(keys.len()), store.name());
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

/// Says this where the user's store is another than that of the system.
fn note_if_chosen(context: &Context, note: &str) {
    let choice = context.store_choice();
    if choice.is_ok_and(|choice| choice != StoreChoice::System) {
        context.report.note(note);
    }
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
