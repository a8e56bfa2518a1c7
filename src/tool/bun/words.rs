//! A command line, as bun reads it.
//!
//! What stands before a command may turn the call into the run of a file or a script.
//! `bun --cwd x install` runs the script `install`. So the command is the first word or there is
//! none. Behind the name that `x` and `create` are told, nothing is bun's.

use super::commands::{self, COMMANDS};
use crate::tool::intent::Intent;
use std::ffi::OsString;

/// A command line of bun's.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The command by its canonical name, if it is one that may get something.
    pub command: Option<&'static str>,
    /// The words behind it.
    pub operands: Vec<String>,
    /// The options, without dashes, in their order.
    options: Vec<(String, Option<String>)>,
}

/// Options whose value may be the next word (bun 1.4.5 `CommandLineArguments.rs`).
const WITH_VALUE: [&str; 29] = [
    "access",
    "audit-level",
    "auth-type",
    "backend",
    "ca",
    "cache-dir",
    "cafile",
    "catalog",
    "concurrent-scripts",
    "cpu",
    "cwd",
    "depth",
    "env-file",
    "filter",
    "gzip-level",
    "ignore",
    "libc",
    "linker",
    "minimum-release-age",
    "minimum-release-age-excludes",
    "network-concurrency",
    "omit",
    "os",
    "otp",
    "package",
    "patches-dir",
    "registry",
    "tag",
    "unified",
];

/// Letters that stand for an option, and that option.
const LETTERS: [(char, &str); 7] = [
    ('F', "filter"),
    ('U', "unified"),
    ('c', "config"),
    ('g', "global"),
    ('h', "help"),
    ('p', "package"),
    ('v', "version"),
];

impl Words {
    /// Understands arguments of bun, or of bunx, which is `bun x`.
    #[must_use]
    pub(super) fn read(is_x: bool, args: &[OsString]) -> Self {
        let mut left = args.iter().map(|arg| arg.to_string_lossy().into_owned());
        let command = if is_x {
            Some("x")
        } else {
            left.next().and_then(|word| COMMANDS.canonical(&word))
        };
        let mut words = Self {
            command,
            ..Self::default()
        };
        if command.is_none() {
            return words;
        }
        while let Some(word) = left.next() {
            if word == "--" && !words.runs_another() {
                words.operands.extend(left);
                break;
            }
            if word.len() > 1 && word.starts_with('-') {
                words.add_option(&word, &mut left);
                continue;
            }
            words.operands.push(word);
            if words.runs_another() {
                words.operands.extend(left);
                break;
            }
        }
        words
    }

    fn add_option(&mut self, word: &str, left: &mut impl Iterator<Item = String>) {
        let (name, value) = match word.strip_prefix("--") {
            Some(long) => match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            },
            None => {
                let mut letters = word[1..].chars();
                let first = letters.next();
                let named = LETTERS.iter().find(|(letter, _)| Some(*letter) == first);
                let rest = letters.as_str().trim_start_matches('=');
                let value = (!rest.is_empty()).then(|| rest.to_owned());
                (named.map_or("", |(_, name)| *name), value)
            }
        };
        let value = if value.is_none() && WITH_VALUE.contains(&name) {
            left.next()
        } else {
            value
        };
        self.options.push((name.to_owned(), value));
    }

    /// Whether what is behind the first word is another program's.
    pub(super) fn runs_another(&self) -> bool {
        matches!(self.command, Some("x" | "create"))
    }

    /// The command's name; empty where there is none.
    pub(super) fn name(&self) -> &'static str {
        self.command.unwrap_or_default()
    }

    /// npm's command that asks the same of registries.
    pub(super) fn as_npm(&self) -> &str {
        commands::as_npm(self.name(), &self.all())
    }

    fn all(&self) -> Vec<&str> {
        self.operands.iter().map(String::as_str).collect()
    }

    /// The words behind the command; behind `pm`, those behind the next word.
    pub(super) fn texts(&self) -> Vec<&str> {
        let skipped = usize::from(self.command == Some("pm"));
        self.all().into_iter().skip(skipped).collect()
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

    /// Whether bun reads no file of the project: for a global command, and for the program that `x`
    /// and `create` start.
    pub(super) fn is_apart(&self) -> bool {
        self.is_on("global") || self.runs_another()
    }

    /// What the command wants.
    #[must_use]
    pub(super) fn intent(&self) -> Intent {
        let Some(command) = self.command else {
            return Intent::Local;
        };
        // Another file of settings or variables may change all that is known from here.
        let asks_bun = ["help", "version", "revision", "config", "env-file"];
        if asks_bun.iter().any(|name| self.is_on(name))
            || (self.runs_another() && self.operands.is_empty())
        {
            return Intent::Local;
        }
        commands::intent(command, &self.all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(is_x: bool, typed: &str) -> Words {
        let words: Vec<OsString> = typed.split_whitespace().map(OsString::from).collect();
        Words::read(is_x, &words)
    }

    #[test]
    fn the_command_is_the_first_word() {
        let cases: [(bool, &str, &str, &[&str]); 14] = [
            (false, "install", "install", &[]),
            (false, "i x", "install", &["x"]),
            (false, "add -D x --backend copyfile y", "add", &["x", "y"]),
            (false, "pm --global whoami", "pm", &[]),
            (false, "pm view x name", "pm", &["x", "name"]),
            (false, "add -- --x", "add", &["--x"]),
            (false, "--cwd x install", "", &[]),
            (false, "run install", "", &[]),
            (false, "install.ts add", "", &[]),
            (false, "", "", &[]),
            (
                false,
                "x --bun tool --registry y",
                "x",
                &["tool", "--registry", "y"],
            ),
            (true, "tool add", "x", &["tool", "add"]),
            (true, "-p @a/x tool -v", "x", &["tool", "-v"]),
            (true, "--package=@a/x tool -- y", "x", &["tool", "--", "y"]),
        ];
        for (is_x, typed, command, operands) in cases {
            let words = read(is_x, typed);
            assert_eq!(
                (words.name(), words.texts()),
                (command, operands.to_vec()),
                "{typed}"
            );
        }
    }

    #[test]
    fn options_have_their_last_value() {
        let words = read(
            false,
            "install --registry https://a/ --registry=https://b/ -g",
        );
        assert_eq!(words.option("registry"), Some("https://b/"));
        assert!(words.is_on("global") && words.is_apart());
        assert_eq!(read(true, "-p=@a/x t").option("package"), Some("@a/x"));
        for typed in [
            "install --help",
            "add x -c=other.toml",
            "install --env-file=.env.x",
            "x",
            "x --bun",
            "pm",
        ] {
            assert_eq!(read(false, typed).intent(), Intent::Local, "{typed}");
        }
        assert!(WITH_VALUE.is_sorted());
    }
}
