//! A command line, as pnpm reads it.
//!
//! pnpm finds its command behind options (pnpm 11 `parse-cli-args`, pnpm 12 `cli_command.rs`).
//! Behind an option that it does not know, it takes the next word for the command. A word that is
//! no command of pnpm's is a script's name, and nothing behind it is pnpm's.

use super::commands::{self, COMMANDS};
use super::older_commands::OlderCommand;
use crate::tool::intent::Intent;
use crate::tool::real::RealTool;
use std::ffi::OsString;

/// A command line of pnpm's.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The command by its canonical name, if it is one that may get something.
    pub command: Option<&'static str>,
    /// The words behind it.
    pub operands: Vec<String>,
    /// The options, without dashes, in their order.
    options: Vec<(String, Option<String>)>,
    /// pnpm's version, where it is known.
    pub version: Option<String>,
    /// Whether corepack starts it, and has chosen the version.
    pub is_by_corepack: bool,
}

/// Options whose value may be the next word: of all commands, of `add` and of `install`.
const WITH_VALUE: [&str; 85] = [
    "access",
    "allow-build",
    "audit-level",
    "ca",
    "cache-dir",
    "cafile",
    "catalog-mode",
    "cert",
    "changed-files-ignore-pattern",
    "child-concurrency",
    "config-dir",
    "cpu",
    "depth",
    "dir",
    "dlx-cache-max-age",
    "env-file",
    "fetch-retries",
    "fetch-retry-factor",
    "fetch-retry-maxtimeout",
    "fetch-retry-mintimeout",
    "fetch-timeout",
    "filter",
    "filter-prod",
    "global-bin-dir",
    "global-dir",
    "global-path",
    "global-pnpmfile",
    "hoist-pattern",
    "hoisting-limits",
    "http-proxy",
    "https-proxy",
    "init-type",
    "key",
    "libc",
    "local-address",
    "location",
    "lockfile-dir",
    "loglevel",
    "maxsockets",
    "message",
    "minimum-release-age",
    "minimum-release-age-exclude",
    "modules-dir",
    "network-concurrency",
    "no-proxy",
    "node-linker",
    "node-options",
    "node-version",
    "noproxy",
    "npm-path",
    "npmrc-auth-file",
    "os",
    "otp",
    "pack-destination",
    "pack-gzip-level",
    "package",
    "package-import-method",
    "patches-dir",
    "pm-on-fail",
    "pnpmfile",
    "pnpr-server",
    "prefix",
    "proxy",
    "public-hoist-pattern",
    "publish-branch",
    "registry",
    "reporter",
    "resolution-mode",
    "resume-from",
    "runtime-on-fail",
    "save-catalog-name",
    "save-prefix",
    "scope",
    "script-shell",
    "state-dir",
    "store",
    "store-dir",
    "tag",
    "test-pattern",
    "trust-policy",
    "trust-policy-exclude",
    "user-agent",
    "userconfig",
    "virtual-store-dir",
    "workspace-concurrency",
];

/// Letters that stand for an option, and that option.
const LETTERS: [(char, &str); 8] = [
    ('C', "dir"),
    ('F', "filter"),
    ('g', "global"),
    ('h', "help"),
    ('r', "recursive"),
    ('s', "silent"),
    ('v', "version"),
    ('w', "workspace-root"),
];

/// The first word of a line for all packages.
const RECURSIVE: [&str; 3] = ["recursive", "multi", "m"];

impl Words {
    /// Understands arguments of pnpm, or of pnpx, which is `pnpm dlx`.
    #[must_use]
    pub(super) fn read(is_dlx: bool, args: &[OsString], real: &RealTool) -> Self {
        let mut words = Self {
            version: real.package.as_ref().map(|package| package.version.clone()),
            is_by_corepack: real.is_by_corepack,
            command: is_dlx.then_some("dlx"),
            ..Self::default()
        };
        let mut left = args.iter().map(|arg| arg.to_string_lossy().into_owned());
        while let Some(word) = left.next() {
            if word == "--" {
                words.operands.extend(left);
                break;
            }
            if word.len() > 1 && word.starts_with('-') {
                words.add_option(&word, &mut left);
            } else if words.command.is_some() {
                words.operands.push(word);
                if words.runs_another() {
                    words.operands.extend(left);
                    break;
                }
            } else if RECURSIVE.contains(&word.as_str()) {
                words.options.push(("recursive".to_owned(), None));
            } else {
                words.command = COMMANDS.canonical(&word);
                if words.command.is_none() {
                    break;
                }
            }
        }
        if words.command == Some("install") && !words.operands.is_empty() {
            words.command = Some("add");
        }
        words
    }

