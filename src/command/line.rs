//! Our own command line, read by clap and complained about in our own words.

use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use crate::settings::{self, Setting};
use clap::error::ErrorKind as ClapErrorKind;
use clap::{CommandFactory, FromArgMatches};

/// The command that was typed, with the profile that a flag names put into the context; `None` where help was asked for
/// and is printed.
///
/// # Errors
/// `Usage` where the line is not understood.
pub(super) fn command(context: &mut Context) -> Result<Option<Command>> {
    let words = std::iter::once("npmcred".into()).chain(context.args.iter().cloned());
    let parsed = Cli::command().after_help(variables()).try_get_matches_from(words);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(usage(&error)),
        Err(help) => {
            context.report.print(&help.to_string());
            return Ok(None);
        }
    };
    if let Some(name) = &cli.profile {
        if !takes_profile(&cli.command) {
            return Err(Error::new(ErrorKind::Usage, "this command is the same for every profile")
                .hint("leave --profile out; see how it is used: npmcred help"));
        }
        context.profile = Some(profile::parse(name)?);
    }
    Ok(Some(cli.command))
}

/// Whether whose credentials are meant makes a difference to the command.
fn takes_profile(command: &Command) -> bool {
    match command {
        Command::Login(_)
        | Command::Logout(_)
        | Command::Store(_)
        | Command::List(_)
        | Command::Status(_)
        | Command::Remove(_)
        | Command::Token(_)
        | Command::Rotate(_)
        | Command::Explain(_)
        | Command::Migrate(_)
        | Command::Exec(_) => true,
        Command::Trust(_)
        | Command::Use(_)
        | Command::Config(_)
        | Command::Setup(_)
        | Command::Env(_)
        | Command::Doctor(_)
        | Command::Completions { .. } => false,
    }
}

/// The table of our variables, as help shows it.
fn variables() -> String {
    let line = |setting: &Setting| format!("  {}={}  {}\n", setting.name, setting.takes, setting.does);
    format!("Variables:\n{}", settings::ALL.iter().map(line).collect::<String>())
}

/// A usage error in our own words: clap's would repeat the words that were typed, and one of them may be a secret.
fn usage(error: &clap::Error) -> Error {
    let message = match error.kind() {
        ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ClapErrorKind::MissingSubcommand => {
            "no command given"
        }
        ClapErrorKind::InvalidSubcommand => "no such command",
        ClapErrorKind::UnknownArgument => "an argument that this command does not take (a secret is never an argument)",
        ClapErrorKind::MissingRequiredArgument => "an argument is missing",
        ClapErrorKind::InvalidValue | ClapErrorKind::ValueValidation => "a flag has a value that it does not take",
        _ => "the command line was not understood",
    };
    Error::new(ErrorKind::Usage, message).hint("see how it is used: npmcred help")
}
