//! Commands by which npm itself would write a secret into a file. Through the shim they do not.
//!
//! `npm config set //host/:_authToken=…` keeps the token in the store, and npm only gets to see the
//! other words. What cannot be told from the words is looked at [afterwards](super::scrub).
//! `npm login` has a file of its own.

use super::words::Words;
use super::{commands, keep, password_first, saved_file};
use crate::context::Context;
use crate::credential::Credential;
use crate::credential::literal::{self, Made, Pair, Understood};
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, NpmUserConfig};
use crate::login::{self, Replacement, StoreCommand};
use crate::npmrc::{self, Config, NpmVersion};
use crate::profile;
use crate::registry::{Registry, secret_inside, without_secret};
use crate::report::Command;
use crate::tool::as_npm::config;
use crate::tool::call::Call;
use crate::tool::dialect::Next;
use npmcred_platform::memory::CoreDumpsOff;
use std::ffi::OsString;

/// Serves `npm config`, `npm set` and their like as far as secrets are concerned.
///
/// # Errors
/// `Refused` for a secret that no credential can be made of; what the store said. Nothing is set
/// then.
pub(super) fn configuration(call: &Call<'_>, words: &Words) -> Result<Next> {
    let (context, args) = (call.context, call.args);
    if !commands::saves(words.name(), &words.texts()) {
        return Ok(Next::Run);
    }
    let _undumped = CoreDumpsOff::begin();
    let config = config::load(context, call.real, call.env, &words.line);
    saved_file::check(&config)?;
    if let Some(key) = eaten(args, words.npm) {
        let what = "npm would take a secret that begins with a dash for flags, and show it";
        return Err(keep::by_hand(
            Error::new(ErrorKind::Refused, what),
            &config,
            &key,
        ));
    }
    let pairs = pairs(words.name(), &words.operands);
    if let Some(pair) = pairs
        .iter()
        .find(|pair| secret_inside(&pair.value).is_some())
    {
        return Err(inside_address(pair));
    }
    let is_part = |pair: &Typed| {
        literal::is_secret(&pair.key, &pair.value) || literal::name(&pair.key) == "username"
    };
    if !pairs.iter().any(is_part) {
        return Ok(Next::RunAndScrub(args.to_vec()));
    }
    let said: Vec<Pair> = pairs
        .iter()
        .map(|pair| (pair.key.clone(), pair.value.clone()))
        .collect();
    let (mut credentials, mut waiting) = understood(context, &config, &said)?;
    for (half, keys) in &mut waiting {
        password_first::keep_half(context, half, &keys[0])?;
    }
    let files = NpmUserConfig::new(context, &config, words.npm);
    keep_all(context, &files, &mut credentials)?;
    let kept = |pair: &&Typed| {
        credentials
            .iter()
            .chain(&waiting)
            .any(|(_, keys)| keys.contains(&pair.key))
    };
    if pairs.iter().all(|pair| kept(&pair)) {
        return Ok(Next::Done);
    }
    Ok(Next::RunAndScrub(without(
        args,
        pairs.iter().filter(kept).flat_map(|pair| &pair.words),
    )))
}

/// Keeps the credentials, and settles what they replaced once all of them are kept.
fn keep_all(context: &Context, files: &NpmUserConfig<'_>, credentials: &mut [Made]) -> Result<()> {
    let mut replaced = Vec::new();
    for (credential, keys) in credentials {
        credential.profile = profile::active(context)?.profile;
        // One that stands in the user's file would win over the new one.
        let kept = login::keep(context, files, credential);
        let kept =
            kept.map_err(|error| saved_file::instead_of_no_store(context, error, &keys[0]))?;
        login::say_kept(context, files, credential, &kept);
        replaced.extend(kept.replaced.map(|old| (old, &*credential)));
    }
    for (old, new) in &replaced {
        Replacement { old, new }.offer_revocation(context, files, true)?;
    }
    Ok(())
}

/// What is to be kept of the pairs: credentials, and passwords that wait for their user names, each
/// with its keys.
fn understood(context: &Context, config: &Config, said: &[Pair]) -> Result<(Vec<Made>, Vec<Made>)> {
    let mut found = literal::understand(context.now(), config, said);
    let waiting = password_first::waiting(context.now(), config, said, &mut found);
    let Understood {
        mut credentials,
        left,
    } = found;
    if let Some(key) = left.first() {
        return Err(keep::refused(config, key));
    }
    for (credential, keys) in credentials.iter().chain(&waiting) {
        credential
            .check()
            .map_err(|unfit| keep::by_hand(unfit.refused(), config, &keys[0]))?;
        may_be_kept(context, config, credential, keys)?;
    }
    if saved_file::of_one_job(context, config).is_none() {
        credentials.extend(password_first::completed(context, config, said));
    }
    Ok((credentials, waiting))
}

/// Whether it may be filed: not for a registry of which only a project says so, and not from what
/// is one job's.
fn may_be_kept(
    context: &Context,
    config: &Config,
    credential: &Credential,
    keys: &[String],
) -> Result<()> {
    let Some(key) = keys.first() else {
        return Ok(());
    };
    if let Some(flags) = saved_file::of_one_job(context, config) {
        return Err(saved_file::refused(key, flags));
    }
    let by = account::key_only_by_project(config, &credential.registry, literal::dart(key));
    let command = StoreCommand::new(context, keep::command_for(credential.kind));
    login::confirm(context, &credential.registry, by.as_ref(), &command)?;
    login::ask_about_foreign(context, credential)
}

