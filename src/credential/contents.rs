//! Writes the text that npm gets in place of its global config: our lines, then the text of the
//! real file.
//!
//! It is built of checked values and then read back. The checks alone would trust our own reading
//! of npm's format for what *we* write. Reading back also sees what the real file does to our
//! lines.

use super::fit::{Unfit, check_key, check_value};
use crate::npmrc::{Document, FileSettings, NpmVersion, Value};
use npmcred_platform::Secret;
use std::collections::HashSet;

/// The bytes: each key with its secret, then `real`, the real global config. Keys in `dropped` are
/// left out of it, because they would hide ours. Our lines come first, because a `[section]` in the
/// real file would swallow lines after it. `env` is the environment in which npm will replace
/// placeholders.
///
/// # Errors
/// A key that npm would not read back as intended.
pub fn contents(
    lines: &[(String, Secret)],
    dropped: &[String],
    real: &[u8],
    npm: NpmVersion,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Secret, Unfit> {
    for (key, secret) in lines {
        check_key(key)?;
        check_value(secret.expose())?;
    }
    let mut rest = Document::parse(real, npm);
    for key in dropped {
        rest.remove_key(key);
    }
    let text = written(lines, &rest.to_bytes());
    read_back(lines, &rest, &text, npm, env)?;
    Ok(text)
}

/// npm reads a value as JSON (npm's `ini`, `unsafe`), which leaves `;`, `#` and single quotes
/// alone.
fn written(lines: &[(String, Secret)], rest: &[u8]) -> Secret {
    let length = |(key, secret): &(String, Secret)| key.len() + 2 * secret.expose().len() + 4;
    // Reserve all of it: a buffer that grows would leave pieces of a secret behind.
    let mut bytes = Vec::with_capacity(rest.len() + lines.iter().map(length).sum::<usize>());
    for (key, secret) in lines {
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(b"=\"");
        for byte in secret.expose() {
            if matches!(byte, b'"' | b'\\') {
                bytes.push(b'\\');
            }
            bytes.push(*byte);
        }
        bytes.extend_from_slice(b"\"\n");
    }
    bytes.extend_from_slice(rest);
    Secret::new(bytes)
}

/// Compares what npm reads from the text with our lines and what it reads from the rest alone.
fn read_back(
    lines: &[(String, Secret)],
    rest: &Document,
    text: &Secret,
    npm: NpmVersion,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Unfit> {
    let document = Document::parse(text.expose(), npm);
    let (whole, alone) = (
        FileSettings::of(&document, env),
        FileSettings::of(rest, env),
    );
    let differs = |key: &str| Err(Unfit::ReadBack(key.to_owned()));
    for (key, secret) in lines {
        let same =
            matches!(whole.get(key), Some(Value::Text(read)) if read.as_bytes() == secret.expose());
        if !same || alone.get(key).is_some() {
            return differs(key);
        }
    }
    let own: HashSet<&str> = lines.iter().map(|(key, _)| key.as_str()).collect();
    for key in whole
        .keys()
        .chain(alone.keys())
        .filter(|key| !own.contains(key))
    {
        if whole.get(key) != alone.get(key) {
            return differs(key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "//h.example/:_authToken";

    fn built(real: &str, dropped: &[&str], env: &[(&str, &str)]) -> Result<String, Unfit> {
        let lines = [(KEY.to_owned(), Secret::from("a;b#c=\"d\\e'f".to_owned()))];
        let dropped: Vec<String> = dropped.iter().map(ToString::to_string).collect();
        let lookup = |name: &str| {
            env.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let made: Result<Vec<Secret>, Unfit> =
            [NpmVersion::Npm8, NpmVersion::Npm10, NpmVersion::Npm12]
                .into_iter()
                .map(|npm| contents(&lines, &dropped, real.as_bytes(), npm, &lookup))
                .collect();
        let made = made?;
        assert!(made.iter().all(|text| text.same_as(&made[0])));
        Ok(made[0].expose_str().unwrap().to_owned())
    }

    #[test]
    fn our_lines_come_first_and_the_real_file_follows_to_the_byte() {
        let line = "//h.example/:_authToken=\"a;b#c=\\\"d\\\\e'f\"\n";
        let reals = [
            "",
            "\u{feff}; note\r\ncafile=/c\r\n",
            "\u{feff}cafile=/c",
            "[s]\na=b\n[//h.example/]\n:_authToken=x\n",
            "ca[]=1\nca[]=2\n\n  \nfund\n",
            "x=${NOT_SET}\n",
        ];
        for real in reals {
            assert_eq!(
                built(real, &[], &[]).unwrap(),
                format!("{line}{real}"),
                "{real:?}"
            );
        }
        let real = "; note\n//h/:_auth=${X}\n[s]\na=b\n";
        assert_eq!(
            built(real, &["//h/:_auth"], &[]).unwrap(),
            format!("{line}; note\n[s]\na=b\n")
        );
    }

    #[test]
    fn what_the_real_file_would_do_to_our_line_is_seen() {
        for real in [
            "//h.example/:_authToken=theirs\n",
            "//h.example/:_authToken[]=theirs\n",
            "//h.example/:${NAME}=theirs\n",
            "[//h.example/:_authToken.x]\n",
            "[//h.example/:_authToken]\n[//h.example/:_authToken.x]\n",
        ] {
            let seen = built(real, &[], &[("NAME", "_authToken")]);
            let harmless = real.contains(".x]");
            assert!(seen.is_err() || harmless, "{real:?}: {seen:?}");
        }
    }

    #[test]
    fn what_is_unfit_never_gets_there() {
        let one = |key: &str, secret: &str| {
            let lines = [(key.to_owned(), Secret::from(secret.to_owned()))];
            contents(&lines, &[], b"", NpmVersion::Npm12, &|_| None).err()
        };
        assert_eq!(
            one("//h/zzz\nuser-agent=:_authToken", "x"),
            Some(Unfit::Key("//h/zzz\nuser-agent=:_authToken".into()))
        );
        assert_eq!(one(KEY, "x\nregistry=http://e/"), Some(Unfit::Control));
    }
}
