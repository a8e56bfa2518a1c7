//! `npmcred status`.

mod data;
mod dead;
mod facts;
mod show;
mod table;

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use facts::look;
use npmcred_platform::memory::CoreDumpsOff;

/// Shows the state of the store, its credentials, the shims and npm. It never prompts, and asks
/// registries only if `--check` is given.
///
/// # Errors
/// Those of the store, after the report, so that a script can tell. With `--check`, `NotLoggedIn`
/// if a credential is dead: the registry does not accept it, or it has expired; otherwise `Network`
/// if a registry could not be asked.
pub(super) fn run(context: &Context, flags: &cli::StatusArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let status = look(context, flags.check);
    if flags.json {
        context.report.json(&data::json(context, &status));
    } else {
        context.report.print(&show::lines(context, &status));
        status
            .not_read
            .iter()
            .for_each(|text| context.report.note(text));
    }
    let dead = dead::find(&status, context.now()).filter(|_| flags.check);
    let opened = status.store?;
    opened.ready.map_err(|error| context.store_error(&error))?;
    dead.map_or(Ok(()), Err)
}

/// Shows what there is to a person who types the name alone; returns whether there is anything: a
/// credential, or shims that are found.
pub(super) fn alone(context: &Context) -> bool {
    let _undumped = CoreDumpsOff::begin();
    let status = look(context, false);
    let is_any_held = status.held.as_ref().is_some_and(|held| !held.is_empty());
    let is_there = is_any_held || matches!(status.shims, Some((_, true)));
    if is_there {
        let lines = show::lines(context, &status);
        let more = "log in: npmcred login; all commands: npmcred help";
        context.report.print(&format!("{lines}\n{more}\n"));
    }
    is_there
}
