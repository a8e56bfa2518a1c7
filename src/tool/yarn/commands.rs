//! yarn: which commands talk to a registry. As for npm this is an allow-list; every other word, a
//! script's name among them, gets nothing.

use crate::tool::commands::Commands;
use crate::tool::intent::{Intent, READ, READ_OWN, WRITE};

/// The commands, each with its other names (yarn 1.22 `cli/commands/index.js`, `aliases.js`), and
/// the words behind it that make a difference. `access` does nothing yet in any yarn 1.
pub(super) const COMMANDS: Commands = Commands(&[
    ("add", &[], &[]),
    ("audit", &[], &[]),
    ("config", &[], &[]),
    ("create", &[], &[]),
    ("dedupe", &[], &[]),
    ("dlx", &[], &[]),
    ("global", &[], &["add", "remove", "upgrade"]),
    ("import", &[], &[]),
    ("info", &[], &[]),
    ("install", &[], &[]),
    ("login", &[], &[]),
    ("logout", &[], &[]),
    ("npm", &[], &["audit", "info", "publish", "tag", "whoami"]),
    ("outdated", &[], &[]),
    ("owner", &[], &["add", "remove", "list"]),
    ("patch", &[], &[]),
    ("publish", &[], &[]),
    ("remove", &[], &[]),
    ("tag", &[], &["add", "remove", "list"]),
    ("team", &[], &["create", "list"]),
    ("up", &[], &[]),
    ("upgrade", &[], &[]),
    ("upgrade-interactive", &["upgradeInteractive"], &[]),
    ("workspaces", &[], &["focus"]),
]);

/// Those that are yarn's from version 2 on; in yarn 1 a script may have such a name.
const NEWER: [&str; 6] = ["dedupe", "dlx", "npm", "patch", "up", "workspaces"];

/// Those that both know.
const COMMON: [&str; 6] = [
    "add",
    "config",
    "create",
    "install",
    "remove",
    "upgrade-interactive",
];

/// Whether yarn 1 knows this command.
#[must_use]
pub(super) fn is_of_one(command: &str) -> bool {
    !NEWER.contains(&command)
}

/// Whether yarn from version 2 on knows it.
#[must_use]
pub(super) fn is_of_newer(command: &str) -> bool {
    NEWER.contains(&command) || COMMON.contains(&command)
}

/// What a command wants, by its canonical name and the words behind it.
#[must_use]
pub(super) fn intent(command: &str, operands: &[&str]) -> Intent {
    let first = operands.first().copied().unwrap_or_default();
    match (command, first) {
        (
            "add"
            | "audit"
            | "create"
            | "dedupe"
            | "dlx"
            | "import"
            | "info"
            | "install"
            | "outdated"
            | "patch"
            | "remove"
            | "up"
            | "upgrade"
            | "upgrade-interactive",
            _,
        ) => READ,
        ("global", "add" | "remove" | "upgrade") | ("npm", "audit" | "info") => READ,
        ("workspaces", "focus") => READ,
        ("npm", "login" | "logout") => Intent::Refused,
        ("publish", _) | ("npm", "publish") => WRITE,
        ("tag" | "owner", "add" | "rm" | "remove") => WRITE,
        ("tag" | "owner", "ls" | "list") => READ,
        ("npm", "tag") if matches!(operands.get(1), Some(&("add" | "remove"))) => WRITE,
        ("npm", "tag") => READ,
        ("npm", "whoami") | ("team", "ls" | "list") => READ_OWN,
        ("team", "create" | "destroy" | "add" | "rm" | "remove") => WRITE,
        ("login" | "logout", _) => Intent::Refused,
        ("config", "set") if operands.get(1).is_some_and(|key| is_secret(key)) => Intent::Refused,
        _ => Intent::Local,
    }
}

/// Whether the value of this setting is a secret, which yarn would write into a file.
fn is_secret(key: &str) -> bool {
    let is_newers = ["npmAuthToken", "npmAuthIdent"]
        .iter()
        .any(|name| key.ends_with(name));
    let mut names = ["_authToken", "_auth", "_password"].iter();
    is_newers || names.any(|name| key == *name || key.ends_with(&format!(":{name}")))
}

/// Whether a command usually takes so long that a session with minutes left may end before it does.
#[must_use]
pub(super) fn is_long(command: &str) -> bool {
    matches!(
        command,
        "add"
            | "create"
            | "dedupe"
            | "dlx"
            | "global"
            | "import"
            | "install"
            | "publish"
            | "remove"
            | "up"
            | "upgrade"
            | "workspaces"
    )
}

/// npm's command that asks the same of registries.
#[must_use]
pub(super) fn as_npm<'a>(command: &'a str, operands: &[&'a str]) -> &'a str {
    match command {
        "add" | "dedupe" | "global" | "import" | "patch" | "workspaces" => "install",
        "create" => "init",
        "info" => "view",
        "npm" => match operands.first() {
            Some(&"info") => "view",
            Some(&"tag") => "dist-tag",
            Some(word) => word,
            None => command,
        },
        "dlx" => "exec",
        "remove" => "uninstall",
        "tag" => "dist-tag",
        "up" | "upgrade" | "upgrade-interactive" => "update",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::commands::testing::{assert_no_name_means_two, wanted};

    #[test]
    fn each_verb_gets_the_least() {
        let cases: [(&str, &str, bool); 30] = [
            ("install", "registry-read", false),
            ("add x", "registry-read", false),
            ("remove x", "registry-read", false),
            ("upgrade", "registry-read", false),
            ("upgradeInteractive", "registry-read", false),
            ("outdated", "registry-read", false),
            ("info x", "registry-read", false),
            ("create x", "registry-read", false),
            ("global add x", "registry-read", false),
            ("tag list x", "registry-read", false),
            ("team list a:b", "registry-read", true),
            ("publish", "registry-write", true),
            ("tag add x@1 y", "registry-write", true),
            ("owner remove y x", "registry-write", true),
            ("team create a:b", "registry-write", true),
            ("npm publish", "registry-write", true),
            ("npm tag add x@1 y", "registry-write", true),
            ("npm whoami", "registry-read", true),
            ("login", "refused", false),
            ("logout", "refused", false),
            ("config set //h/:_authToken x", "refused", false),
            ("config set registry https://h/", "local", false),
            ("config list", "local", false),
            ("global list", "local", false),
            ("access public x", "local", false),
            ("npm login", "refused", false),
            ("workspaces focus", "registry-read", false),
            ("run install", "local", false),
            ("workspace a add x", "local", false),
            ("build", "local", false),
        ];
        for (typed, want, needs) in cases {
            assert_eq!(wanted(&COMMANDS, typed, intent), (want, needs), "{typed}");
        }
        assert!(is_of_one("add") && !is_of_one("dlx"));
    }

    #[test]
    fn no_name_means_two_commands() {
        assert_no_name_means_two(&COMMANDS);
    }
}
