//! Unlocking the keyring of the system, with its password.

use super::password::{new_password, password};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Command;
use npmcred_platform::{Prompting, Secret, StoreError, Unlocking};
use std::path::PathBuf;
use std::time::Duration;

/// How long the keyring's program may take until it is on the bus.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of the system's keyring.
pub(super) enum Unlocked {
    /// What there is to say.
    Here(&'static str),
    /// There is no session bus; this program runs a command on a new one.
    WithoutBus(PathBuf),
}

pub(super) fn unlocked(context: &Context) -> Result<Unlocked> {
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
        Unlocking::WithoutBus(program) => return Ok(Unlocked::WithoutBus(program)),
        Unlocking::Foreign(name) => {
            let program = name.program().unwrap_or("the Secret Service");
            return Err(impossible(context).note(format!(
                "only GNOME Keyring takes a password from npmcred: unlock {program} in its own window"
            )));
        }
        Unlocking::Impossible => return Err(impossible(context)),
    };
    Ok(Unlocked::Here(said))
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
