//! Words that other programs use for what npmcred does under another name.
//!
//! Several of them are commands of npm's too. A person who types `npmcred uninstall` means npmcred,
//! so these words come before npm's.

use crate::report::Command;

/// The words, what the command is for, and the command. The first command is the likeliest.
const LIKELY: [(&[&str], &str, &str); 22] = [
    (
        &["uninstall", "purge", "disable", "deactivate", "undo"],
        "uninstall npmcred",
        "npmcred setup --undo",
    ),
    (&["version", "ver"], "show the version", "npmcred --version"),
    (
        &["install", "init", "enable", "activate", "i"],
        "install the shims and shell integration",
        "npmcred setup",
    ),
    (
        &["update", "upgrade", "self-update", "up"],
        "after an update, renew the shims and the manual",
        "npmcred setup",
    ),
    (
        &["whoami", "who", "me", "accounts"],
        "see every stored account",
        "npmcred status --check",
    ),
    (&["ls", "la", "ll", "show", "info"], "", "npmcred list"),
    (&["add", "save", "put", "keep"], "", "npmcred store"),
    (
        &["delete", "del", "forget", "rm", "r", "un", "unlink"],
        "see its flags",
        "npmcred help remove",
    ),
    (&["signin", "sign-in", "auth"], "", "npmcred login"),
    (&["signout", "sign-out", "logoff"], "", "npmcred logout"),
    (
        &["check", "verify", "diagnose", "repair", "fix", "audit"],
        "",
        "npmcred doctor",
    ),
    (&["test", "t", "prove"], "", "npmcred doctor --prove"),
    (&["import", "move", "scan"], "", "npmcred migrate"),
    (&["renew", "refresh", "replace"], "", "npmcred help rotate"),
    (&["revoke"], "", "npmcred help token revoke"),
    (&["tokens"], "", "npmcred token list"),
    (&["set", "get", "settings", "c"], "", "npmcred config"),
    (&["profile", "profiles", "switch"], "", "npmcred use"),
    (&["x", "run-script"], "", "npmcred help exec"),
    (&["allow"], "", "npmcred trust"),
    (&["shellenv", "hook", "path"], "", "npmcred env"),
    (&["completion"], "", "npmcred help completions"),
];

/// What is meant by a word that is no command: what its command is for, and the command.
pub(super) fn meant(word: &str) -> Option<(&'static str, Command)> {
    LIKELY
        .iter()
        .find(|(words, _, _)| words.contains(&word))
        .map(|(_, says, command)| (*says, Command::new(command)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    /// A word stands once and is no command, and what it leads to is one.
    #[test]
    fn each_word_leads_to_a_command_that_is_understood() {
        let mut seen = Vec::new();
        for (words, _, command) in LIKELY {
            // Help and the version come as errors that are no failure.
            let typed = Cli::command().try_get_matches_from(command.split(' '));
            let failed = typed.is_err_and(|error| error.use_stderr());
            assert!(!failed, "{command}");
            for word in words {
                assert!(Cli::command().find_subcommand(word).is_none(), "{word}");
                assert!(!seen.contains(word), "{word} stands twice");
                seen.push(word);
            }
        }
    }
}
