//! pnpm: which commands talk to a registry. As for npm this is an allow-list; every other word, a
//! script's name among them, gets nothing.

use crate::tool::commands::Commands;
use crate::tool::intent::{Intent, READ, READ_OWN, WRITE};

/// The commands, each with its other names (pnpm 12 `cli_command.rs`, pnpm 11 `commandNames`), and
/// the words behind it that make a difference.
pub(super) const COMMANDS: Commands = Commands(&[
    ("access", &[], &["list", "get"]),
    ("add", &[], &[]),
    ("audit", &[], &[]),
    ("bugs", &["issues"], &[]),
    ("ci", &["clean-install", "ic", "install-clean"], &[]),
    ("config", &["c"], &[]),
    ("create", &[], &[]),
    ("dedupe", &[], &[]),
    ("deploy", &[], &[]),
    ("deprecate", &[], &[]),
    ("dist-tag", &["dist-tags"], &["add", "rm", "ls"]),
    ("dlx", &[], &[]),
    ("docs", &["home"], &[]),
    ("fetch", &[], &[]),
    ("get", &[], &[]),
    ("import", &[], &[]),
    ("install", &["i"], &[]),
    ("install-test", &["it"], &[]),
    ("link", &["ln"], &[]),
    ("login", &["adduser"], &[]),
    ("logout", &[], &[]),
    ("outdated", &[], &[]),
    ("owner", &["owners"], &["add", "rm", "ls"]),
    ("patch", &[], &[]),
    ("patch-commit", &[], &[]),
    ("patch-remove", &[], &[]),
    ("ping", &[], &[]),
    ("profile", &[], &["get", "set"]),
    ("prune", &[], &[]),
    ("publish", &[], &[]),
    ("remove", &["rm", "uninstall", "un", "uni"], &[]),
    ("repo", &[], &[]),
    ("search", &["s", "se", "find"], &[]),
    ("self-update", &[], &[]),
    ("set", &[], &[]),
    ("stage", &[], &["publish", "list", "view", "download"]),
    ("star", &[], &[]),
    ("stars", &[], &[]),
    ("store", &[], &["add"]),
    ("team", &[], &["ls"]),
    ("token", &[], &["list", "create", "revoke"]),
    ("undeprecate", &[], &[]),
    ("unlink", &["dislink"], &[]),
    ("unpublish", &[], &[]),
    ("unstar", &[], &[]),
    ("update", &["up", "upgrade"], &[]),
    ("view", &["info", "show", "v"], &[]),
    ("whoami", &[], &[]),
]);

/// What a command wants, by its canonical name and the words behind it.
#[must_use]
pub(super) fn intent(command: &str, operands: &[&str]) -> Intent {
    let first = operands.first().copied().unwrap_or_default();
    match (command, first) {
        ("store", "add") => READ,
        ("store", _) => Intent::Local,
        (
            "add" | "audit" | "bugs" | "ci" | "create" | "dedupe" | "deploy" | "dlx" | "docs"
            | "fetch" | "import" | "install" | "install-test" | "link" | "outdated" | "patch"
            | "patch-commit" | "patch-remove" | "ping" | "prune" | "remove" | "repo" | "search"
            | "self-update" | "unlink" | "update" | "view",
            _,
        ) => READ,
        ("whoami" | "stars", _) => READ_OWN,
        ("publish" | "unpublish" | "deprecate" | "undeprecate" | "star" | "unstar", _) => WRITE,
        ("dist-tag" | "owner", "add" | "set" | "rm" | "remove" | "del") => WRITE,
        ("dist-tag" | "owner", _) => READ,
        ("access", "list" | "ls" | "get")
        | ("team", "ls" | "list")
        | ("profile", "get" | "")
        | ("stage", "list" | "ls" | "view" | "download")
        | ("token", "" | "list" | "ls") => READ_OWN,
        // It prints the token that it makes.
        ("token", "create") => Intent::Refused,
        ("access" | "team" | "profile" | "stage" | "token", _) => WRITE,
        ("login" | "logout", _) => Intent::Refused,
        ("config", "set") if operands.get(1).is_some_and(|key| is_secret(key)) => Intent::Refused,
        ("set", key) if is_secret(key) => Intent::Refused,
        _ => Intent::Local,
    }
}

/// Whether the value of this setting is a secret, which pnpm would write into a file.
pub(super) fn is_secret(word: &str) -> bool {
    let key = word.split('=').next().unwrap_or_default();
    ["_authToken", "_auth", "_password"]
        .iter()
        .any(|name| key == *name || key.ends_with(&format!(":{name}")))
}

/// Whether a command usually takes so long that a session with minutes left may end before it does.
#[must_use]
pub(super) fn is_long(command: &str) -> bool {
    matches!(
        command,
        "add"
            | "audit"
            | "ci"
            | "dedupe"
            | "deploy"
            | "dlx"
            | "fetch"
            | "install"
            | "install-test"
            | "publish"
            | "update"
    )
}

/// npm's command that asks the same of registries.
#[must_use]
pub(super) fn as_npm(command: &str) -> &str {
    match command {
        "add" | "deploy" | "fetch" | "import" | "patch-commit" | "patch-remove" | "unlink" => {
            "install"
        }
        "create" => "init",
        "dlx" | "self-update" => "exec",
        "remove" => "uninstall",
        "store" => "cache",
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
            ("i", "registry-read", false),
            ("up", "registry-read", false),
            ("rm", "registry-read", false),
            ("dlx x", "registry-read", false),
            ("view x", "registry-read", false),
            ("store add x", "registry-read", false),
            ("dist-tag ls x", "registry-read", false),
            ("owner ls x", "registry-read", false),
            ("whoami", "registry-read", true),
            ("access list packages", "registry-read", true),
            ("token list", "registry-read", true),
            ("publish", "registry-write", true),
            ("unpublish x", "registry-write", true),
            ("dist-tag add x@1 y", "registry-write", true),
            ("owner add y x", "registry-write", true),
            ("team create a:b", "registry-write", true),
            ("token revoke x", "registry-write", true),
            ("login", "refused", false),
            ("adduser", "refused", false),
            ("logout", "refused", false),
            ("token create", "refused", false),
            ("config set //h/:_authToken x", "refused", false),
            ("set //h/:_authToken=x", "refused", false),
            ("config set registry https://h/", "local", false),
            ("config list", "local", false),
            ("store path", "local", false),
            ("run install", "local", false),
            ("exec npm publish", "local", false),
            ("build", "local", false),
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
