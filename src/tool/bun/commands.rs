//! bun: which commands talk to a registry. As for npm this is an allow-list; every other word, a
//! script's name among them, gets nothing.

use crate::credential::Use;
use crate::tool::intent::{Access, Intent};

const fn access(wanted: Use, needs_credential: bool) -> Intent {
    Intent::Registry(Access {
        wanted,
        needs_credential,
        checks_first: false,
    })
}

/// The commands, each with its other names (bun 1.4.5 `src/runtime/cli`), and the words behind it
/// that make a difference.
const COMMANDS: [(&str, &[&str], &[&str]); 16] = [
    ("add", &["a"], &[]),
    ("audit", &[], &[]),
    ("ci", &[], &[]),
    ("create", &["c"], &[]),
    ("dedupe", &[], &[]),
    ("info", &[], &[]),
    ("install", &["i"], &[]),
    ("link", &[], &[]),
    ("outdated", &[], &[]),
    ("patch", &[], &[]),
    ("pm", &[], &PM),
    ("publish", &[], &[]),
    ("remove", &["rm", "uninstall"], &[]),
    ("update", &["up"], &[]),
    ("upgrade", &[], &[]),
    ("x", &[], &[]),
];

/// The words behind `pm` that talk to a registry.
const PM: [&str; 4] = ["diff", "fetch", "view", "whoami"];

/// The canonical name of a command, if it is in the list.
#[must_use]
pub(super) fn canonical(word: &str) -> Option<&'static str> {
    let mut all = COMMANDS.iter();
    all.find(|(name, others, _)| *name == word || others.contains(&word))
        .map(|(name, _, _)| *name)
}

/// The commands for the manual.
#[must_use]
pub(super) fn all() -> Vec<(&'static str, &'static [&'static str])> {
    COMMANDS
        .iter()
        .map(|(name, _, words)| (*name, *words))
        .collect()
}

/// What a command wants, by its canonical name and the words behind it.
#[must_use]
pub(super) fn intent(command: &str, operands: &[&str]) -> Intent {
    let first = operands.first().copied().unwrap_or_default();
    match command {
        // It is fetched from elsewhere.
        "upgrade" => Intent::Local,
        "publish" => access(Use::Write, true),
        "pm" if first == "whoami" => access(Use::Read, true),
        "pm" if !PM.contains(&first) => Intent::Local,
        _ => access(Use::Read, false),
    }
}

/// Whether a command usually takes so long that a session with minutes left may end before it does.
#[must_use]
pub(super) fn is_long(command: &str) -> bool {
    matches!(
        command,
        "add" | "ci" | "create" | "install" | "publish" | "update" | "x"
    )
}

/// npm's command that asks the same of registries.
#[must_use]
pub(super) fn as_npm<'a>(command: &'a str, operands: &[&'a str]) -> &'a str {
    match command {
        "pm" => match operands.first() {
            Some(&"fetch") => "install",
            Some(word) => word,
            None => command,
        },
        "add" => "install",
        "create" => "init",
        "info" => "view",
        "remove" => "uninstall",
        "x" => "exec",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_gets_the_least() {
        let cases: [(&str, &str, bool); 22] = [
            ("install", "registry-read", false),
            ("i", "registry-read", false),
            ("ci", "registry-read", false),
            ("a x", "registry-read", false),
            ("rm x", "registry-read", false),
            ("update", "registry-read", false),
            ("outdated", "registry-read", false),
            ("audit", "registry-read", false),
            ("info x", "registry-read", false),
            ("x tool", "registry-read", false),
            ("create x", "registry-read", false),
            ("pm view x", "registry-read", false),
            ("pm fetch", "registry-read", false),
            ("pm whoami", "registry-read", true),
            ("publish", "registry-write", true),
            ("pm pack", "local", false),
            ("pm", "local", false),
            ("upgrade", "local", false),
            ("run install", "local", false),
            ("test", "local", false),
            ("build", "local", false),
            ("index.ts", "local", false),
        ];
        for (typed, want, needs) in cases {
            let words: Vec<&str> = typed.split(' ').collect();
            let intent =
                canonical(words[0]).map_or(Intent::Local, |name| intent(name, &words[1..]));
            let needs_credential =
                matches!(intent, Intent::Registry(access) if access.needs_credential);
            assert_eq!(
                (intent.as_str(), needs_credential),
                (want, needs),
                "{typed}"
            );
        }
    }
}
