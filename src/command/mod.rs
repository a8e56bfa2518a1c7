//! A file or a folder for each subcommand: it takes flags, calls the library and prints a report.

mod complete;
mod completions;
mod config;
mod docker;
mod doctor;
mod effects;
mod env;
mod exec;
mod explain;
mod helper;
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
mod source;
mod status;
mod store;
mod token;
mod trust;
mod unlock;
mod use_profile;

use crate::cli::{CliCommand, ProtocolWord, UseWord};
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::helper::HelperProtocol;
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
    if is_sudo && effects::acts(&command) {
        return Err(Error::new(
            ErrorKind::Refused,
            "under sudo this would act in another user's home, as root",
        )
        .hint("run it without sudo"));
    }
    // The doctor reports it as a finding of its own. Reminding takes a lock, which is a file.
    let tells = matches!(command, CliCommand::Doctor(_)) || is_sudo;
    if !tells && !effects::is_quiet(&command) {
        journal::remind(context, &|| true);
    }
    match command {
        CliCommand::Login(flags) => login::run(context, &flags),
        CliCommand::Logout(flags) => logout::run(context, &flags),
        CliCommand::Store(flags) => store::run(context, &flags),
        CliCommand::List(flags) => list::run(context, &flags),
        CliCommand::Status(flags) => status::run(context, &flags),
        CliCommand::Remove(flags) => remove::run(context, &flags),
        CliCommand::Token(token) => token::run(context, token),
        CliCommand::Source(source) => source::run(context, source),
        CliCommand::Rotate(flags) => rotate::run(context, &flags),
        CliCommand::Explain(flags) => explain::run(context, &flags),
        CliCommand::Exec(flags) => exec::run(context, flags),
        CliCommand::Run(flags) => return run::run(context, flags),
        CliCommand::Helper(flags) => return helper::run(context, &flags),
        CliCommand::Docker(flags) => docker::run(context, &flags),
        CliCommand::Trust(flags) => trust::run(context, &flags),
        CliCommand::Use(flags) => use_profile::run(context, &flags),
        CliCommand::Config(flags) => config::run(context, &flags),
        CliCommand::Setup(flags) => setup::run(context, &flags),
        CliCommand::Env(flags) => env::run(context, &flags),
        CliCommand::Migrate(flags) => migrate::run(context, &flags),
        CliCommand::Doctor(flags) => doctor::run(context, &flags),
        CliCommand::Unlock(flags) => unlock::run(context, &flags),
        CliCommand::UnlockOnNewBus => unlock::run_on_new_bus(context),
        CliCommand::AskApart => shim::ask_apart(context),
        CliCommand::Complete { words } => complete::run(context, &words),
        CliCommand::Completions { shell } => completions::run(context, shell),
        CliCommand::Manual { folder } => manual::run(context, &folder),
    }?;
    Ok(0)
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

impl From<ProtocolWord> for HelperProtocol {
    fn from(word: ProtocolWord) -> Self {
        match word {
            ProtocolWord::Bazel => Self::Bazel,
            ProtocolWord::Cargo => Self::Cargo,
            ProtocolWord::Docker => Self::Docker,
            ProtocolWord::Git => Self::Git,
            ProtocolWord::Pnpm => Self::Pnpm,
        }
    }
}
