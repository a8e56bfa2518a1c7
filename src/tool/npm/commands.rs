//! npm and npx: which commands talk to a registry.
//!
//! This is an allow-list. A command that is not in it gets nothing, and neither does a word that
//! npm does not know. A list of commands to keep away from lost. npm 7 and 8 copy a credential of
//! any layer into `~/.npmrc` whenever they save, so one forgotten name would write it to disk.

use crate::tool::intent::{IDENTITY, Intent, READ, READ_OWN, WRITE, WRITE_CHECKED};

/// Words behind a command that make a difference to its intent, for the manual; where npm has
/// several for the same, one.
const SECOND_WORDS: [(&str, &[&str]); 12] = [
    ("access", &["list", "get"]),
    ("cache", &["add"]),
    ("dist-tag", &["add", "rm", "ls"]),
    ("hook", &["ls"]),
    ("org", &["ls"]),
    ("owner", &["add", "rm", "ls"]),
    ("patch", &["ls"]),
    ("profile", &["get", "set", "enable-2fa", "disable-2fa"]),
    ("stage", &["publish", "list", "view", "download"]),
    ("team", &["ls"]),
    ("token", &["list", "create", "revoke"]),
    ("trust", &["list"]),
];

/// The words behind a command that make a difference to its intent.
pub(super) fn second_words(command: &str) -> &'static [&'static str] {
    let mut all = SECOND_WORDS.iter();
    all.find(|(name, _)| *name == command)
        .map_or(&[], |(_, words)| words)
}

/// The intent of a command by its canonical name (npm 12 `lib/utils/cmd-list.js` and its
/// predecessors back to npm 8) and the words behind it.
#[must_use]
pub(super) fn intent(command: &str, operands: &[&str]) -> Intent {
    match command {
        "audit" | "bugs" | "ci" | "dedupe" | "diff" | "docs" | "doctor" | "exec" | "find-dupes"
        | "install" | "install-ci-test" | "install-test" | "link" | "outdated" | "pack"
        | "ping" | "prune" | "repo" | "search" | "uninstall" | "update" | "view" => READ,
        "whoami" => IDENTITY,
        // Without a name npm asks for one's own first.
        "stars" if operands.is_empty() => IDENTITY,
        "stars" => READ_OWN,

        "publish" => WRITE_CHECKED,
        "unpublish" | "deprecate" | "undeprecate" | "star" | "unstar" => WRITE,

        "init" if !operands.is_empty() => READ,
        "fund" if !operands.is_empty() => READ,
        // Two of its selectors ask: for newer versions, and for advisories (`@npmcli/arborist`,
        // `query-selector-all.js`).
        "query"
            if operands
                .iter()
                .any(|word| word.contains(":outdated") || word.contains(":vuln")) =>
        {
            READ
        }
        // npm 8: it is `npm exec`.
        "birthday" => READ,

        "login" | "adduser" => Intent::Login,
        "logout" => Intent::Logout,
        "config" | "set" | "get" => Intent::WriteConfig,
        _ => intent_by_second_word(command, operands),
    }
}

/// The same for commands whose second word tells reading from changing.
fn intent_by_second_word(command: &str, operands: &[&str]) -> Intent {
    let first = operands.first().copied().unwrap_or_default();
    match command {
        "cache" if first == "add" => READ,
        "patch" if !matches!(first, "ls" | "list") => READ,
        "access" => match first {
            "list" | "ls" if operands.get(1..) == Some(&["packages"]) => IDENTITY,
            "ls-packages" if operands.len() == 1 => IDENTITY,
            "list" | "ls" | "get" | "ls-packages" | "ls-collaborators" => READ_OWN,
            _ => WRITE,
        },
        "dist-tag" => match first {
            "add" | "a" | "set" | "s" | "rm" | "r" | "del" | "d" | "remove" => WRITE,
            _ => READ,
        },
        "owner" => match first {
            "add" | "rm" | "remove" => WRITE,
            _ => READ,
        },
        "org" | "team" | "hook" => match first {
            "ls" | "list" => READ_OWN,
            _ => WRITE,
        },
        "token" => match first {
            "" | "list" | "ls" => READ_OWN,
            "create" => Intent::PrintToken,
            _ => WRITE,
        },
        "trust" => match first {
            "list" | "ls" => READ_OWN,
            _ => WRITE,
        },
        "stage" => match first {
            "publish" => WRITE_CHECKED,
            "list" | "ls" | "view" | "download" => READ_OWN,
            _ => WRITE,
        },
        "profile" => match first {
            "get" => READ_OWN,
            "set" | "disable-2fa" | "disable-tfa" | "disable2fa" | "disabletfa" => WRITE,
            _ if enables_2fa(command, operands) => WRITE,
            _ => Intent::Local,
        },
        _ => Intent::Local,
    }
}

