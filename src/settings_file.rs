//! The user's settings: `settings.json` in our configuration folder. A variable wins over it.
//!
//! It is read only if the answer matters: a command with a valid credential reads none of our
//! files. An invalid word is an error wherever it is, because a guess would do what nobody chose.

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{self, Owner};
use crate::settings::{self, Setting};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Where a choice was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
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
pub fn chosen(context: &Context, setting: &Setting) -> Result<(&'static str, Origin)> {
    if let Some(word) = context.env.filled(setting.name) {
        let word = word.to_string_lossy();
        return Ok((
            check(setting, &word)
                .map_err(|error| error.note(format!("{} says so", setting.name)))?,
            Origin::Variable,
        ));
    }
    let (path, object) = read(context)?;
    match object.get(setting.key.unwrap_or_default()) {
        Some(value) => {
            let word = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let known = check(setting, &word)
                .map_err(|error| error.note(format!("{} says so", path.display())))?;
            Ok((known, Origin::File))
        }
        None => Ok((
            setting.words.first().copied().unwrap_or_default(),
            Origin::Default,
        )),
    }
}

/// Changes the setting; `None` goes back to the default.
///
/// # Errors
/// Those of [`chosen`]; `File` if it cannot be written.
pub fn choose(context: &Context, setting: &Setting, word: Option<&str>) -> Result<()> {
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
pub fn named(key: &str) -> Result<&'static Setting> {
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

fn check(setting: &Setting, word: &str) -> Result<&'static str> {
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
    use std::path::Path;

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
        assert_eq!(holds(""), ("ask", Origin::Default));
        choose(&context(home.path(), ""), &RENEW, Some("never")).unwrap();
        assert_eq!(holds(""), ("never", Origin::File));
        assert_eq!(holds("always"), ("always", Origin::Variable));
        choose(&context(home.path(), ""), &RENEW, None).unwrap();
        assert_eq!(holds(""), ("ask", Origin::Default));
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
