//! A command line, as yarn 1 reads it (1.22 `cli/index.js`).
//!
//! The command is the first word that is no option and no option's value; without one it is
//! `install`. A word that is no command of yarn's is a script's name, and nothing behind it is
//! yarn's. An option whose value may be left out takes the next word all the same.

use super::berry::BerryWords;
use super::commands::{self, COMMANDS};
use super::version::Which;
use crate::tool::intent::Intent;
use std::cell::OnceCell;
use std::ffi::OsString;

/// A command line of yarn's.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The command by its canonical name, if it is one that may get something.
    pub command: Option<&'static str>,
    /// The words behind it.
    pub operands: Vec<String>,
    /// Which yarn runs, once that was asked.
    pub which: OnceCell<Which>,
    /// The same words, as a yarn from 2 on reads them.
    pub berry: BerryWords,
    /// The options, without dashes, in their order.
    options: Vec<(String, Option<String>)>,
}

/// Options whose value is the next word.
const WITH_VALUE: [&str; 25] = [
    "access",
    "cache-folder",
    "cwd",
    "global-folder",
    "groups",
    "https-proxy",
    "into",
    "level",
    "link-folder",
    "message",
    "modules-folder",
    "mutex",
    "network-concurrency",
    "network-timeout",
    "new-version",
    "otp",
    "pattern",
    "preferred-cache-folder",
    "prefix",
    "preid",
    "proxy",
    "registry",
    "scope",
    "tag",
    "use-yarnrc",
];

/// Options whose value is the next word, unless that is an option.
const MAY_HAVE_VALUE: [&str; 4] = ["emoji", "prod", "production", "scripts-prepend-node-path"];

impl Words {
    /// Understands arguments of yarn.
    #[must_use]
    pub(super) fn read(args: &[OsString]) -> Self {
        let all: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
        let texts: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
        let mut left = texts.iter().copied().peekable();
        let mut words = Self {
            berry: BerryWords::read(&texts),
            ..Self::default()
        };
        let mut has_command = false;
        while let Some(word) = left.next() {
            if word == "--" {
                words.operands.extend(left.map(str::to_owned));
                break;
            }
            if word.starts_with('-') {
                let long = word.trim_start_matches('-');
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None if WITH_VALUE.contains(&long) => (long, left.next()),
                    None if MAY_HAVE_VALUE.contains(&long) => {
                        (long, left.next_if(|next| !next.starts_with('-')))
                    }
                    None => (long, None),
                };
                let value = value.map(str::to_owned);
                words.options.push((name.to_owned(), value));
            } else if has_command {
                words.operands.push(word.to_owned());
                if words.command == Some("create") {
                    words.operands.extend(left.map(str::to_owned));
                    break;
                }
            } else {
                has_command = true;
                words.command = COMMANDS.canonical(word);
                if words.command.is_none() {
                    break;
                }
            }
        }
        if !has_command {
            words.command = Some("install");
        }
        words
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

    /// The words behind it; behind `global`, those behind the next word.
    pub(super) fn as_npm_operands(&self) -> Vec<&str> {
        let skipped = usize::from(matches!(self.name(), "global" | "npm"));
        self.texts().into_iter().skip(skipped).collect()
    }

    /// The value of an option; the last one counts.
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        let named = self.options.iter().filter(|(option, _)| option == name);
        named.filter_map(|(_, value)| value.as_deref()).next_back()
    }

    /// Whether an option is there.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.options.iter().any(|(option, _)| option == name)
    }

    /// Whether yarn goes on in the folder of its global packages, and reads its files again there.
    pub(super) fn is_apart(&self) -> bool {
        matches!(self.command, Some("global" | "create"))
    }

    /// What the command wants.
    #[must_use]
    pub(super) fn intent(&self) -> Intent {
        // Without its usual files yarn reads nothing that could be handed over; with another
        // `.yarnrc` it may be another configuration than is known from here.
        const OTHERWISE: [&str; 6] = ["help", "h", "version", "v", "no-default-rc", "use-yarnrc"];
        let Some(command) = self.command else {
            return Intent::Local;
        };
        if OTHERWISE.iter().any(|name| self.is_on(name)) {
            return Intent::Local;
        }
        commands::intent(command, &self.texts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Words {
        let words: Vec<OsString> = typed.split_whitespace().map(OsString::from).collect();
        Words::read(&words)
    }

    #[test]
    fn the_command_is_the_first_word_that_is_no_value() {
        let cases: [(&str, &str, &[&str]); 17] = [
            ("", "install", &[]),
            ("--frozen-lockfile", "install", &[]),
            ("install", "install", &[]),
            ("add x -D y", "add", &["x", "y"]),
            ("--cwd dir add x", "add", &["x"]),
            ("--cwd=dir add x", "add", &["x"]),
            ("--registry https://h/ info x", "info", &["x"]),
            ("--prod add x", "", &[]),
            ("--emoji false publish", "publish", &[]),
            ("add --modules-folder m -- --x", "add", &["--x"]),
            ("upgradeInteractive", "upgrade-interactive", &[]),
            ("global add x", "global", &["add", "x"]),
            (
                "create x --registry https://h/",
                "create",
                &["x", "--registry", "https://h/"],
            ),
            ("run install", "", &[]),
            ("build install", "", &[]),
            ("workspace a add x", "", &[]),
            ("exec yarn install", "", &[]),
        ];
        for (typed, command, operands) in cases {
            let words = read(typed);
            assert_eq!(
                (words.name(), words.texts()),
                (command, operands.to_vec()),
                "{typed}"
            );
        }
    }

    #[test]
    fn options_have_their_last_value() {
        let words = read("install --registry https://a/ --registry=https://b/ -s");
        assert_eq!(words.option("registry"), Some("https://b/"));
        assert!(words.is_on("s") && !words.is_apart());
        assert_eq!(read("global add x").as_npm_operands(), ["x"]);
        for typed in [
            "install --help",
            "-v",
            "--version",
            "--no-default-rc",
            "install --use-yarnrc x",
        ] {
            assert_eq!(read(typed).intent(), Intent::Local, "{typed}");
        }
        assert!(WITH_VALUE.is_sorted() && MAY_HAVE_VALUE.is_sorted());
    }
}
