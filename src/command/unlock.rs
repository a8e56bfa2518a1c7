//! `npmcred unlock`.

use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use npmcred_platform::process::{self, Launch};
use npmcred_platform::{Prompting, Secret, StoreError, Unlocking, session, system_paths};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest password that is read, in bytes.
const LONGEST: usize = 4096;

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
            .hint("try again: npmcred unlock");
        }
        context.store_error(&error)
    })
}

fn password(what: &str) -> Result<Secret> {
    let read = if session::stdin_is_terminal() {
        session::read_hidden_line(&format!("{what} (not shown): ")).map(Some)
    } else {
        // What follows is for the shell.
        session::read_stdin_line(LONGEST)
    };
    match read {
        Ok(Some(password)) => Ok(password),
        Ok(None) => Err(
            Error::new(ErrorKind::Usage, "standard input holds no password")
                .hint("type it at a terminal: npmcred unlock"),
        ),
        Err(cause) => Err(unread(cause)),
    }
}

/// Why there is no password.
fn unread(cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::Interrupted => {
            Error::new(ErrorKind::Interrupted, "interrupted; nothing was unlocked")
        }
        io::ErrorKind::InvalidData => Error::new(
            ErrorKind::Usage,
            format!("the password is longer than {LONGEST} bytes"),
        )
        .hint("try again: npmcred unlock"),
        _ => Error::new(
            ErrorKind::Other,
            format!("cannot read the password: {cause}"),
        )
        .caused_by(cause),
    }
}

/// Nobody can look up a password that was mistyped, so a person types it twice.
fn new_password() -> Result<Secret> {
    let first = password("new password, for a new keyring")?;
    if session::stdin_is_terminal() && !password("the same again")?.same_as(&first) {
        return Err(Error::new(
            ErrorKind::Usage,
            "the two passwords differ; no keyring was made",
        )
        .hint("try again: npmcred unlock"));
    }
    Ok(first)
}

fn on_a_new_bus(context: &Context, program: PathBuf) -> Result<()> {
    let (own, _) =
        process::own_file().map_err(|cause| Error::file("find", Path::new("npmcred"), &cause))?;
    let words: [OsString; 3] = ["--".into(), own.into(), "unlock-on-new-bus".into()];
    become_program(context, program, words.into())
}

fn become_program(context: &Context, program: PathBuf, args: Vec<OsString>) -> Result<()> {
    let launch = Launch {
        program,
        args,
        env: context.env.variables().to_vec(),
    };
    let cause = process::become_tool(&launch, None);
    Err(Error::file("start", &launch.program, &cause))
}

/// A bus was started for us, and this environment does not lead to it. Another one would be no
/// better.
fn not_reached(context: &Context) -> Error {
    let what = "the session bus that dbus-run-session started cannot be used";
    let why = context.unreached();
    let told = Error::new(ErrorKind::StoreMissing, what);
    why.into_iter()
        .fold(told, |told, why| told.note(why.to_string()))
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
        .hint("see which store is used, and its state: npmcred status"),
    }
}
