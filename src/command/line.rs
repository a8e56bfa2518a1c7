//! Our own command line, read by clap and complained about in our own words.

use super::mistyped;
use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::{manual, profile};
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;

/// The command that was typed, with the profile that a flag names put into the context; `None` where help was asked for
/// and is printed.
///
/// # Errors
/// `Usage` where the line is not understood.
pub(super) fn command(context: &mut Context) -> Result<Option<Command>> {
    let words: Vec<OsString> = std::iter::once("npmcred".into()).chain(context.args.iter().cloned()).collect();
    let parsed = Cli::command().try_get_matches_from(&words);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(mistyped::usage(&error, &words)),
        Err(bare) => {
            // What help shows beyond the flags is only put together where somebody reads it.
            let full = manual::definition().try_get_matches_from(&words).err().filter(|error| !error.use_stderr());
            context.report.help(&full.unwrap_or(bare).to_string());
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
        | Command::Completions { .. }
        | Command::Manual { .. } => false,
    }
}