    fn add_option(&mut self, word: &str, left: &mut impl Iterator<Item = String>) {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None if WITH_VALUE.contains(&long) => (long, left.next()),
                None => (long, None),
            };
            let name = name.strip_prefix("config.").unwrap_or(name);
            self.options.push((name.to_owned(), value));
            return;
        }
        for (at, letter) in word.char_indices().skip(1) {
            let named = LETTERS.iter().find(|(known, _)| *known == letter);
            let Some((_, name)) = named else { continue };
            let takes_value = WITH_VALUE.contains(name);
            let value = takes_value.then(|| {
                let rest = word[at + 1..].trim_start_matches('=');
                if rest.is_empty() {
                    left.next()
                } else {
                    Some(rest.to_owned())
                }
            });
            self.options.push(((*name).to_owned(), value.flatten()));
            if takes_value {
                return;
            }
        }
    }

    /// Whether what is behind the first word is another program's.
    fn runs_another(&self) -> bool {
        matches!(self.command, Some("dlx" | "create"))
    }

    /// The command's name; empty where there is none.
    pub(super) fn name(&self) -> &'static str {
        self.command.unwrap_or_default()
    }

    /// The words behind the command.
    pub(super) fn texts(&self) -> Vec<&str> {
        self.operands.iter().map(String::as_str).collect()
    }

    /// The options with a value, or without.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let mut all = self.options.iter();
        std::iter::from_fn(move || all.next().map(|(name, value)| (&**name, value.as_deref())))
    }

    /// The value of an option, by any of its names; the last one counts.
    pub(super) fn option(&self, names: &[&str]) -> Option<&str> {
        let named = self.options().filter(|(name, _)| names.contains(name));
        named.filter_map(|(_, value)| value).last()
    }

    /// Whether an option is switched on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        let of_name = self.options().filter(|(option, _)| *option == name);
        of_name
            .last()
            .is_some_and(|(_, value)| value != Some("false"))
    }

    /// Whether the command is about all packages of a workspace, or some of them.
    pub(super) fn is_recursive(&self) -> bool {
        self.is_on("recursive") || self.option(&["filter", "filter-prod"]).is_some()
    }

    /// pnpm's major version; the newest where nobody can tell.
    pub(super) fn major(&self) -> u64 {
        let version = self.version.as_deref().and_then(major_of);
        version.unwrap_or(u64::MAX)
    }

    /// What the command wants.
    #[must_use]
    pub(super) fn intent(&self) -> Intent {
        // A file of variables may change all that is known from here.
        let asks_pnpm = ["help", "version", "env-file"];
        if asks_pnpm
            .iter()
            .any(|name| self.options().any(|(option, _)| option == *name))
        {
            return Intent::Local;
        }
        let Some(name) = self.command else {
            return Intent::Local;
        };
        if self.reads_as_npm() {
            let asked = OlderCommand {
                name,
                operands: &self.texts(),
                major: self.major(),
                location: self.option(&["location"]),
            };
            return asked.intent();
        }
        commands::intent(name, &self.texts())
    }
}

/// The major version in a version's text.
#[must_use]
pub(super) fn major_of(version: &str) -> Option<u64> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Words {
        let words: Vec<OsString> = typed.split_whitespace().map(OsString::from).collect();
        Words::read(false, &words, &RealTool::none())
    }

    #[test]
    fn the_command_is_found_behind_options() {
        let cases: [(&str, &str, &[&str]); 18] = [
            ("install", "install", &[]),
            ("i x", "add", &["x"]),
            ("-r up x", "update", &["x"]),
            ("-C dir install", "install", &[]),
            ("-Cdir install", "install", &[]),
            ("--dir install publish", "publish", &[]),
            ("--filter ./a publish", "publish", &[]),
            ("-F=./a publish", "publish", &[]),
            ("--reporter=silent --loglevel error view x", "view", &["x"]),
            ("--unknown install", "install", &[]),
            ("m publish", "publish", &[]),
            ("recursive install", "install", &[]),
            ("run install", "", &[]),
            ("build install", "", &[]),
            ("exec pnpm install", "", &[]),
            (
                "dlx --package @a/x tool --registry y",
                "dlx",
                &["tool", "--registry", "y"],
            ),
            ("add -D x --save-prefix ^ y", "add", &["x", "y"]),
            ("add -- --x", "add", &["--x"]),
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
        let words = read("install --config.registry=https://a/ --registry https://b/ -g -F x");
        assert_eq!(words.option(&["registry"]), Some("https://b/"));
        assert!(words.is_on("global") && words.is_recursive() && !words.is_on("workspace-root"));
        assert!(!read("install --global=false").is_on("global"));
        for typed in ["install --help", "-v install", "--env-file .env install"] {
            assert_eq!(read(typed).intent(), Intent::Local, "{typed}");
        }
    }

    #[test]
    fn values_are_told_in_order_of_their_names() {
        assert!(WITH_VALUE.is_sorted());
        assert_eq!(major_of("11.28.11"), Some(11));
        assert_eq!(read("install").major(), u64::MAX);
    }
}
