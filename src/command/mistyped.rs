//! Errors for a command line that was not understood.
//!
//! Clap's own message repeats the typed words, and one of them may be a secret. These messages use
//! only words of our own definition: the command or flag that was probably meant, and the possible
//! values.

use super::likely;
use crate::cli::Cli;
use crate::error::{Error, ErrorKind};
use crate::npmrc::{self, NpmVersion};
use crate::report::Command as Typed;
use clap::error::{ContextKind, ContextValue, ErrorKind as ClapErrorKind};
use clap::{Command, CommandFactory};
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

fn plain(message: &str) -> Error {
    Error::new(ErrorKind::Usage, message)
}

fn with(message: &str, names: &str) -> String {
    if names.is_empty() {
        message.to_owned()
    } else {
        format!("{message}: {names}")
    }
}

fn with_help(error: Error, path: &[&str]) -> Error {
    let command = path
        .iter()
        .fold(Typed::new("npmcred help"), |command, name| {
            command.word(*name)
        });
    error.cure("see how it is used", command)
}

/// The command that was meant, in full, as it is typed: ours under another word, npm's, or the most
/// similar ones.
fn no_such_command(error: &clap::Error, words: &[OsString], path: &[&str]) -> Error {
    let message = plain("no such command");
    let asks_help = words.get(1).is_some_and(|word| word == "help");
    let typed = words
        .get(if asks_help { 2 } else { 1 })
        .and_then(|word| word.to_str())
        .filter(|_| path.is_empty());
    let npms = typed
        .and_then(|word| npmrc::NpmCommand::find(word, NpmVersion::Npm12))
        .map(npmrc::NpmCommand::name);
    let of_npm = |name| Typed::new(if asks_help { "npm help" } else { "npm" }).word(name);
    if let Some((says, command)) = typed.and_then(likely::meant) {
        let message = message.cure(says, command);
        return match npms {
            Some(name) => message.cure("npm's command of that name", of_npm(name)),
            None => message,
        };
    }
    let near = near(error, words, asks_help);
    if let Some(name) = npms.filter(|name| near.is_empty() || typed == Some(name)) {
        let note = "this is a command of npm, which gets its credential without npmcred in front";
        return message.note(note).cure("", of_npm(name));
    }
    if near.is_empty() {
        return with_help(message, path);
    }
    let above = path
        .iter()
        .fold(Typed::new("npmcred"), |command, name| command.word(*name));
    // Clap lists the most similar one last.
    near.iter().rev().fold(message, |message, name| {
        message.cure("", above.clone().word(name))
    })
}

/// The most similar commands, as clap finds them.
fn near(error: &clap::Error, words: &[OsString], asks_help: bool) -> Vec<String> {
    let near = similar(error);
    if !near.is_empty() || !asks_help {
        return near;
    }
    // After `help`, clap suggests no command; the line without that word has the same mistake.
    let without = words.iter().filter(|word| *word != "help");
    match Cli::command().try_get_matches_from(without) {
        Ok(_) => near,
        Err(again) => similar(&again),
    }
}

/// Clap's suggestions but for hidden commands, which nobody types.
fn similar(error: &clap::Error) -> Vec<String> {
    let program = Cli::command();
    let is_hidden = |name: &String| {
        let found = program.find_subcommand(name);
        found.is_some_and(Command::is_hide_set)
    };
    let mut names = ours(error, ContextKind::SuggestedSubcommand);
    names.retain(|name| !is_hidden(name));
    names
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

/// Clap's values for a context that holds only words of the definition.
fn ours(error: &clap::Error, context: ContextKind) -> Vec<String> {
    match error.get(context) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        Some(_) | None => Vec::new(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Error {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = Cli::command().try_get_matches_from(&words).unwrap_err();
        usage(&error, &words)
    }

    #[test]
    fn the_nearest_command_is_named() {
        for (line, hint) in [
            ("npmcred mirgate", "npmcred migrate"),
            ("npmcred stetup", "npmcred setup"),
            ("npmcred publish", "npm publish"),
            (
                "npmcred whoami",
                "see every stored account: npmcred status --check",
            ),
            (
                "npmcred uninstall",
                "uninstall npmcred: npmcred setup --undo",
            ),
            ("npmcred version", "show the version: npmcred --version"),
            ("npmcred ls", "npmcred list"),
            ("npmcred help publish", "npm help publish"),
            (
                "npmcred help uninstall",
                "uninstall npmcred: npmcred setup --undo",
            ),
            ("npmcred token creat", "npmcred token create"),
            ("npmcred help migrat", "npmcred migrate"),
            ("npmcred --profile work logn", "npmcred login"),
        ] {
            let error = said(line);
            assert_eq!(error.message, "no such command", "{line}");
            assert_eq!(
                error.hint_lines().first().map(String::as_str),
                Some(hint),
                "{line}: {error:?}"
            );
        }
    }

    #[test]
    fn no_hidden_command_is_named() {
        assert_eq!(said("npmcred unlok").hint_lines(), ["npmcred unlock"]);
        let help = ["see how it is used: npmcred help"];
        assert_eq!(said("npmcred manul").hint_lines(), help);
    }

    #[test]
    fn the_nearest_flag_and_the_values_are_named() {
        for (line, note) in [
            ("npmcred login --registy=https://h/", "there is --registry"),
            ("npmcred list --jsn", "there is --json"),
            (
                "npmcred token create --permision x",
                "there is --permission",
            ),
            ("npmcred store --use raed", "it is one of read, write, any"),
            (
                "npmcred completions fsh",
                "it is one of bash, elvish, fish, nushell, powershell, zsh",
            ),
        ] {
            assert_eq!(said(line).notes, [note], "{line}");
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        for (line, message, hint) in [
            (
                "npmcred",
                "no command given",
                "see how it is used: npmcred help",
            ),
            (
                "npmcred remove",
                "an argument is missing: --registry <URL>",
                "see how it is used: npmcred help remove",
            ),
            (
                "npmcred token",
                "no command given",
                "see how it is used: npmcred help token",
            ),
            (
                "npmcred xyzzy",
                "no such command",
                "see how it is used: npmcred help",
            ),
            (
                "npmcred migrate --yes --dry-run",
                "flags that do not go together: --yes, --dry-run",
                "see how it is used: npmcred help migrate",
            ),
        ] {
            let error = said(line);
            assert_eq!(
                (error.message.as_str(), error.hint_lines()),
                (message, vec![hint.to_owned()]),
                "{line}"
            );
        }
    }

    /// Also for a word that is similar to one of our commands.
    #[test]
    fn what_was_typed_is_never_said() {
        let typed = [
            "npm_s3cr3t",
            "logins3cr3t",
            "--registrys3cr3t",
            "--tokens3cr3t=x",
            "--use=reads3cr3t",
            "s3cr3t",
        ];
        let lines = [
            "",
            "login",
            "store --use",
            "token",
            "token create --permission",
            "help",
            "completions",
            "remove",
        ];
        for line in lines {
            for word in typed {
                let whole = format!("npmcred {line} {word}").replace("  ", " ");
                let words: Vec<OsString> = whole.split(' ').map(OsString::from).collect();
                let Err(error) = Cli::command().try_get_matches_from(&words) else {
                    continue;
                };
                assert!(
                    !format!("{:?}", usage(&error, &words)).contains("s3cr3t"),
                    "{whole}"
                );
            }
        }
    }
}
