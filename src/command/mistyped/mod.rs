//! Errors for a command line that was not understood.
//!
//! Clap's own message repeats the typed words, and one of them may be a secret. These messages use
//! only words of our own definition: the command or flag that was probably meant, and the possible
//! values.

mod likely;
mod message;
mod nearest;
#[cfg(test)]
mod nearest_tests;
#[cfg(test)]
mod tests;

use crate::cli::Cli;
use crate::error::Error;
use clap::error::{ContextKind, ErrorKind as ClapErrorKind};
use clap::{Command, CommandFactory};
use message::{ours, plain, with, with_help};
use nearest::{no_such_command, similar};
use std::ffi::{OsStr, OsString};

/// A usage error in our own words.
pub(super) fn usage(error: &clap::Error, words: &[OsString]) -> Error {
    let program = Cli::command();
    let path = path(&program, words);
    match error.kind() {
        ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ClapErrorKind::MissingSubcommand => with_help(plain("no command given"), &path),
        ClapErrorKind::InvalidSubcommand => no_such_command(error, words, &path),
        ClapErrorKind::UnknownArgument => unknown_argument(error, &path),
        ClapErrorKind::MissingRequiredArgument => {
            let missing = ours(error, ContextKind::InvalidArg).join(", ");
            with_help(plain(&with("an argument is missing", &missing)), &path)
        }
        ClapErrorKind::ArgumentConflict => {
            let both = [
                ours(error, ContextKind::InvalidArg),
                ours(error, ContextKind::PriorArg),
            ]
            .concat()
            .join(", ");
            with_help(plain(&with("flags that do not go together", &both)), &path)
        }
        ClapErrorKind::InvalidValue | ClapErrorKind::ValueValidation | ClapErrorKind::NoEquals => {
            let flag = ours(error, ContextKind::InvalidArg).join(", ");
            let message = plain(&with("a flag has a value that it does not take", &flag));
            let values = ours(error, ContextKind::ValidValue).join(", ");
            let message = if values.is_empty() {
                message
            } else {
                message.note(format!("it is one of {values}"))
            };
            with_help(message, &path)
        }
        _ => with_help(plain("the command line was not understood"), &path),
    }
}

fn unknown_argument(error: &clap::Error, path: &[&str]) -> Error {
    let message =
        plain("an argument that this command does not take (a secret is never an argument)");
    let near = ours(error, ContextKind::SuggestedArg)
        .into_iter()
        .chain(similar(error));
    let message = near.fold(message, |message, name| {
        message.note(format!("there is {name}"))
    });
    with_help(message, path)
}

/// The commands that the line names, as the definition spells them: `token create`.
fn path<'a>(program: &'a Command, words: &[OsString]) -> Vec<&'a str> {
    let (mut command, mut path) = (program, Vec::new());
    for word in words.iter().skip(1).filter_map(|word| OsStr::to_str(word)) {
        if let Some(below) = command.find_subcommand(word) {
            command = below;
            path.push(below.get_name());
        }
    }
    path
}
