//! Which command is given what, for the manual. The text is made from the function that decides it.
//!
//! Each command is asked three ways: alone, with each word that makes a difference, and with an
//! unknown word.

use super::dialect::Dialect;
use super::intent::{Access, Intent};
use crate::credential::Use;

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

/// A word that no tool knows.
const ANY: &str = "\u{0}";

/// Each treatment, its sentence, and whether an intent has it.
type Rule = (&'static str, &'static str, fn(Intent) -> bool);

const RULES: [Rule; 8] = [
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
        "Served by npmcred in the tool's own words. What comes back goes into the store and never into a file.",
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
        "Do what npmcred does in another way",
        "Refused; the message says what to type instead.",
        |intent| matches!(intent, Intent::Refused),
    ),
    (
        "Everything else",
        "Given nothing, and no store is touched. The same goes for words that the tool or npmcred does not know.",
        |intent| matches!(intent, Intent::Local),
    ),
];

/// What the shim does with each command of a tool.
#[must_use]
pub fn overview(dialect: &dyn Dialect) -> Vec<Treatment> {
    let commands = dialect.commands();
    let with = |rule: &Rule| Treatment {
        what: rule.0,
        means: rule.1,
        commands: commands
            .iter()
            .flat_map(|(name, words)| forms(dialect, name, words, rule.2))
            .collect(),
    };
    RULES
        .iter()
        .map(with)
        .filter(|treatment| !treatment.commands.is_empty())
        .collect()
}

/// The forms of a command whose intent passes the test: the command itself where all of them do.
fn forms(
    dialect: &dyn Dialect,
    command: &str,
    words: &[&str],
    test: fn(Intent) -> bool,
) -> Vec<String> {
    let known = words.iter().map(|word| {
        (
            dialect.intent(command, &[word]),
            format!("{command} {word}"),
        )
    });
    let alone = (dialect.intent(command, &[]), command.to_owned());
    let other = (
        dialect.intent(command, &[ANY]),
        format!("{command} \u{2026}"),
    );
    let all: Vec<(Intent, String)> = [alone].into_iter().chain(known).chain([other]).collect();
    let passing: Vec<&(Intent, String)> = all.iter().filter(|(intent, _)| test(*intent)).collect();
    if passing.len() == all.len() {
        return vec![command.to_owned()];
    }
    passing.into_iter().map(|(_, form)| form.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::least::Least;
    use super::*;

    #[test]
    fn a_command_that_is_answered_with_another_is_told_apart() {
        let least = Least {
            intent: Intent::Refused,
            ..Least::with("https://a.example/", Access::NONE)
        };
        let all = overview(&least);
        assert_eq!(
            (all.len(), all[0].commands.as_slice()),
            (1, &["do".to_owned()][..])
        );
        assert!(all[0].means.starts_with("Refused"), "{all:?}");
    }
}
