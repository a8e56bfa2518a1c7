//! bun: which commands talk to a registry. As for npm this is an allow-list; every other word, a
//! script's name among them, gets nothing.

use crate::tool::commands::Commands;
use crate::tool::intent::{Intent, READ, READ_OWN, WRITE};

/// The commands, each with its other names (bun 1.4.5 `src/runtime/cli`), and the words behind it
/// that make a difference.
pub(super) const COMMANDS: Commands = Commands(&[
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
]);

/// The words behind `pm` that talk to a registry.
const PM: [&str; 4] = ["diff", "fetch", "view", "whoami"];

/// What a command wants, by its canonical name and the words behind it.
#[must_use]
pub(super) fn intent(command: &str, operands: &[&str]) -> Intent {
    let first = operands.first().copied().unwrap_or_default();
    match command {
        // It is fetched from elsewhere.
        "upgrade" => Intent::Local,
        "publish" => WRITE,
        "pm" if first == "whoami" => READ_OWN,
        "pm" if !PM.contains(&first) => Intent::Local,
        _ => READ,
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
    use crate::tool::commands::testing::{assert_no_name_means_two, wanted};

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
            assert_eq!(wanted(&COMMANDS, typed, intent), (want, needs), "{typed}");
        }
    }

    #[test]
    fn no_name_means_two_commands() {
        assert_no_name_means_two(&COMMANDS);
    }
}
