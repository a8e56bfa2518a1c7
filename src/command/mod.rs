//! One file per subcommand: flags in, library call, report out.

mod completions;
mod exec;
mod explain;
mod list;
mod remove;
mod setup;
mod status;
mod store;
mod trust;

use crate::cli::{Cli, Command, UseWord};
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::journal;
use crate::registry::{Registry, RegistryError};
use crate::settings::{self, Setting};
use clap::error::ErrorKind as ClapErrorKind;
use clap::{CommandFactory, FromArgMatches};

/// Reads the command line and does what it says.
///
/// # Errors
/// Each command's own; `Usage` where the line is not understood.
pub fn run(context: &mut Context) -> Result<()> {
    let words = std::iter::once("npmcred".into()).chain(context.args.iter().cloned());
    let parsed = Cli::command().after_help(variables()).try_get_matches_from(words);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(usage(&error)),
        Err(help) => {
            context.report.print(&help.to_string());
            return Ok(());
        }
    };
    if !matches!(cli.command, Command::Env | Command::Completions { .. }) {
        journal::remind(context);
    }
    match cli.command {
        Command::Store(flags) => store::run(context, flags),
        Command::List(flags) => list::run(context, &flags),
        Command::Status(flags) => status::run(context, &flags),
        Command::Remove(flags) => remove::run(context, &flags),
        Command::Explain(flags) => explain::run(context, &flags),
        Command::Exec(flags) => exec::run(context, flags),
        Command::Trust(flags) => trust::run(context, &flags),
        Command::Setup => setup::run(context),
        Command::Env => setup::env(context),
        Command::Completions { shell } => completions::run(context, shell),
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

impl From<UseWord> for Use {
    fn from(word: UseWord) -> Self {
        match word {
            UseWord::Read => Self::Read,
            UseWord::Write => Self::Write,
            UseWord::Any => Self::Any,
        }
    }
}

/// The registry that the user named.
fn registry(text: &str, insecure_http: bool) -> Result<Registry> {
    let parsed = if insecure_http { Registry::parse_any(text) } else { Registry::parse(text) };
    parsed.map_err(|error| {
        let cleartext = error == RegistryError::Cleartext;
        let usage = Error::new(if cleartext { ErrorKind::Refused } else { ErrorKind::Usage }, error.to_string());
        match error {
            RegistryError::Cleartext => usage.hint("if that is what you want, add: --insecure-http"),
            RegistryError::NotAUrl | RegistryError::Scheme(_) => {
                usage.hint("name it in full: --registry https://registry.npmjs.org/")
            }
        }
    })
}