/// Why an address with a secret in it is not set, and how both are kept.
fn inside_address(pair: &Typed) -> Error {
    let key = &pair.key;
    let error = Error::new(
        ErrorKind::Refused,
        format!("npm would write the secret inside the address of {key} into a file"),
    );
    let Ok(registry) = Registry::parse_any(&pair.value) else {
        return error;
    };
    let plain =
        Command::new("npm config set").word(format!("{key}={}", without_secret(&pair.value)));
    error.cure("name the address without it", plain).cure(
        "keep the secret",
        Command::new("npmcred store").flag("--registry", registry.to_string()),
    )
}

/// A pair of `npm config set`, and the words that it was typed with.
struct Typed {
    key: String,
    value: String,
    words: Vec<String>,
}

/// The pairs that `npm config set` would save (npm 12 `lib/commands/config.js`, `keyValues`): words
/// with `=`, and else the next word is the value.
fn pairs(command: &str, operands: &[String]) -> Vec<Typed> {
    let words = match command {
        "config" if operands.first().is_some_and(|word| word == "set") => &operands[1..],
        "set" => operands,
        _ => return Vec::new(),
    };
    let mut pairs = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (key, value, words) = match word.split_once('=') {
            Some((key, value)) => (key, value, vec![word.clone()]),
            None => match rest.next() {
                Some(value) => (
                    word.as_str(),
                    value.as_str(),
                    vec![word.clone(), value.clone()],
                ),
                None => (word.as_str(), "", vec![word.clone()]),
            },
        };
        pairs.push(Typed {
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
            words,
        });
    }
    pairs
}

/// The arguments without the last appearance of each of these words: flags with values come before
/// what they are read for.
fn without<'a>(args: &[OsString], words: impl Iterator<Item = &'a String>) -> Vec<OsString> {
    let mut left = args.to_vec();
    for word in words {
        if let Some(at) = left.iter().rposition(|arg| arg == word.as_str()) {
            left.remove(at);
        }
    }
    left
}

/// The key of a secret in whose place npm would find flags: the word behind it begins with a dash,
/// and names none of npm's.
fn eaten(args: &[OsString], npm: NpmVersion) -> Option<String> {
    let words = args.split(|arg| arg == "--").next().unwrap_or_default();
    let mut pairs = words
        .windows(2)
        .filter_map(|pair| Some((pair[0].to_str()?, &pair[1])));
    let is_eaten = |(key, value): &(&str, &OsString)| {
        let is_flags = value.len() > 1 && value.as_encoded_bytes().starts_with(b"-");
        is_flags && literal::is_secret_key(key) && !npmrc::is_flag(value, npm)
    };
    pairs.find(is_eaten).map(|(key, _)| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_seen_in_every_form_that_npm_saves() {
        let cases: [(&str, &[&str], usize); 10] = [
            ("config", &["set", "//h/:_authToken=x"], 1),
            ("config", &["set", "//h/:_authToken", "x"], 1),
            ("set", &["//h/:_authToken", "x"], 1),
            ("config", &["set", "a=b", "//h/:_password=eA=="], 1),
            ("config", &["set", "_auth=eA=="], 1),
            ("config", &["set", "//h/:_authToken=${NPM_TOKEN}"], 0),
            ("config", &["set", "//h/:_authToken="], 0),
            ("config", &["set", "registry=https://h/"], 0),
            ("config", &["get", "//h/:_authToken"], 0),
            ("config", &["delete", "//h/:_authToken"], 0),
        ];
        for (command, operands, want) in cases {
            let operands: Vec<String> = operands.iter().map(ToString::to_string).collect();
            let found = pairs(command, &operands)
                .iter()
                .filter(|pair| literal::is_secret(&pair.key, &pair.value))
                .count();
            assert_eq!(found, want, "{command} {operands:?}");
        }
    }

    #[test]
    fn a_secret_that_npm_would_take_for_flags_is_seen() {
        let cases: [(&[&str], Option<&str>); 8] = [
            (
                &["config", "set", "//h/:_authToken", "-sEcrEt"],
                Some("//h/:_authToken"),
            ),
            (&["set", "_auth", "--x="], Some("_auth")),
            (&["config", "set", "a", "b", "//h/:_password", "-"], None),
            (&["config", "set", "--", "//h/:_authToken", "-sEcrEt"], None),
            (&["config", "set", "//h/:_authToken=-sEcrEt"], None),
            (
                &["config", "set", "//h/:_authToken", "--location=user", "x"],
                None,
            ),
            (&["config", "set", "//h/:_authToken", "-g", "x"], None),
            (&["config", "set", "a", "-sEcrEt"], None),
        ];
        for (args, want) in cases {
            let words: Vec<OsString> = args.iter().map(OsString::from).collect();
            assert_eq!(
                eaten(&words, NpmVersion::Npm12).as_deref(),
                want,
                "{args:?}"
            );
        }
    }

    #[test]
    fn npm_gets_the_other_words() {
        let args: Vec<OsString> = [
            "--location",
            "user",
            "config",
            "set",
            "a=b",
            "//h/:_authToken",
            "x",
            "c",
            "d",
        ]
        .map(Into::into)
        .into();
        let operands = ["set", "a=b", "//h/:_authToken", "x", "c", "d"].map(str::to_owned);
        let pairs = pairs("config", &operands);
        let left = without(&args, pairs[1].words.iter());
        assert_eq!(
            left,
            ["--location", "user", "config", "set", "a=b", "c", "d"].map(OsString::from)
        );
    }
}
