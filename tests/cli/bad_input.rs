//! Arguments and secrets that the program refuses, and how it says so.
//!
//! What was typed is never repeated in a message, because it may be a secret.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::{CANARY, Home};

#[test]
fn what_is_not_understood_is_never_repeated() {
    let home = Home::new();
    let lines: [&[&str]; 8] = [
        &["store", CANARY],
        &["store", "--token", CANARY],
        &["store", "--use", CANARY],
        &["store", &format!("--token={CANARY}")],
        &[CANARY],
        &["remove", "--registry", "https://h.example/", CANARY],
        &["list", CANARY],
        &["completions", CANARY],
    ];
    for line in lines {
        let said = home.npmcred(line);
        assert_eq!(said.status, 2, "{line:?}: {said:?}");
        assert!(!format!("{said:?}").contains(CANARY), "{line:?}: {said:?}");
        assert!(
            said.out.is_empty() && said.err.contains("hint: "),
            "{line:?}: {said:?}"
        );
    }
}

const HTTPS: &str = "https://cli.npmcred.test/";

/// What is typed for a secret, the status that it ends with, and a word of the message.
const BAD_SECRETS: [(&[u8], i32, &str); 8] = [
    (b"", 2, "empty"),
    (b"\n", 2, "empty"),
    (b"a\nb", 2, "line break"),
    (b"a\x1b[31m", 2, "control character"),
    (b"\xff\xfe", 2, "not text"),
    (b" a", 2, "space"),
    (b"${NPM_TOKEN}", 2, "variable"),
    ("a\u{2028}b".as_bytes(), 2, "no request can carry"),
];

/// The same of flags.
const BAD_FLAGS: [(&[&str], i32, &str); 8] = [
    (&["--registry", "cli.npmcred.test"], 2, "not a registry URL"),
    (&["--registry", "ftp://cli.npmcred.test/"], 2, "https:"),
    (
        &["--registry", "http://cli.npmcred.test/"],
        7,
        "unencrypted",
    ),
    (
        &["--registry", "https://cli.npmcred.test/a;b/"],
        2,
        "cannot hold the key",
    ),
    (
        &["--registry", HTTPS, "--expires", "2020-01-01"],
        3,
        "expired already",
    ),
    (&["--registry", HTTPS, "--expires", "soon"], 2, "lifetime"),
    (&["--registry", HTTPS, "--expires", "9000y"], 2, "lifetime"),
    (&["--registry", HTTPS, "--basic"], 2, "missing"),
];

#[test]
fn bad_secrets_and_registries_are_refused_and_nothing_is_kept() {
    let home = Home::new();
    let refuses = |flags: &[&str], input: &[u8], (status, message): (i32, &str)| {
        let said = home.npmcred_fed(&[&["store"], flags].concat(), input);
        assert_eq!(said.status, status, "{flags:?}: {said:?}");
        assert!(said.err.contains(message), "{flags:?}: {said:?}");
        assert!(!format!("{said:?}").contains(CANARY), "{flags:?}: {said:?}");
    };
    for (secret, status, message) in BAD_SECRETS {
        refuses(&["--registry", HTTPS], secret, (status, message));
    }
    let long = vec![b'x'; 70_000];
    refuses(&["--registry", HTTPS], &long, (2, "longer than"));
    for (flags, status, message) in BAD_FLAGS {
        refuses(flags, CANARY.as_bytes(), (status, message));
    }
    let removed = home.npmcred(["remove", "--registry", HTTPS]);
    assert!(
        removed.status == 4 && !removed.err.contains("removed"),
        "nothing was kept: {removed:?}"
    );
}

#[test]
fn arguments_that_are_not_text_are_survived() {
    let home = Home::new();
    let odd = OsStr::from_bytes(b"\xff\xfe");
    assert_eq!(home.npmcred([odd]).status, 2);
    assert_eq!(
        home.npmcred([
            OsStr::new("explain"),
            OsStr::new("npm"),
            OsStr::new("view"),
            odd
        ])
        .status,
        0
    );
}
