//! Parses a command line of npm into the command, its operands and the options.
//!
//! The command is the first word that no flag has swallowed, which only npm's own flag table can
//! tell; flags may come before it. Nothing here reads a file: `npm run x` is decided from the words
//! alone.

use std::ffi::{OsStr, OsString};

use super::nopt;
use super::npx;
use super::table;
use crate::npmrc::file::value::Value;
use crate::npmrc::version::NpmVersion;

/// A command by npm's own name for it in that version: `add` is `install`, and `login` was
/// `adduser` in npm 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NpmCommand(&'static str);

impl NpmCommand {
    /// The name of the file in npm's `lib/commands`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// Every command of any version, in alphabetical order.
    #[must_use]
    pub fn all() -> Vec<Self> {
        table::commands().into_iter().map(Self).collect()
    }

    /// The command that a word stands for: name, alias, camel case or abbreviation (npm's
    /// `lib/utils/cmd-list.js`).
    #[must_use]
    pub fn find(typed: &str, npm: NpmVersion) -> Option<Self> {
        table::command(typed, npm).map(Self)
    }
}

/// A parsed command line.
#[derive(Debug, Default)]
pub struct CommandLine {
    /// The command; `None` if there is none or the word is unknown (then [`typed`](Self::typed) is
    /// set).
    pub command: Option<NpmCommand>,
    /// The word in the command's place. Bytes that are not UTF-8 are U+FFFD here, as for node.
    pub typed: Option<String>,
    /// The words after the command that are not options.
    pub operands: Vec<OsString>,
    /// Options with npm's types applied, each key once, in order of first use. Paths are as typed;
    /// [`Config::load`](crate::npmrc::Config::load) makes them absolute.
    pub options: Vec<(String, Value)>,
}

impl CommandLine {
    /// The value of an option, if it was given and is valid.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&Value> {
        self.options
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Whether an option was given with a value that JavaScript takes for true.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.option(key).is_some_and(Value::is_truthy)
    }
}

/// Whether npm knows the flags that this one word stands for.
#[must_use]
pub fn is_flag(word: &OsStr, npm: NpmVersion) -> bool {
    let options = nopt::parse(&[word.to_owned()], npm).options;
    !options.is_empty()
        && options
            .iter()
            .all(|(key, _)| table::flag(key, npm).is_some())
}

/// Parses the arguments after `npm`.
#[must_use]
pub fn parse(args: &[OsString], npm: NpmVersion) -> CommandLine {
    let parsed = nopt::parse(args, npm);
    let mut line = CommandLine {
        options: parsed.options,
        ..CommandLine::default()
    };
    if line.has("versions") {
        line.command = NpmCommand::find("version", npm);
        return line;
    }
    let mut remain = parsed.remain.into_iter();
    if let Some(typed) = remain.next() {
        let typed = typed.to_string_lossy().into_owned();
        line.command = NpmCommand::find(&typed, npm);
        line.typed = Some(typed);
    }
    line.operands = remain.collect();
    line
}

/// Turns the arguments after `npx` into arguments of npm, beginning with `exec` (npm's
/// `bin/npx-cli.js`).
#[must_use]
pub fn npx_to_npm(args: &[OsString], npm: NpmVersion) -> Vec<OsString> {
    npx::to_npm(args, npm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &str, npm: NpmVersion) -> (String, Vec<String>, Vec<(String, Value)>) {
        let args: Vec<OsString> = words
            .split(' ')
            .map(|word| word.replace('_', "").into())
            .collect();
        let line = parse(&args, npm);
        let operands = line
            .operands
            .iter()
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        (
            line.command
                .map_or(String::new(), |command| command.name().to_owned()),
            operands,
            line.options,
        )
    }

    #[test]
    fn the_command_is_the_first_word_that_no_flag_takes() {
        for (words, command, operands) in [
            ("--reg https://h i x", "install", vec!["x"]),
            ("--browser login", "", vec![]),
            ("--otp --json login", "login", vec![]),
            ("--scope --json login", "login", vec![]),
            ("-gd install", "install", vec![]),
            ("--no-color run x -- --y", "run-script", vec!["x", "--y"]),
            ("--color always ls", "ls", vec![]),
            ("--unknown login x", "login", vec!["x"]),
            ("--unknown=login x", "exec", vec![]),
            ("--json=foo x", "", vec!["x"]),
            ("-- login --json", "login", vec!["--json"]),
            ("--tag _ publish", "publish", vec![]),
            ("--versions login", "version", vec![]),
            ("--=login x", "login", vec!["x"]),
        ] {
            let (found, rest, _) = line(words, NpmVersion::Npm10);
            assert_eq!(
                (found.as_str(), rest),
                (command, operands.into_iter().map(String::from).collect()),
                "{words}"
            );
        }
    }

    #[test]
    fn repeated_and_negated_options_keep_what_nopt_keeps() {
        let (_, _, options) = line(
            "--x 1 --x --no-no-zz --tag a --tag b --no-yes true -w a --workspace=b",
            NpmVersion::Npm12,
        );
        let text = |text: &str| Value::Text(text.into());
        assert_eq!(
            options,
            [
                (
                    "x".into(),
                    Value::List(vec![Value::Bool(true), Value::Bool(true)])
                ),
                ("zz".into(), Value::Bool(true)),
                ("tag".into(), text("b")),
                ("yes".into(), Value::Bool(false)),
                ("workspace".into(), Value::List(vec![text("a"), text("b")])),
            ]
        );
    }
}
