//! The command line's definition with all that help and the manual say about it.
//!
//! Only built where help or the manual is wanted: what parses a command is the bare definition.

use super::groups::GROUPS;
use super::guide::{self, Example, GuideEntry};
use crate::cli::Cli;
use crate::settings::{self, OwnSetting};
use clap::{Arg, Command, CommandFactory};
use std::fmt::Write;

/// Commands that are the same for every profile, so that `--profile` is no flag of theirs.
const SAME_FOR_ALL_PROFILES: [&str; 9] = [
    "docker",
    "run",
    "trust",
    "use",
    "config",
    "setup",
    "env",
    "doctor",
    "completions",
];

/// Help of the program itself: its commands are listed in groups, which clap cannot do.
const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}";

/// The definition with paragraphs, examples and groups, and built: each command knows its whole
/// name.
#[must_use]
pub fn definition() -> Command {
    put_together(Cli::command())
}

/// The same without hidden commands, for what would not leave them out by itself.
#[must_use]
pub fn public_definition() -> Command {
    let all = Cli::command();
    let public = Command::new("npmcred")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true);
    let commands = all
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .cloned();
    put_together(
        public
            .args(all.get_arguments().cloned())
            .subcommands(commands),
    )
}

fn put_together(program: Command) -> Command {
    // That there is a longer help has to be known when the definition is built.
    let mut program = program
        .help_template(TEMPLATE)
        .after_long_help(String::new());
    let profile = program
        .get_arguments()
        .find(|flag| flag.get_id() == "profile")
        .map(|flag| flag.clone().global(false));
    program = program.mut_arg("profile", |flag| flag.global(false));
    program = program.mut_subcommands(|command| {
        let same = SAME_FOR_ALL_PROFILES.contains(&command.get_name());
        described(command, "", if same { None } else { profile.as_ref() })
    });
    program.build();
    let (short, long) = (short_overview(&program), overview(&program));
    program.after_help(short).after_long_help(long)
}

/// A command with what the guide says of it and the flags that it shares with others, and those
/// below it too.
fn described(command: Command, above: &str, shared: Option<&Arg>) -> Command {
    let path = format!("{above}{}", command.get_name());
    let Some(entry) = guide::entry(&path) else {
        return command;
    };
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let below = format!("{path} ");
    let shared_here = shared.filter(|_| !command.has_subcommands());
    command
        .long_about(format!("{about}\n\n{}", entry.prose))
        .after_help(examples(entry.examples))
        .args(shared_here)
        .mut_subcommands(|command| described(command, &below, shared))
}

/// The paragraph of examples at the end of a command's help.
fn examples(all: &[Example]) -> String {
    let mut text = "Examples:".to_owned();
    for (typed, does) in all {
        let _ = write!(text, "\n  {typed}\n      {does}");
    }
    text
}

/// Help of the program that fits on a screen: the commands to install and for every day in full,
/// the rest by name.
fn short_overview(program: &Command) -> String {
    let (shown, named) = GROUPS.split_at(2);
    let shown: Vec<String> = shown
        .iter()
        .map(|group| group_lines(program, group))
        .collect();
    // On two lines, since one is too short for all of them.
    let (accounts, others) = named.split_at(1);
    let names = |groups: &[(&str, &[&str])]| {
        let names: Vec<&str> = groups.iter().flat_map(|(_, all)| *all).copied().collect();
        names.join(", ")
    };
    let named = [names(accounts), names(others)];
    format!(
        "{}\n\nAnd: {}\n\nAbout one command: npmcred help COMMAND; about all of it: npmcred help",
        shown.join("\n\n"),
        named.join(",\n     ")
    )
}

/// Help of the program in full.
fn overview(program: &Command) -> String {
    let entry = guide::entry("").map_or(&[][..], |entry: &GuideEntry| entry.examples);
    let mut parts: Vec<String> = GROUPS
        .iter()
        .map(|group| group_lines(program, group))
        .collect();
    parts.push(
        "Flags:\n      --profile <PROFILE>  Use this profile's credentials \
         [default: as chosen by npmcred use]\n  \
         -h, --help               Print help, or the help of a command\n  \
         -V, --version            Print the version"
            .to_owned(),
    );
    parts.push(variables());
    parts.push(examples(entry));
    parts.push("About one command: npmcred help COMMAND".to_owned());
    parts.join("\n\n")
}

fn group_lines(program: &Command, (heading, commands): &(&str, &[&str])) -> String {
    let mut text = format!("{heading}:");
    for name in *commands {
        let about = program
            .find_subcommand(name)
            .and_then(Command::get_about)
            .map(ToString::to_string);
        let _ = write!(text, "\n  {name:<11} {}", about.unwrap_or_default());
    }
    text
}

/// The table of our variables.
fn variables() -> String {
    let line = |setting: &OwnSetting| {
        format!(
            "\n  {}={}\n      {}",
            setting.name, setting.takes, setting.does
        )
    };
    format!(
        "Variables:{}",
        settings::ALL.iter().map(line).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_described_once_and_in_one_group() {
        let program = Cli::command();
        let visible: Vec<&str> = program
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .map(Command::get_name)
            .collect();
        for name in &visible {
            let groups = GROUPS
                .iter()
                .filter(|(_, commands)| commands.contains(name))
                .count();
            assert_eq!(groups, 1, "{name} stands in {groups} groups");
            assert!(
                guide::entry(name).is_some(),
                "{name} has no entry in the guide"
            );
        }
        let listed: usize = GROUPS.iter().map(|(_, commands)| commands.len()).sum();
        assert_eq!(listed, visible.len());
    }

    /// A command at the end of an example, as a shell would hand it over: what stands before a pipe
    /// is another's, and so is what stands around a substitution.
    fn words(typed: &str) -> Vec<String> {
        let inner = typed
            .split_once("$(npmcred")
            .or_else(|| typed.split_once("<(npmcred"))
            .map(|(_, rest)| rest);
        let own = match inner {
            Some(rest) => format!("npmcred{}", rest.split(')').next().unwrap()),
            None => typed
                .split('|')
                .map(str::trim)
                .find(|part| part.starts_with("npmcred"))
                .unwrap()
                .to_owned(),
        };
        own.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn examples_are_understood_as_they_are_typed() {
        for entry in guide::entries() {
            assert!(
                !entry.examples.is_empty(),
                "{} has no example",
                entry.command
            );
            for (typed, _) in entry.examples {
                let words = words(typed);
                let parsed = Cli::command().try_get_matches_from(&words);
                assert!(parsed.is_ok(), "{typed}: {}", parsed.unwrap_err());
                let path = format!("npmcred {}", entry.command);
                assert!(
                    words.join(" ").starts_with(path.trim_end()),
                    "{typed} stands under {path}"
                );
            }
        }
    }

    #[test]
    fn nothing_is_wider_than_a_screen() {
        for entry in guide::entries() {
            for (typed, does) in entry.examples {
                assert!(
                    typed.chars().count().max(does.chars().count() + 4) <= 78,
                    "{typed}: {does}"
                );
            }
        }
        let short = definition().render_help().to_string();
        assert!(
            short.lines().count() <= 24,
            "{} lines:\n{short}",
            short.lines().count()
        );
        for line in short.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
