//! `npmcred unlock`.

mod bus;
mod password;

use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use bus::{become_program, not_reached, on_a_new_bus};
use npmcred_platform::{Prompting, Secret, StoreError, Unlocking, system_paths};
use password::{new_password, password};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

/// How long the keyring's program may take until it is on the bus.
const PATIENCE: Duration = Duration::from_secs(10);

/// Unlocks the keyring with a password from the terminal, or from one line of standard input. Where
/// there is no session bus, it runs itself again on a new one, and then a shell.
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
    let (env, variables) = (context.env.lookup(), context.env.variables());
    let said = match npmcred_platform::unlocking(&env, variables, PATIENCE) {
        Unlocking::Ready => "the keyring is unlocked already\n",
        Unlocking::Locked => {
            unlock(context, &password("password of the keyring")?)?;
            "the keyring is unlocked\n"
        }
        Unlocking::New => {
            unlock(context, &new_password()?)?;
            "made a keyring, and unlocked it\n"
        }
        Unlocking::WithoutBus(program) => return without_bus(context, program),
        Unlocking::Foreign(name) => {
            let program = name.program().unwrap_or("the Secret Service");
            return Err(impossible(context).note(format!(
                "only GNOME Keyring takes a password from npmcred: unlock {program} in its own window"
            )));
        }
        Unlocking::Impossible => return Err(impossible(context)),
    };
    context.report.print(said);
    if !shell {
        return Ok(());
    }
    context
        .report
        .note("this shell has the keyring; both end with: exit");
    let usual = || system_paths::SHELL.map(OsStr::new);
    let shell = context.env.filled("SHELL").or_else(usual);
    become_program(
        context,
        shell.map_or_else(PathBuf::new, PathBuf::from),
        Vec::new(),
    )
}

fn unlock(context: &Context, password: &Secret) -> Result<()> {
    npmcred_platform::unlock(&context.env.lookup(), password).map_err(|error| {
        if *error.bare() == StoreError::Denied {
            return Error::new(
                ErrorKind::StoreLocked,
                "the keyring stays locked: its password is another one",
            )
            .cure("try again", Command::new("npmcred unlock"));
        }
        context.store_error(&error)
    })
}

/// The store's own error, with what can be done on this machine.
fn impossible(context: &Context) -> Error {
    let why = match context.store(Prompting::Never) {
        Err(error) => return error,
        Ok(store) => store.ready().err().or_else(|| store.passed_over().cloned()),
    };
    match why {
        Some(why) => context.store_error(&why),
        None => Error::new(
            ErrorKind::StoreMissing,
            "the store of this machine takes no password from npmcred",
        )
        .cure(
            "see which store is used, and its state",
            Command::new("npmcred status"),
        ),
    }
}
