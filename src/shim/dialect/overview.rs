//! Which command is given what, put together for the manual from the same function that decides it.
//!
//! A command is asked alone, with each word that makes a difference, and with a word that nobody
//! knows.

use super::npm;
use crate::credential::Use;
use crate::npmrc::Command;
use crate::shim::intent::{Access, Intent};
use crate::shim::tool::Tool;

/// Commands that are treated alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// What is done with them, as a heading.
    pub what: &'static str,
    /// What that means, in a sentence or two.
    pub means: &'static str,
    /// The commands, as they are typed behind the tool's name; a word after a command narrows it.
    pub commands: Vec<String>,
}

/// A word that is no word of npm.
const ANY: &str = "\u{0}";

/// Each treatment, its sentence, and whether an intent has it.
type Rule = (&'static str, &'static str, fn(Intent) -> bool);

const RULES: [Rule; 7] = [
    (
        "Read from a registry",
        "Given a read credential, or one for any use. Where there is none the command runs without, because public packages need none.",
        |intent| {
            matches!(
                intent,
                Intent::Registry(Access {
                    wanted: Use::Read,
                    needs_credential: false,
                    ..
                })
            )
        },
    ),
    (
        "Read what only an account has",
        "Given a read credential, or one for any use. Where there is none the command does not start; the message says what to type.",
        |intent| {
            matches!(
                intent,
                Intent::Registry(Access {
                    wanted: Use::Read,
                    needs_credential: true,
                    ..
                })
            )
        },
    ),
    (
        "Change something in a registry",
        "Given a write credential, or one for any use. Where there is none the command does not start, or you log in first.",
        |intent| {
            matches!(
                intent,
                Intent::Registry(Access {
                    wanted: Use::Write | Use::Any,
                    ..
                })
            )
        },
    ),
    (
        "Log in and out",
        "Served by npmcred in npm's own words. What comes back goes into the store and never into a file.",
        |intent| matches!(intent, Intent::Login | Intent::Logout),
    ),
    (
        "Read and write the configuration",
        "Given nothing. A secret that would be written into a file goes into the store instead.",
        |intent| matches!(intent, Intent::WriteConfig),
    ),
    (
        "Print a token",
        "Refused, because the token would be shown. Use npmcred token create, which keeps it.",
        |intent| matches!(intent, Intent::PrintToken),
    ),
    (
        "Everything else",
        "Given nothing, and no store is touched. The same goes for words that npm or npmcred does not know.",
        |intent| matches!(intent, Intent::Local),
    ),
];

/// What the shim does with each command of a tool.
#[must_use]
pub fn overview(tool: Tool) -> Vec<Treatment> {
    let names = match tool {
        Tool::Npm => Command::all().into_iter().map(Command::name).collect(),
        Tool::Npx => vec!["exec"],
    };
    let with = |rule: &Rule| Treatment {
        what: rule.0,
        means: rule.1,
        commands: names.iter().flat_map(|name| forms(name, rule.2)).collect(),
    };
    RULES
        .iter()
        .map(with)
        .filter(|treatment| !treatment.commands.is_empty())
        .collect()
}

/// The forms of a command whose intent passes the test: the command itself where all of them do.
fn forms(command: &str, test: fn(Intent) -> bool) -> Vec<String> {
    let words = npm::SECOND_WORDS
        .iter()
        .find(|(name, _)| *name == command)
        .map_or(&[][..], |(_, words)| words);
    let known = words
        .iter()
        .map(|word| (npm::intent(command, &[word]), format!("{command} {word}")));
    let alone = (npm::intent(command, &[]), command.to_owned());
    let other = (npm::intent(command, &[ANY]), format!("{command} \u{2026}"));
    let all: Vec<(Intent, String)> = [alone].into_iter().chain(known).chain([other]).collect();
    let passing: Vec<&(Intent, String)> = all.iter().filter(|(intent, _)| test(*intent)).collect();
    if passing.len() == all.len() {
        return vec![command.to_owned()];
    }
    passing.into_iter().map(|(_, form)| form.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_it_once() {
        let all = overview(Tool::Npm);
        let mut forms: Vec<&String> = all
            .iter()
            .flat_map(|treatment| &treatment.commands)
            .collect();
        let count = forms.len();
        forms.sort();
        forms.dedup();
        assert_eq!(forms.len(), count);
        for command in Command::all() {
            assert!(
                forms
                    .iter()
                    .any(|form| form.split(' ').next() == Some(command.name())),
                "{}",
                command.name()
            );
        }
    }

    #[test]
    fn what_differs_by_the_second_word_is_told_apart() {
        let all = overview(Tool::Npm);
        let under = |form: &str| {
            let found = all
                .iter()
                .find(|treatment| treatment.commands.iter().any(|one| one == form));
            found.map(|treatment| treatment.what)
        };
        for (form, what) in [
            ("install", "Read from a registry"),
            ("whoami", "Read what only an account has"),
            ("publish", "Change something in a registry"),
            ("dist-tag ls", "Read from a registry"),
            ("dist-tag add", "Change something in a registry"),
            ("token create", "Print a token"),
            ("init \u{2026}", "Read from a registry"),
            ("init", "Everything else"),
            ("login", "Log in and out"),
            ("config", "Read and write the configuration"),
            ("run-script", "Everything else"),
        ] {
            assert_eq!(under(form), Some(what), "{form}");
        }
    }
}
