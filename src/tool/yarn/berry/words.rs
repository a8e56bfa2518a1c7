//! A command line, as yarn 2 to 4 read it.
//!
//! The command stands first, behind `--cwd` alone; without one it is `install`. `workspace` and
//! `workspaces foreach` run another command of yarn's, in the same process.

use crate::error::{Error, ErrorKind};
use crate::report::Command;
use crate::tool::intent::Intent;
use crate::tool::yarn::commands::{self, COMMANDS};

/// A command line of yarn's.
#[derive(Debug, Default)]
pub(in crate::tool::yarn) struct BerryWords {
    /// The command by its canonical name, if it is one that may get something.
    pub command: Option<&'static str>,
    /// The words behind it, options left out.
    pub operands: Vec<String>,
    /// Where it runs, if `--cwd` says.
    pub start: Option<String>,
    /// In which workspaces it runs.
    pub place: WorkspaceChoice,
    /// Whether yarn may run scripts, and prints nothing of its own plugins.
    pub runs_scripts: bool,
    options: Vec<(String, Option<String>)>,
}

/// In which workspaces a command runs.
#[derive(Debug, Default, PartialEq)]
pub(in crate::tool::yarn) enum WorkspaceChoice {
    /// The one of the working folder.
    #[default]
    Here,
    /// The one of this name.
    Named(String),
    /// Any of them.
    Everywhere,
}

/// Options whose value is the next word.
const WITH_VALUE: [&str; 12] = [
    "access", "exclude", "fields", "from", "include", "j", "jobs", "mode", "otp", "s", "scope",
    "tag",
];

/// Commands that run no script; some print which plugins there are.
const WITHOUT_SCRIPTS: [&str; 8] = [
    "bin", "cache", "config", "explain", "info", "plugin", "set", "why",
];

impl BerryWords {
    /// Understands arguments of yarn.
    #[must_use]
    pub(in crate::tool::yarn) fn read(args: &[&str]) -> Self {
        let mut words = Self::default();
        let mut left = args;
        while let [first, rest @ ..] = left {
            left = match (first.split_once('='), *first, rest) {
                (Some(("--cwd", folder)), _, _) => {
                    words.start = Some(folder.to_owned());
                    rest
                }
                (None, "--cwd", [folder, rest @ ..]) => {
                    words.start = Some((*folder).to_owned());
                    rest
                }
                _ => break,
            };
        }
        words.read_command(left);
        words
    }

    fn read_command(&mut self, args: &[&str]) {
        let (name, rest) = match args {
            ["-v" | "--version" | "-h" | "--help", ..] => return,
            [first, rest @ ..] if !first.starts_with('-') => (*first, rest),
            _ => ("install", args),
        };
        self.runs_scripts = !WITHOUT_SCRIPTS.contains(&name);
        match (name, rest) {
            ("workspace", [workspace, rest @ ..]) => {
                self.place = WorkspaceChoice::Named((*workspace).to_owned());
                self.read_command(rest);
            }
            ("workspaces", ["foreach", rest @ ..]) => {
                self.place = WorkspaceChoice::Everywhere;
                let rest = self.read_options(rest, true);
                self.read_command(rest);
            }
            _ => {
                self.command = COMMANDS
                    .canonical(name)
                    .filter(|it| commands::is_of_newer(it));
                if self.command.is_some() {
                    self.read_options(rest, false);
                }
            }
        }
    }

    /// Reads the words behind a command; what is left from the first one on that is no option, if
    /// that ends them.
    fn read_options<'a>(&mut self, mut left: &'a [&'a str], ends: bool) -> &'a [&'a str] {
        while let [word, rest @ ..] = left {
            if !word.starts_with('-') {
                if ends {
                    return left;
                }
                self.operands.push((*word).to_owned());
                left = rest;
                continue;
            }
            let long = word.trim_start_matches('-');
            let (name, value, rest) = match (long.split_once('='), rest) {
                (Some((name, value)), _) => (name, Some(value), rest),
                (None, [value, rest @ ..]) if WITH_VALUE.contains(&long) => {
                    (long, Some(*value), rest)
                }
                _ => (long, None, rest),
            };
            let value = value.map(str::to_owned);
            self.options.push((name.to_owned(), value));
            left = rest;
        }
        left
    }

    /// The command's name; empty where there is none.
    pub(super) fn name(&self) -> &'static str {
        self.command.unwrap_or_default()
    }

