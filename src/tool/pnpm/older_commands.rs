//! pnpm 7 to 10: which commands talk to a registry by themselves, and for which pnpm starts npm.
//! What npm does gets its credential from npm's shim (pnpm 10 `lib/pnpm.js`, `passThruToNpm`).

use super::commands::is_secret;
use crate::tool::intent::{Intent, READ, WRITE};

/// A command of one of them.
pub(super) struct OlderCommand<'a> {
    /// Its canonical name.
    pub name: &'a str,
    /// The words behind it.
    pub operands: &'a [&'a str],
    /// pnpm's major version.
    pub major: u64,
    /// Which file a setting is written to, if that was typed.
    pub location: Option<&'a str>,
}

impl OlderCommand<'_> {
    /// What it wants.
    #[must_use]
    pub(super) fn intent(&self) -> Intent {
        let first = self.operands.first().copied().unwrap_or_default();
        match self.name {
            "store" if first == "add" => READ,
            "self-update" if self.major < 9 => Intent::Local,
            "patch-remove" if self.major < 8 => Intent::Local,
            "add" | "audit" | "create" | "dedupe" | "deploy" | "dlx" | "fetch" | "import"
            | "install" | "install-test" | "link" | "outdated" | "patch" | "patch-commit"
            | "patch-remove" | "prune" | "remove" | "self-update" | "unlink" | "update" => READ,
            "publish" => WRITE,
            // A project's file pnpm writes by itself.
            "config" | "set"
                if self.location == Some("project")
                    && self.operands.iter().any(|word| is_secret(word)) =>
            {
                Intent::Refused
            }
            _ => Intent::Local,
        }
    }
}

/// Whether they start npm for a command.
#[must_use]
pub(super) fn starts_npm(command: &str, operands: &[&str]) -> bool {
    match command {
        "access" | "bugs" | "deprecate" | "dist-tag" | "docs" | "login" | "logout" | "owner"
        | "ping" | "profile" | "publish" | "repo" | "search" | "set" | "star" | "stars"
        | "team" | "token" | "unpublish" | "unstar" | "view" | "whoami" => true,
        "config" => matches!(operands.first(), Some(&("set" | "delete"))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::commands::COMMANDS;
    use super::*;

    fn intent(typed: &str, major: u64) -> (Intent, bool) {
        let words: Vec<&str> = typed.split(' ').collect();
        let Some(name) = COMMANDS.canonical(words[0]) else {
            return (Intent::Local, false);
        };
        let operands = &words[1..];
        let asked = OlderCommand {
            name,
            operands,
            major,
            location: None,
        };
        (asked.intent(), starts_npm(name, operands))
    }

    #[test]
    fn what_npm_does_is_npms() {
        for (typed, want, starts_npm) in [
            ("install", "registry-read", false),
            ("i x", "registry-read", false),
            ("up", "registry-read", false),
            ("store add x", "registry-read", false),
            ("publish", "registry-write", true),
            ("view x", "local", true),
            ("info x", "local", true),
            ("whoami", "local", true),
            ("login", "local", true),
            ("dist-tag add x@1 y", "local", true),
            ("config set //h/:_authToken x", "local", true),
            ("config list", "local", false),
            ("ci", "local", false),
            ("stage publish", "local", false),
            ("run install", "local", false),
        ] {
            let (wanted, starts) = intent(typed, 10);
            assert_eq!((wanted.as_str(), starts), (want, starts_npm), "{typed}");
        }
        assert_eq!(intent("self-update", 9).0, READ);
        for (typed, major) in [("self-update", 8), ("patch-remove x", 7)] {
            assert_eq!(intent(typed, major).0, Intent::Local, "{typed}");
        }
    }
}
