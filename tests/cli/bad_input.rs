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

#[test]
fn bad_secrets_and_registries_are_refused_and_nothing_is_kept() {
    let home = Home::new();
    let secret = CANARY.as_bytes();
    let long = vec![b'x'; 70_000];
    let https = "https://cli.npmcred.test/";
    let cases: [(&[&str], &[u8], i32, &str); 17] = [
        (&["--registry", https], b"", 2, "empty"),
        (&["--registry", https], b"\n", 2, "empty"),
        (&["--registry", https], b"a\nb", 2, "line break"),
        (&["--registry", https], b"a\x1b[31m", 2, "control character"),
        (&["--registry", https], b"\xff\xfe", 2, "not text"),
        (&["--registry", https], b" a", 2, "space"),
        (&["--registry", https], b"${NPM_TOKEN}", 2, "variable"),
        (&["--registry", https], &long, 2, "longer than"),
        (
            &["--registry", "cli.npmcred.test"],
            secret,
            2,
            "not a registry URL",
        ),
        (
            &["--registry", "ftp://cli.npmcred.test/"],
            secret,
            2,
            "https:",
        ),
        (
            &["--registry", "http://cli.npmcred.test/"],
            secret,
            7,
            "unencrypted",
        ),
        (
            &["--registry", https, "--expires", "2020-01-01"],
            secret,
            3,
            "expired already",
        ),
        (
            &["--registry", https, "--expires", "soon"],
            secret,
            2,
            "lifetime",
        ),
        (
            &["--registry", https, "--expires", "9000y"],
            secret,
            2,
            "lifetime",
        ),
        (
            &["--registry", "https://cli.npmcred.test/a;b/"],
            secret,
            2,
            "cannot hold the key",
        ),
        (
            &["--registry", https],
            "a\u{2028}b".as_bytes(),
            2,
            "no request can carry",
        ),
        (&["--registry", https, "--basic"], secret, 2, "missing"),
    ];
    for (flags, input, status, message) in cases {
        let said = home.npmcred_fed(&[&["store"], flags].concat(), input);
        assert_eq!(said.status, status, "{flags:?}: {said:?}");
        assert!(said.err.contains(message), "{flags:?}: {said:?}");
        assert!(!format!("{said:?}").contains(CANARY), "{flags:?}: {said:?}");
    }
    let removed = home.npmcred(["remove", "--registry", https]);
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