    /// The words behind the command.
    pub(super) fn texts(&self) -> Vec<&str> {
        self.operands.iter().map(String::as_str).collect()
    }

    /// npm's command that asks the same of registries.
    pub(super) fn as_npm(&self) -> &str {
        commands::as_npm(self.name(), &self.texts())
    }

    /// The words behind that.
    pub(super) fn as_npm_operands(&self) -> Vec<&str> {
        let skipped = usize::from(self.name() == "npm");
        self.texts().into_iter().skip(skipped).collect()
    }

    /// The value of an option; the last one counts.
    pub(super) fn option(&self, names: &[&str]) -> Option<&str> {
        let is_it = |(option, _): &&(String, Option<String>)| names.contains(&option.as_str());
        let named = self.options.iter().filter(is_it);
        named.filter_map(|(_, value)| value.as_deref()).next_back()
    }

    /// Whether an option is there.
    pub(super) fn is_on(&self, names: &[&str]) -> bool {
        self.options
            .iter()
            .any(|(option, _)| names.contains(&option.as_str()))
    }

    /// What the command wants.
    #[must_use]
    pub(in crate::tool::yarn) fn intent(&self) -> Intent {
        match self.command {
            Some(command) if !self.is_on(&["h", "help"]) => {
                commands::intent(command, &self.texts())
            }
            _ => Intent::Local,
        }
    }

    /// Why a command that is about credentials is not run, under this name of yarn's.
    pub(in crate::tool::yarn) fn refusal(&self, name: &'static str) -> Option<Error> {
        let (what, says, command) = match (self.command?, self.operands.first()?.as_str()) {
            ("npm", "login") => (
                "npm login would write the token into a file",
                "log in, and keep it in the store",
                "npmcred login",
            ),
            ("npm", "logout") => (
                "npm logout knows nothing of what is stored",
                "end it here",
                "npmcred logout",
            ),
            ("config", _) => (
                "config set would write the secret into a file",
                "keep it in the store",
                "npmcred store",
            ),
            _ => return None,
        };
        let error = Error::new(ErrorKind::Refused, format!("{name} {what}"));
        Some(error.cure(says, Command::new(command)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is typed, the command, the words behind it, and what it wants.
    const COMMAND_LINES: [(&str, &str, &[&str], &str); 16] = [
        ("", "install", &[], "registry-read"),
        ("--immutable", "install", &[], "registry-read"),
        ("--cwd dir add x -D", "add", &["x"], "registry-read"),
        ("--cwd=dir up x", "up", &["x"], "registry-read"),
        (
            "npm publish --tag next",
            "npm",
            &["publish"],
            "registry-write",
        ),
        ("npm whoami -s acme", "npm", &["whoami"], "registry-read"),
        ("npm login", "npm", &["login"], "refused"),
        ("workspace a add x", "add", &["x"], "registry-read"),
        (
            "workspaces focus",
            "workspaces",
            &["focus"],
            "registry-read",
        ),
        (
            "workspaces foreach -Apt --from x npm publish",
            "npm",
            &["publish"],
            "registry-write",
        ),
        (
            "workspaces foreach -A -p npm publish",
            "npm",
            &["publish"],
            "registry-write",
        ),
        ("workspaces foreach run build", "", &[], "local"),
        ("publish", "", &[], "local"),
        ("run npm publish", "", &[], "local"),
        (
            "config set npmAuthToken x",
            "config",
            &["set", "npmAuthToken", "x"],
            "refused",
        ),
        ("--version", "", &[], "local"),
    ];

    #[test]
    fn the_command_stands_first_and_may_be_another_ones() {
        for (typed, command, operands, intent) in COMMAND_LINES {
            let args: Vec<&str> = typed.split_whitespace().collect();
            let words = BerryWords::read(&args);
            assert_eq!(
                (words.name(), words.texts()),
                (command, operands.to_vec()),
                "{typed}"
            );
            assert_eq!(words.intent().as_str(), intent, "{typed}");
        }
        for (typed, runs) in [
            ("run x", true),
            ("", true),
            ("config get x", false),
            ("-v", false),
        ] {
            let args: Vec<&str> = typed.split_whitespace().collect();
            assert_eq!(BerryWords::read(&args).runs_scripts, runs, "{typed}");
        }
    }
}
