//! What is said of lines that are mistyped.

use super::usage;
use crate::cli::Cli;
use crate::error::Error;
use clap::CommandFactory;
use std::ffi::OsString;

pub(super) fn said(line: &str) -> Error {
    let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
    let error = Cli::command().try_get_matches_from(&words).unwrap_err();
    usage(&error, &words)
}

#[test]
fn the_nearest_flag_and_the_values_are_named() {
    for (line, note) in [
        ("npmcred login --registy=https://h/", "there is --registry"),
        ("npmcred list --jsn", "there is --json"),
        (
            "npmcred token create --permision x",
            "there is --permission",
        ),
        ("npmcred store --use raed", "it is one of read, write, any"),
        (
            "npmcred completions fsh",
            "it is one of bash, elvish, fish, nushell, powershell, zsh",
        ),
    ] {
        assert_eq!(said(line).notes, [note], "{line}");
    }
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    for (line, message, hint) in [
        (
            "npmcred",
            "no command given",
            "see how it is used: npmcred help",
        ),
        (
            "npmcred remove",
            "an argument is missing: --registry <URL>",
            "see how it is used: npmcred help remove",
        ),
        (
            "npmcred token",
            "no command given",
            "see how it is used: npmcred help token",
        ),
        (
            "npmcred xyzzy",
            "no such command",
            "see how it is used: npmcred help",
        ),
        (
            "npmcred migrate --yes --dry-run",
            "flags that do not go together: --yes, --dry-run",
            "see how it is used: npmcred help migrate",
        ),
    ] {
        let error = said(line);
        assert_eq!(
            (error.message.as_str(), error.hint_lines()),
            (message, vec![hint.to_owned()]),
            "{line}"
        );
    }
}

/// Also for a word that is similar to one of our commands.
#[test]
fn what_was_typed_is_never_said() {
    let typed = [
        "npm_s3cr3t",
        "logins3cr3t",
        "--registrys3cr3t",
        "--tokens3cr3t=x",
        "--use=reads3cr3t",
        "s3cr3t",
    ];
    let lines = [
        "",
        "login",
        "store --use",
        "token",
        "token create --permission",
        "help",
        "completions",
        "remove",
    ];
    for line in lines {
        for word in typed {
            let whole = format!("npmcred {line} {word}").replace("  ", " ");
            let words: Vec<OsString> = whole.split(' ').map(OsString::from).collect();
            let Err(error) = Cli::command().try_get_matches_from(&words) else {
                continue;
            };
            assert!(
                !format!("{:?}", usage(&error, &words)).contains("s3cr3t"),
                "{whole}"
            );
        }
    }
}
