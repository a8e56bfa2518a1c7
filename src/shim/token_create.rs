//! `npm token create` prints what it makes, into whatever listens. Through the shim it is refused, with the command that
//! makes the same token and keeps it.
//!
//! The flags are npm's own, so they are only repeated; the password and the one-time password are not.

use super::decide::Words;
use crate::error::{Error, ErrorKind};
use crate::npmrc::{NpmVersion, Value};
use crate::report::as_word;

/// The flags of npm that say what a token is to be (npm 12 `lib/commands/token.js`, `params`), and the one that says where.
const REPEATED: [&str; 12] = [
    "registry",
    "name",
    "token-description",
    "expires",
    "packages",
    "packages-all",
    "scopes",
    "orgs",
    "packages-and-scopes-permission",
    "orgs-permission",
    "cidr",
    "bypass-2fa",
];

/// The refusal.
#[must_use]
pub(super) fn refusal(words: &Words, npm: NpmVersion) -> Error {
    Error::new(ErrorKind::Refused, "npm would print the new token, in clear")
        .hint(format!("have it made and kept in the system's store: npmcred token create{}", flags(words, npm)))
        .hint("have it printed all the same: NPMCRED=off npm token create")
}

fn flags(words: &Words, npm: NpmVersion) -> String {
    let mut flags: String = REPEATED.iter().filter_map(|key| Some(flag(key, words.line.option(key)?))).collect();
    // Until npm 10 a token could write unless it was said not to.
    if npm < NpmVersion::Npm11 && !words.line.has("read-only") {
        flags.push_str(" --permission=read-write");
    }
    flags
}

fn flag(key: &str, value: &Value) -> String {
    match value {
        Value::Bool(true) => format!(" --{key}"),
        Value::List(values) => values.iter().map(|value| flag(key, value)).collect(),
        Value::Text(_) | Value::Number(_) => format!(" --{key}={}", as_word(&value.to_text())),
        Value::Bool(false) | Value::Null | Value::Table(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::npmrc;
    use crate::shim::intent::Intent;
    use std::ffi::OsString;

    fn told(line: &str, npm: NpmVersion) -> String {
        let args: Vec<OsString> = line.split(' ').map(|word| word.replace('_', " ").into()).collect();
        let words = Words {
            line: npmrc::parse(&args, npm),
            command: Some("token"),
            operands: vec!["create".into()],
            intent: Intent::PrintToken,
        };
        flags(&words, npm)
    }

    #[test]
    fn what_the_token_is_to_be_is_repeated_and_secrets_are_not() {
        let new = NpmVersion::Npm12;
        let cases = [
            ("token create", new, ""),
            ("token create --name ci --expires 30 --password=x --otp=123456", new, " --name=ci --expires=30"),
            ("token create --name=it's_mine", new, " --name='it'\\''s mine'"),
            ("--packages @s/a --packages b token create", new, " --packages=@s/a --packages=b"),
            ("token create --bypass-2fa --packages-all=false", new, " --bypass-2fa"),
            ("token create --registry=https://h/", new, " --registry=https://h/"),
            ("token create --cidr=10.0.0.0/8", NpmVersion::Npm8, " --cidr=10.0.0.0/8 --permission=read-write"),
            ("token create --read-only", NpmVersion::Npm10, ""),
        ];
        for (line, npm, want) in cases {
            assert_eq!(told(line, npm), want, "{line}");
        }
    }
}
