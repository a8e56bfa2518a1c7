//! Turns the arguments of `npx` into those of `npm exec`, with `--` before the first word that is
//! not an option.
//!
//! npx has its own lists of options that take a word, so it may cut the same flags differently than
//! npm. An unknown option takes the next word here, and none there.

use std::ffi::OsString;

use super::nopt::starts_with_dash;
use super::rows::kind::BOOLEAN;
use super::table::{flag, shorthand};
use crate::npmrc::version::NpmVersion;

/// Options of the old, separate npx that are dropped, with their words.
const REMOVED_SWITCHES: &[&str] = &["always-spawn", "ignore-existing", "shell-auto-fallback"];
const REMOVED_OPTIONS: &[&str] = &["npm", "node-arg", "n"];
/// Options without a value, in addition to npm's own booleans.
const SWITCHES: &[&str] = &["no-install", "quiet", "q", "version", "v", "help", "h"];
/// Options that take the next word even if it begins with a dash.
const OPTIONS: &[&str] = &[
    "package",
    "p",
    "cache",
    "userconfig",
    "call",
    "c",
    "shell",
    "npm",
    "node-arg",
    "n",
];

/// The arguments for npm (`bin/npx-cli.js`).
pub(super) fn to_npm(args: &[OsString], npm: NpmVersion) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::with_capacity(args.len() + 2);
    words.push("exec".into());
    words.extend_from_slice(args);
    let mut at = 1;
    while at < words.len() {
        if words[at] == "--" {
            break;
        }
        if !starts_with_dash(&words[at]) {
            words.insert(at, "--".into());
            break;
        }
        at = option(&mut words, at, npm);
    }
    words
}

/// Rewrites the option at `at`; returns where to go on.
fn option(words: &mut Vec<OsString>, at: usize, npm: NpmVersion) -> usize {
    let text = words[at].to_string_lossy().into_owned();
    let stripped = text.trim_start_matches('-');
    let (key, value) = stripped
        .split_once('=')
        .map_or((stripped, None), |(key, value)| (key, Some(value)));
    let renamed = |name: &str| {
        value.map_or_else(
            || name.into(),
            |value| OsString::from(format!("{name}={value}")),
        )
    };
    let removed = REMOVED_SWITCHES.contains(&key) || REMOVED_OPTIONS.contains(&key);
    match key {
        "p" => words[at] = renamed("--package"),
        "shell" => words[at] = renamed("--script-shell"),
        "no-install" => words[at] = "--yes=false".into(),
        _ => {
            if let Some(short) = shorthand(key, npm).filter(|_| !removed) {
                let value = value.map(OsString::from);
                words.splice(at..=at, short.2.iter().map(OsString::from).chain(value));
                return at;
            }
        }
    }
    let mut next = at + 1;
    if removed {
        words.remove(at);
        next = at;
    }
    if value.is_none() && takes_a_word(key, words.get(next), npm) {
        if !removed {
            return next + 1;
        }
        if next < words.len() {
            words.remove(next);
        }
    }
    next
}

fn takes_a_word(key: &str, next: Option<&OsString>, npm: NpmVersion) -> bool {
    let is_switch = REMOVED_SWITCHES.contains(&key)
        || SWITCHES.contains(&key)
        || flag(key, npm).is_some_and(|flag| flag.is(BOOLEAN));
    !is_switch && (OPTIONS.contains(&key) || !next.is_some_and(|next| starts_with_dash(next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npx_becomes_npm_exec() {
        for (given, expected) in [
            ("cowsay hi -p", "exec -- cowsay hi -p"),
            ("-p a -c b", "exec --package a --call b"),
            ("-y -p=a x", "exec --yes --package=a -- x"),
            ("--no-install x --y", "exec --yes=false -- x --y"),
            ("--registry http://h x", "exec --registry http://h -- x"),
            ("--unknown a b", "exec --unknown a -- b"),
            ("-n --inspect x", "exec -- x"),
            ("--shell-auto-fallback x", "exec -- x"),
            ("-- x", "exec -- x"),
            ("--shell", "exec --script-shell"),
        ] {
            let args: Vec<OsString> = given.split(' ').map(OsString::from).collect();
            let words = to_npm(&args, NpmVersion::Npm12);
            let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(words.join(" "), expected, "{given}");
        }
    }
}
