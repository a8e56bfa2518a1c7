//! The user's settings: `settings.json` in our configuration folder. A variable wins over it.
//!
//! It is read only if the answer matters. An invalid word is an error wherever it is, because a
//! guess would do what nobody chose.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{self, Owner};
use crate::report::Command;
use crate::settings::{self, OwnSetting};
use npmcred_platform::{StoreChoice, hint};
use serde_json::{Map, Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Where a choice was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingOrigin {
    /// The variable.
    Variable,
    /// `settings.json`.
    File,
    /// Nowhere: it is the default.
    Default,
}

/// The value of a setting that has a key and a fixed set of words; the first word is the default.
///
/// # Errors
/// `Usage` for a word that it does not take; `File` if the file cannot be read or npmcred did not
/// write it.
pub fn chosen(context: &Context, setting: &OwnSetting) -> Result<(&'static str, SettingOrigin)> {
    if let Some(word) = context.env.filled(setting.name) {
        let known = check(setting, &word.to_string_lossy())
            .map_err(|error| of_variable(context, setting, error))?;
        return Ok((known, SettingOrigin::Variable));
    }
    let (path, object) = read(context)?;
    let default = setting.words.first().copied().unwrap_or_default();
    Ok(
        in_file(&path, &object, setting)?.map_or((default, SettingOrigin::Default), |word| {
            (word, SettingOrigin::File)
        }),
    )
}

/// The store that the user chose.
///
/// # Errors
/// Those of [`chosen`].
pub fn store_choice(context: &Context) -> Result<StoreChoice> {
    // Without a home there is no file, and nothing was chosen in it.
    if path(context).is_err() && context.env.filled(settings::STORE.name).is_none() {
        return Ok(StoreChoice::System);
    }
    Ok(match chosen(context, &settings::STORE)? {
        ("pass", _) => StoreChoice::Pass,
        _ => StoreChoice::System,
    })
}

/// The word of the file for this setting, if it has one.
fn in_file(
    path: &Path,
    object: &Map<String, Value>,
    setting: &OwnSetting,
) -> Result<Option<&'static str>> {
    let key = setting.key.unwrap_or_default();
    let Some(value) = object.get(key) else {
        return Ok(None);
    };
    let word = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    check(setting, &word).map(Some).map_err(|error| {
        let back = Command::new("npmcred config").word(key).fixed("--unset");
        error
            .note(format!("{} says so", path.display()))
            .cure("go back to the default", back)
    })
}

/// Whether the user wants the tool as if npmcred were not there.
///
/// # Errors
/// `Usage` for any word but `off`: a typing mistake must not hand a credential over.
pub fn bypasses(context: &Context) -> Result<bool> {
    match context.env.filled(settings::BYPASS.name) {
        None => Ok(false),
        Some(word) if word == OsStr::new("off") => Ok(true),
        // A script may keep the program's path in a variable of this name.
        Some(word) if word.to_string_lossy().contains(['/', '\\']) => Ok(false),
        Some(_) => {
            let name = settings::BYPASS.name;
            let error = Error::new(
                ErrorKind::Usage,
                format!("{name} has a value that it does not take: it is off, or not set"),
            );
            Err(unset(context, &settings::BYPASS, error))
        }
    }
}

/// Everything in the file and in the variables that is not understood.
#[must_use]
pub fn mistakes(context: &Context) -> Vec<Error> {
    let chosen_in = |setting: &&OwnSetting| setting.key.is_some();
    let mut found: Vec<Error> = bypasses(context).err().into_iter().collect();
    let variables = settings::ALL
        .iter()
        .filter(chosen_in)
        .filter_map(|setting| {
            let word = context.env.filled(setting.name)?.to_string_lossy();
            let error = check(setting, &word).err()?;
            Some(of_variable(context, setting, error))
        });
    found.extend(variables);
    match read(context) {
        // Without a home there is no file.
        Err(_) if path(context).is_err() => {}
        Err(error) => found.push(error),
        Ok((path, object)) => {
            let settings = settings::ALL.iter().filter(chosen_in);
            found.extend(settings.filter_map(|setting| in_file(&path, &object, setting).err()));
        }
    }
    found
}

/// Adds which variable has such a value, and the command that unsets it.
fn of_variable(context: &Context, setting: &OwnSetting, error: Error) -> Error {
    let error = error.note(format!("{} says so", setting.name));
    unset(context, setting, error)
}

/// Adds the command that unsets the variable.
fn unset(context: &Context, setting: &OwnSetting, error: Error) -> Error {
    let command = hint::unset(setting.name, context.env.filled("SHELL"));
    error.cure("unset it", command.into())
}

