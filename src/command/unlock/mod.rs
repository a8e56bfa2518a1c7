//! `npmcred unlock`.

mod bus;
mod keyring;
mod pass;
mod password;

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use bus::{become_program, not_reached, on_a_new_bus};
use npmcred_platform::{StoreChoice, system_paths};
use std::ffi::OsStr;
use std::path::PathBuf;

/// Unlocks the keyring with a password from the terminal, or from one line of standard input. Where
/// there is no session bus, it runs itself again on a new one, and then a shell. What `pass` keeps
/// is unlocked by GnuPG's own question.
///
/// # Errors
/// `StoreLocked` if the password is another one, or another program keeps the secrets;
/// `StoreMissing` if there is no keyring that takes one from us; those of the store.
pub(super) fn run(context: &Context, flags: &cli::UnlockArgs) -> Result<()> {
    unlock_here(context, flags.shell, on_a_new_bus)
}

/// The same on the bus that was started for it, and then a shell. It starts no other bus.
///
/// # Errors
/// Those of [`run`].
pub(super) fn run_on_new_bus(context: &Context) -> Result<()> {
    unlock_here(context, true, |context, _| Err(not_reached(context)))
}

fn unlock_here(
    context: &Context,
    shell: bool,
    without_bus: impl FnOnce(&Context, PathBuf) -> Result<()>,
) -> Result<()> {
    let choice = context.store_choice()?;
    let is_keyring = choice == StoreChoice::System;
    let said = match choice {
        StoreChoice::Pass => pass::unlock(context)?,
        StoreChoice::System => match keyring::unlocked(context)? {
            keyring::Unlocked::Here(said) => said,
            keyring::Unlocked::WithoutBus(program) => return without_bus(context, program),
        },
    };
    context.report.print(said);
    if !shell {
        return Ok(());
    }
    if is_keyring {
        let note = "this shell has the keyring; both end with: exit";
        context.report.note(note);
    }
    let usual = || system_paths::SHELL.map(OsStr::new);
    let shell = context.env.filled("SHELL").or_else(usual);
    become_program(
        context,
        shell.map_or_else(PathBuf::new, PathBuf::from),
        Vec::new(),
    )
}
