//! `npm token create` prints what it makes, into whatever listens. Through the shim it is refused,
//! with the command that makes the same token and keeps it.
//!
//! The flags are npm's own, so they are only repeated; the password and the one-time password are
//! not.

use super::words::Words;
use crate::error::{Error, ErrorKind};
use crate::npmrc::{NpmVersion, Value};
use crate::report::Command;

/// The flags of npm that say what a token is to be (npm 12 `lib/commands/token.js`, `params`), and
/// the one that says where.
const REPEATED: [&str; 12] = [
    "--registry",
    "--name",
    "--token-description",
    "--expires",
    "--packages",
    "--packages-all",
    "--scopes",
    "--orgs",
    "--packages-and-scopes-permission",
    "--orgs-permission",
    "--cidr",
    "--bypass-2fa",
];

/// The refusal.
#[must_use]
pub(super) fn refusal(words: &Words) -> Error {
    Error::new(
        ErrorKind::Refused,
        "npm would print the new token, so it was not started",
    )
    .cure("create it and store it", command(words))
    .cure(
        "have it printed all the same",
        Command::new("npmcred exec -- npm token create"),
    )
}

fn command(words: &Words) -> Command {
    let given = REPEATED
        .iter()
        .filter_map(|flag| Some((*flag, words.line.option(flag.trim_start_matches('-'))?)));
    let command = given.fold(
        Command::new("npmcred token create"),
        |command, (flag, value)| add(command, flag, value),
    );
    // Until npm 10 a token could write unless it was said not to.
    if words.npm < NpmVersion::Npm11 && !words.line.has("read-only") {
        return command.fixed("--permission=read-write");
    }
    command
}

fn add(command: Command, flag: &'static str, value: &Value) -> Command {
    match value {
        Value::Bool(true) => command.fixed(flag),
        Value::List(values) => values
            .iter()
            .fold(command, |command, value| add(command, flag, value)),
        Value::Text(_) | Value::Number(_) => command.value(flag, value.to_text()),
        Value::Bool(false) | Value::Null | Value::Undefined | Value::Table(_) => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn told(line: &str, npm: NpmVersion) -> String {
        let args: Vec<OsString> = line
            .split(' ')
            .map(|word| word.replace('_', " ").into())
            .collect();
        let words = Words::of(&args, npm);
        command(&words).shown().unwrap()
    }

    #[test]
    fn what_the_token_is_to_be_is_repeated_and_secrets_are_not() {
        let new = NpmVersion::Npm12;
        let cases = [
            ("token create", new, ""),
            (
                "token create --name ci --expires 30 --password=x --otp=123456",
                new,
                " --name=ci --expires=30",
            ),
            (
                "token create --name=it's_mine",
                new,
                r#" --name='it'"'"'s mine'"#,
            ),
            (
                "--packages @s/a --packages b token create",
                new,
                " --packages=@s/a --packages=b",
            ),
            (
                "token create --bypass-2fa --packages-all=false",
                new,
                " --bypass-2fa",
            ),
            (
                "token create --registry=https://h/",
                new,
                " --registry=https://h/",
            ),
            (
                "token create --cidr=10.0.0.0/8",
                NpmVersion::Npm8,
                " --cidr=10.0.0.0/8 --permission=read-write",
            ),
            ("token create --read-only", NpmVersion::Npm10, ""),
        ];
        for (line, npm, want) in cases {
            assert_eq!(
                told(line, npm),
                format!("npmcred token create{want}"),
                "{line}"
            );
        }
    }
}
