//! The command that was probably meant: ours under another word, npm's, or the most similar ones.

use super::likely;
use super::message::{ours, plain, with_help};
use crate::cli::Cli;
use crate::error::Error;
use crate::npmrc::{self, NpmVersion};
use crate::report::Command as Typed;
use clap::error::ContextKind;
use clap::{Command, CommandFactory};
use std::ffi::OsString;

/// The command that was meant, in full, as it is typed: ours under another word, npm's, or the most
/// similar ones.
pub(super) fn no_such_command(error: &clap::Error, words: &[OsString], path: &[&str]) -> Error {
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
pub(super) fn similar(error: &clap::Error) -> Vec<String> {
    let program = Cli::command();
    let is_hidden = |name: &String| {
        let found = program.find_subcommand(name);
        found.is_some_and(Command::is_hide_set)
    };
    let mut names = ours(error, ContextKind::SuggestedSubcommand);
    names.retain(|name| !is_hidden(name));
    names
}