/// Changes the setting; `None` goes back to the default.
///
/// # Errors
/// Those of [`chosen`]; `File` if it cannot be written.
pub fn choose(context: &Context, setting: &OwnSetting, word: Option<&str>) -> Result<()> {
    let key = setting.key.unwrap_or_default();
    let word = word.map(|word| check(setting, word)).transpose()?;
    record::while_locked(&path(context)?, || {
        let (path, mut object) = read(context)?;
        match word {
            Some(word) => object.insert(key.to_owned(), json!(word)),
            None => object.remove(key),
        };
        object.insert("v".to_owned(), json!(1));
        record::write(&path, &Value::Object(object))
    })
}

/// The setting with this key.
///
/// # Errors
/// `Usage` if there is none.
pub fn named(key: &str) -> Result<&'static OwnSetting> {
    let keys: Vec<&str> = settings::ALL
        .iter()
        .filter_map(|setting| setting.key)
        .collect();
    settings::ALL
        .iter()
        .find(|setting| setting.key == Some(key))
        .ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no such setting")
                .note(format!("the settings are: {}", keys.join(", ")))
        })
}

fn check(setting: &OwnSetting, word: &str) -> Result<&'static str> {
    setting
        .words
        .iter()
        .copied()
        .find(|known| *known == word)
        .ok_or_else(|| {
            let key = setting.key.unwrap_or(setting.name);
            Error::new(
                ErrorKind::Usage,
                format!(
                    "the setting {key} cannot be {word:?}: it is one of {}",
                    setting.words.join(", ")
                ),
            )
        })
}

fn read(context: &Context) -> Result<(PathBuf, Map<String, Value>)> {
    let path = path(context)?;
    let object = record::read(context, &path, "settings file", Owner::Person, |record| {
        Some(record.clone())
    })?;
    Ok((path, object.unwrap_or_default()))
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.config_folder()?.join("settings.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::settings::RENEW;
    use npmcred_platform::StoreError;
    use npmcred_platform::files;
    use std::ffi::OsString;

    fn context(home: &Path, variable: &str) -> Context {
        let env = Env::new(vec![
            ("HOME".into(), OsString::from(home)),
            (RENEW.name.into(), variable.into()),
        ]);
        Context::invented(env, Box::new(|_, _| Err(StoreError::Denied)), || 0)
    }

    #[test]
    fn the_variable_wins_over_the_file_and_the_file_over_the_default() {
        let home = tempfile::tempdir().unwrap();
        let holds = |variable: &str| chosen(&context(home.path(), variable), &RENEW).unwrap();
        assert_eq!(holds(""), ("ask", SettingOrigin::Default));
        choose(&context(home.path(), ""), &RENEW, Some("never")).unwrap();
        assert_eq!(holds(""), ("never", SettingOrigin::File));
        assert_eq!(holds("always"), ("always", SettingOrigin::Variable));
        choose(&context(home.path(), ""), &RENEW, None).unwrap();
        assert_eq!(holds(""), ("ask", SettingOrigin::Default));
    }

    #[test]
    fn off_is_the_only_word_that_bypasses() {
        let bypassed = |value: &str| {
            let env = Env::new(vec![("NPMCRED".into(), value.into())]);
            bypasses(&Context::invented(
                env,
                Box::new(|_, _| Err(StoreError::Denied)),
                || 0,
            ))
            .map_err(|error| (error.kind, error.hint_lines()))
        };
        for (value, want) in [("off", true), ("", false), ("/usr/bin/npmcred", false)] {
            assert_eq!(bypassed(value), Ok(want), "{value}");
        }
        for value in ["of", "OFF", "0", "no", "on"] {
            let cure = "unset it: unset NPMCRED".to_owned();
            assert_eq!(
                bypassed(value),
                Err((ErrorKind::Usage, vec![cure])),
                "{value}"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error_and_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let there = context(home.path(), "");
        assert_eq!(
            chosen(&context(home.path(), "yes"), &RENEW)
                .unwrap_err()
                .kind,
            ErrorKind::Usage
        );
        assert_eq!(
            choose(&there, &RENEW, Some("yes")).unwrap_err().kind,
            ErrorKind::Usage
        );
        let path = there.config_folder().unwrap().join("settings.json");
        for (text, kind) in [
            ("", ErrorKind::File),
            ("[]", ErrorKind::File),
            (r#"{"v":2}"#, ErrorKind::File),
            (r#"{"renew":true}"#, ErrorKind::Usage),
        ] {
            files::write_private(&path, text.as_bytes()).unwrap();
            assert_eq!(chosen(&there, &RENEW).unwrap_err().kind, kind, "{text}");
        }
        files::write_private(&path, br#"{"later":1}"#).unwrap();
        choose(&there, &RENEW, Some("always")).unwrap();
        let kept: Value = serde_json::from_slice(&files::read(&path).unwrap().unwrap()).unwrap();
        assert_eq!(kept, json!({ "later": 1, "renew": "always", "v": 1 }));
    }
}