/// Whether a command usually takes so long that a session with minutes left may end before it does.
#[must_use]
pub(super) fn is_long(command: &str) -> bool {
    matches!(
        command,
        "audit"
            | "ci"
            | "dedupe"
            | "exec"
            | "install"
            | "install-ci-test"
            | "install-test"
            | "publish"
            | "stage"
            | "update"
    )
}

/// Whether this is the command that has a token made of a basic credential and saves it (npm 12
/// `lib/commands/profile.js`, `enable2fa`).
#[must_use]
pub(super) fn enables_2fa(command: &str, operands: &[&str]) -> bool {
    let first = operands.first().copied().unwrap_or_default();
    command == "profile"
        && matches!(
            first,
            "enable-2fa" | "enable-tfa" | "enable2fa" | "enabletfa"
        )
}

/// Whether a configuration command may save a config file (`config.save` in npm 8 to 12
/// `lib/commands`).
#[must_use]
pub(super) fn saves(command: &str, operands: &[&str]) -> bool {
    let reads = matches!(
        operands.first().copied().unwrap_or_default(),
        "" | "get" | "list" | "ls"
    );
    match command {
        "config" => !reads,
        "get" => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_gets_the_least() {
        let cases: [(&str, &[&str], &str, bool); 42] = [
            ("install", &["x"], "registry-read", false),
            ("ci", &[], "registry-read", false),
            ("exec", &["--", "x"], "registry-read", false),
            ("view", &["x"], "registry-read", false),
            ("whoami", &[], "registry-read", true),
            ("publish", &[], "registry-write", true),
            ("unpublish", &["x"], "registry-write", true),
            ("dist-tag", &["ls"], "registry-read", false),
            ("dist-tag", &["add", "x@1", "next"], "registry-write", true),
            ("dist-tag", &[], "registry-read", false),
            ("owner", &["ls"], "registry-read", false),
            ("owner", &["add", "bob", "x"], "registry-write", true),
            ("access", &["list", "packages"], "registry-read", true),
            ("access", &["set", "status=private"], "registry-write", true),
            ("token", &[], "registry-read", true),
            ("token", &["revoke", "abc"], "registry-write", true),
            ("token", &["create"], "print-token", false),
            ("profile", &["get"], "registry-read", true),
            ("profile", &["enable-2fa"], "registry-write", true),
            ("login", &[], "login", false),
            ("adduser", &[], "login", false),
            ("logout", &[], "logout", false),
            ("config", &["get", "registry"], "configuration", false),
            ("set", &["a=b"], "configuration", false),
            ("get", &["a"], "configuration", false),
            ("run", &["build"], "local", false),
            ("test", &[], "local", false),
            ("start", &[], "local", false),
            ("init", &[], "local", false),
            ("init", &["react-app"], "registry-read", false),
            ("fund", &[], "local", false),
            ("fund", &["x"], "registry-read", false),
            ("query", &["*"], "local", false),
            ("query", &[":root > :outdated"], "registry-read", false),
            ("birthday", &[], "registry-read", false),
            ("cache", &["clean"], "local", false),
            ("cache", &["add", "x"], "registry-read", false),
            ("ls", &[], "local", false),
            ("version", &["patch"], "local", false),
            ("rebuild", &[], "local", false),
            ("a-word-of-npm-13", &[], "local", false),
            ("", &[], "local", false),
        ];
        for (command, operands, want, needs) in cases {
            let intent = intent(command, operands);
            let needs_credential =
                matches!(intent, Intent::Registry(access) if access.needs_credential);
            assert_eq!(
                (intent.as_str(), needs_credential),
                (want, needs),
                "{command} {operands:?}"
            );
        }
    }
}
