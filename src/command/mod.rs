//! One file per subcommand: it takes flags, calls the library and prints a report.

mod complete;
mod completions;
mod config;
mod docker;
mod doctor;
mod env;
mod exec;
mod explain;
mod likely;
mod line;
mod list;
mod login;
mod logout;
mod manual;
mod migrate;
mod mistyped;
mod named_registry;
mod remove;
mod rotate;
mod run;
mod setup;
mod status;
mod store;
mod token;
mod trust;
mod unlock;
mod use_profile;

use crate::cli::{AuthTypeWord, Command, UseWord};
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::journal;
use crate::shim;

/// Parses the command line and runs the command; returns the status to end with.
///
/// # Errors
/// Those of each command; `Usage` if the line is not understood.
pub fn run(context: &mut Context) -> Result<u8> {
    // Who types the name alone wants to know what there is, or what it is.
    if context.args.is_empty() && status::alone(context) {
        return Ok(0);
    }
    let Some(command) = line::command(context)? else {
        return Ok(0);
    };
    let is_sudo = context.is_under_sudo();
    if is_sudo && acts(&command) {
        return Err(Error::new(
            ErrorKind::Refused,
            "under sudo this would act in another user's home, as root",
        )
        .hint("run it without sudo"));
    }
    // The doctor reports it as a finding of its own. Reminding takes a lock, which is a file.
    let tells = matches!(command, Command::Doctor(_)) || is_sudo;
    let is_quiet = matches!(
        command,
        Command::Env(_)
            | Command::AskApart
            | Command::Complete { .. }
            | Command::Completions { .. }
            | Command::Manual { .. }
    );
    if !tells && !is_quiet {
        journal::remind(context, &|| true);
    }
    match command {
        Command::Login(flags) => login::run(context, &flags),
        Command::Logout(flags) => logout::run(context, &flags),
        Command::Store(flags) => store::run(context, &flags),
        Command::List(flags) => list::run(context, &flags),
        Command::Status(flags) => status::run(context, &flags),
        Command::Remove(flags) => remove::run(context, &flags),
        Command::Token(token) => token::run(context, token),
        Command::Rotate(flags) => rotate::run(context, &flags),
        Command::Explain(flags) => explain::run(context, &flags),
        Command::Exec(flags) => exec::run(context, flags),
        Command::Run(flags) => return run::run(context, flags),
        Command::Docker(flags) => docker::run(context, &flags),
        Command::Trust(flags) => trust::run(context, &flags),
        Command::Use(flags) => use_profile::run(context, &flags),
        Command::Config(flags) => config::run(context, &flags),
        Command::Setup(flags) => setup::run(context, &flags),
        Command::Env(flags) => env::run(context, &flags),
        Command::Migrate(flags) => migrate::run(context, &flags),
        Command::Doctor(flags) => doctor::run(context, &flags),
        Command::Unlock(flags) => unlock::run(context, &flags),
        Command::UnlockOnNewBus => unlock::run_on_new_bus(context),
        Command::AskApart => shim::ask_apart(context),
        Command::Complete { words } => complete::run(context, &words),
        Command::Completions { shell } => completions::run(context, shell),
        Command::Manual { folder } => manual::run(context, &folder),
    }?;
    Ok(0)
}

/// Whether the command writes below the user's home, opens the store, or starts programs of the
/// user's. Reading commands may run under sudo. So may `env`, which makes nothing there: a root
/// shell reads the user's start files.
fn acts(command: &Command) -> bool {
    match command {
        Command::Status(_) | Command::Explain(_) | Command::Env(_) | Command::Docker(_) => false,
        // Root may write completions and manuals, because packages are built by root.
        Command::Completions { .. } | Command::Manual { .. } => false,
        Command::Config(flags) => flags.value.is_some() || flags.unset,
        Command::Use(flags) => flags.profile.is_some() || flags.forget,
        Command::Trust(flags) => !flags.json,
        Command::Login(_)
        | Command::Logout(_)
        | Command::Store(_)
        | Command::List(_)
        | Command::Remove(_)
        | Command::Token(_)
        | Command::Rotate(_)
        | Command::Exec(_)
        | Command::Run(_)
        | Command::Setup(_)
        | Command::Migrate(_)
        | Command::Doctor(_)
        | Command::Unlock(_)
        | Command::UnlockOnNewBus
        | Command::AskApart
        | Command::Complete { .. } => true,
    }
}

impl AuthTypeWord {
    /// npm's word for this kind of login.
    fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Legacy => "legacy",
        }
    }
}

impl From<UseWord> for Use {
    fn from(word: UseWord) -> Self {
        match word {
            UseWord::Read => Self::Read,
            UseWord::Write => Self::Write,
            UseWord::Any => Self::Any,
        }
    }
}
