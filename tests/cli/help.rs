//! Help, and what is said of a mistyped command.

use super::{CANARY, Home, Said};

#[test]
fn help_is_asked_for_in_every_usual_way() {
    let home = Home::new();
    let short = home.npmcred(["-h"]);
    assert!(short.out.lines().count() <= 24, "{}", short.out);
    assert_eq!(home.npmcred([""; 0]).out, short.out);
    let long = home.npmcred(["--help"]).out;
    assert_eq!(home.npmcred(["help"]).out, long);
    for part in [
        "Install:",
        "Every day:",
        "For scripts and shells:",
        "Variables:",
        "NPMCRED_RENEW",
        "Examples:",
    ] {
        assert!(long.contains(part), "{part}: {long}");
    }
    for command in ["setup", "login", "trust", "exec", "completions"] {
        let said = home.npmcred([command, "--help"]);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{said:?}");
        assert_eq!(home.npmcred(["help", command]).out, said.out);
        assert!(
            said.out.contains("Examples:\n  npmcred") || command == "completions",
            "{}",
            said.out
        );
        assert!(home.npmcred([command, "-h"]).out.contains("Examples:"));
    }
    assert!(
        home.npmcred(["help", "token", "create"])
            .out
            .contains("npmcred token create --permission")
    );
    // A flag that a command refuses is not in its help.
    assert!(!home.npmcred(["setup", "--help"]).out.contains("--profile"));
    assert!(home.npmcred(["login", "--help"]).out.contains("--profile"));
}

#[test]
fn help_is_as_wide_as_the_terminal_and_no_wider() {
    let home = Home::new();
    for (width, limit) in [("60", 60), ("300", 100)] {
        let said = Said::of(
            &home
                .command(env!("CARGO_BIN_EXE_npmcred"))
                .args(["login", "--help"])
                .env("COLUMNS", width)
                .output()
                .unwrap(),
        );
        let widest = said
            .out
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap();
        // Examples stay as they are typed.
        assert!(widest <= limit.max(66), "{widest}: {}", said.out);
    }
}

#[test]
fn a_mistyped_word_is_answered_by_the_one_that_was_meant() {
    let home = Home::new();
    for (typed, line) in [
        (&["mirgate"][..], "hint: npmcred migrate"),
        (&["token", "lst"], "hint: npmcred token list"),
        (
            &["login", "--registy", "https://h/"],
            "note: there is --registry",
        ),
        (
            &["store", "--use", "rite"],
            "note: it is one of read, write, any",
        ),
        (
            &["remove"],
            "error: an argument is missing: --registry <URL>",
        ),
    ] {
        let said = home.npmcred(typed);
        assert_eq!(said.status, 2, "{said:?}");
        assert!(
            said.err.lines().any(|one| one == line),
            "{typed:?}: {said:?}"
        );
    }
}

/// Nearly a word of ours, and still a secret.
#[test]
fn a_secret_that_looks_like_a_word_of_ours_is_not_repeated() {
    let home = Home::new();
    let near = [
        format!("login{CANARY}"),
        format!("--registry{CANARY}"),
        format!("--{CANARY}"),
        format!("--use={CANARY}"),
    ];
    for word in near {
        for above in [
            &[][..],
            &["login"],
            &["help"],
            &["token"],
            &["store", "--registry", "https://h/"],
        ] {
            let mut line: Vec<&str> = above.to_vec();
            line.push(&word);
            let said = home.npmcred(&line);
            assert_eq!(said.status, 2, "{line:?}: {said:?}");
            assert!(!format!("{said:?}").contains(CANARY), "{line:?}: {said:?}");
        }
    }
}
