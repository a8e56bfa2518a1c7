//! Applies a config key's declared types to a value: `parse-field.js` on loading, `nopt.clean` on
//! validation.
//!
//! A value can vanish: an invalid `registry` is dropped with a warning, and the next layer's
//! counts. And it can change: for a key that npm does not know (every `//host/:_authToken`) the
//! words `true`, `false`, `null` and `undefined` stop being text. `before` keeps its text, because
//! dates need node's own parser.

use std::path::Path;

use super::rows::{Flag, kind::*};
use super::table::flag;
use super::{legacy_url, paths};
use crate::npmrc::file::expand::expand;
use crate::npmrc::file::js;
use crate::npmrc::file::value::Value;
use crate::npmrc::version::NpmVersion;
use zeroize::Zeroizing;

/// The folders and variables that resolve paths and placeholders.
pub(crate) struct Surroundings<'a> {
    pub(crate) npm: NpmVersion,
    pub(crate) env: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) cwd: &'a Path,
    pub(crate) home: &'a Path,
    pub(crate) windows: bool,
}

impl Surroundings<'_> {
    fn resolve(&self, text: &str) -> Value {
        Value::Text(paths::resolve_setting(
            text,
            self.cwd,
            self.home,
            self.windows,
        ))
    }

    /// `parseField`: the best type for the text of a file, a variable or a flag. Names that are not
    /// set are added to `unresolved`.
    pub(crate) fn parse_field(
        &self,
        value: Value,
        key: &str,
        unresolved: &mut Vec<String>,
    ) -> Value {
        self.field(value, flag(key, self.npm), false, unresolved)
    }

    fn field(
        &self,
        value: Value,
        flag: Option<&Flag>,
        is_item: bool,
        unresolved: &mut Vec<String>,
    ) -> Value {
        let has = |kinds| flag.is_some_and(|flag| flag.is(kinds));
        let is_list = !is_item && has(LIST);
        let text = match value {
            // If it is a secret, it leaves no copy behind.
            Value::Text(text) => Zeroizing::new(text),
            Value::List(items) if is_list => {
                return Value::List(
                    items
                        .into_iter()
                        .map(|item| self.field(item, flag, true, unresolved))
                        .collect(),
                );
            }
            Value::Null
            | Value::Undefined
            | Value::Bool(_)
            | Value::Number(_)
            | Value::List(_)
            | Value::Table(_) => return value,
        };
        let text = js::trim(&text);
        if is_list {
            let items = text.split("\n\n").map(|item| Value::Text(item.to_owned()));
            return Value::List(
                items
                    .map(|item| self.field(item, flag, true, unresolved))
                    .collect(),
            );
        }
        let is_string = has(STRING | PATH);
        if has(BOOLEAN) && !is_string && text.is_empty() {
            return Value::Bool(true);
        }
        if !is_string
            && !has(NUMBER)
            && let Some(literal) = literal(text)
        {
            return literal;
        }
        let mut expanded = expand(text, self.npm, self.env);
        unresolved.append(&mut expanded.unresolved);
        let text = expanded.text;
        if has(PATH) {
            return self.resolve(&text);
        }
        let number = match flag {
            Some(flag) if flag.is(UMASK) => umask(&text),
            Some(flag) if flag.is(NUMBER) => js::number(&text),
            Some(_) | None => None,
        };
        number.map_or(Value::Text(text), Value::Number)
    }
}

fn literal(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "null" => Some(Value::Null),
        "undefined" => Some(Value::Undefined),
        _ => None,
    }
}

/// `nopt.clean` for one key: the value in its declared type, or `None` if npm drops it. Without
/// surroundings a path is unchanged.
pub(crate) fn clean(
    value: Value,
    key: &str,
    npm: NpmVersion,
    paths: Option<&Surroundings>,
) -> Option<Value> {
    let flag = flag(key, npm);
    let (items, is_list) = match value {
        Value::List(items) => (items, true),
        value if flag.is_none() => return clean_item(value, None, npm, paths),
        Value::Null
        | Value::Undefined
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_)
        | Value::Table(_) => (vec![value], false),
    };
    let mut items: Vec<_> = items
        .into_iter()
        .filter_map(|item| clean_item(item, flag, npm, paths))
        .collect();
    if items.is_empty() && flag.is_some_and(|flag| !flag.is(LIST)) {
        return None;
    }
    if is_list {
        return Some(Value::List(items));
    }
    Some(if items.is_empty() {
        Value::Null
    } else {
        items.swap_remove(0)
    })
}

fn clean_item(
    value: Value,
    flag: Option<&Flag>,
    npm: NpmVersion,
    paths: Option<&Surroundings>,
) -> Option<Value> {
    let has = |kinds| flag.is_none_or(|flag| flag.is(kinds));
    let value = match value {
        Value::Text(text) => match js::trim(&text) {
            "null" if has(NULL) => Value::Null,
            "true" if has(BOOLEAN) => Value::Bool(true),
            "false" if has(BOOLEAN | FALSE) => Value::Bool(false),
            trimmed => {
                let number = flag
                    .filter(|flag| flag.is(NUMBER))
                    .map(|_| js::number(trimmed));
                match number.flatten() {
                    Some(number) => Value::Number(number),
                    None if trimmed.len() == text.len() => Value::Text(text),
                    None => Value::Text(trimmed.to_owned()),
                }
            }
        },
        Value::Null
        | Value::Undefined
        | Value::Bool(_)
        | Value::Number(_)
        | Value::List(_)
        | Value::Table(_) => value,
    };
    let Some(flag) = flag else { return Some(value) };
    let value = if value == Value::Bool(false) && flag.is(NULL) && !flag.is(FALSE | BOOLEAN) {
        Value::Null
    } else {
        value
    };
    validate(value, flag, npm, paths)
}

/// The first of the declared types that takes the value decides its form.
fn validate(
    value: Value,
    flag: &Flag,
    npm: NpmVersion,
    paths: Option<&Surroundings>,
) -> Option<Value> {
    if (flag.is(NULL) && value == Value::Null) || (flag.is(FALSE) && value == Value::Bool(false)) {
        return Some(value);
    }
    let is_word = matches!(value, Value::Text(_) | Value::Number(_));
    if is_word && !flag.3.is_empty() && flag.3.contains(&value.to_text().as_str()) {
        return Some(value);
    }
    if flag.is(BOOLEAN) {
        return Some(Value::Bool(boolean(&value)));
    }
    if flag.is(NUMBER) {
        return number(&value).map(Value::Number);
    }
    if flag.is(PATH) {
        let text = value.as_text()?;
        return Some(paths.map_or_else(|| value.clone(), |paths| paths.resolve(text)));
    }
    if flag.is(URL) {
        return url_text(&value.to_text(), npm).map(Value::Text);
    }
    if flag.is(SEMVER) {
        return semver(&value.to_text()).map(Value::Text);
    }
    if flag.is(UMASK) {
        return match value {
            Value::Number(mask) => (0.0..=511.0)
                .contains(&mask.floor())
                .then_some(Value::Number(mask.floor())),
            Value::Text(text) => umask(&text).map(Value::Number),
            Value::Null | Value::Undefined | Value::Bool(_) | Value::List(_) | Value::Table(_) => {
                None
            }
        };
    }
    if flag.is(STRING) {
        return Some(Value::Text(value.to_text()));
    }
    (flag.is(DATE | ADDRESS) && value.as_text().is_some()).then_some(value)
}

fn boolean(value: &Value) -> bool {
    match value {
        Value::Text(text) => match js::number(text) {
            Some(number) => number != 0.0,
            None => !matches!(text.as_str(), "null" | "false"),
        },
        Value::Null
        | Value::Undefined
        | Value::Bool(_)
        | Value::Number(_)
        | Value::List(_)
        | Value::Table(_) => value.is_truthy(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Undefined => None,
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(value) => (!value.is_nan()).then_some(*value),
        Value::Text(_) | Value::List(_) | Value::Table(_) => js::number(&value.to_text()),
    }
}

/// A URL in the form in which npm keeps it; `None` if npm drops it.
pub(crate) fn url_text(text: &str, npm: NpmVersion) -> Option<String> {
    if npm >= NpmVersion::Npm12 {
        url::Url::parse(text).ok().map(String::from)
    } else {
        legacy_url::href(text)
    }
}

/// `umask.js`: octal with a leading zero, otherwise decimal; a zero alone is neither.
fn umask(text: &str) -> Option<f64> {
    let all = |digits: &str, radix| digits.chars().all(|c| c.is_digit(radix));
    let octal = text.strip_prefix('0');
    let digits = octal.map_or(text, |rest| rest.strip_prefix('o').unwrap_or(rest));
    let radix = if octal.is_some() { 8 } else { 10 };
    if digits.is_empty() || !all(digits, radix) {
        return None;
    }
    if octal.is_some() {
        js::number(&format!("0o{digits}"))
    } else {
        js::number(digits)
    }
}

/// `semver.valid`, as far as it decides whether a value stays: `v1.2.3-a.b+c`, without the build
/// part.
fn semver(text: &str) -> Option<String> {
    let text = js::trim(text);
    let text = text.strip_prefix('=').unwrap_or(text);
    let text = js::trim(text.strip_prefix('v').unwrap_or(text));
    let version = text.split_once('+').map_or(text, |(version, _)| version);
    let (numbers, pre) = version
        .split_once('-')
        .map_or((version, None), |(numbers, pre)| (numbers, Some(pre)));
    let is_number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    let is_name = |part: &str| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && (!digits || is_number(part))
    };
    let valid = numbers.split('.').count() == 3
        && numbers.split('.').all(is_number)
        && pre.is_none_or(|pre| pre.split('.').all(is_name));
    valid.then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(key: &str, text: &str) -> Option<Value> {
        clean(Value::Text(text.into()), key, NpmVersion::Npm10, None)
    }

    #[test]
    fn a_declared_type_seldom_takes_undefined() {
        for (key, expected) in [
            ("proxy", None),
            ("https-proxy", None),
            ("before", None),
            ("production", Some(Value::Bool(false))),
            ("//h/:_authToken", Some(Value::Undefined)),
        ] {
            let cleaned = clean(Value::Undefined, key, NpmVersion::Npm10, None);
            assert_eq!(cleaned, expected, "{key}");
        }
    }

    #[test]
    fn declared_types_decide_what_stays() {
        let text = |text: &str| Some(Value::Text(text.into()));
        for (key, given, expected) in [
            ("registry", "https://h", text("https://h/")),
            ("registry", "h.example", None),
            ("//h/:_authToken", " x ", text("x")),
            ("//h/:_authToken", "false", Some(Value::Bool(false))),
            ("global", "no", Some(Value::Bool(true))),
            ("otp", "false", text("false")),
            ("proxy", "false", Some(Value::Bool(false))),
            ("loglevel", "loud", None),
            ("lockfile-version", "2", text("2")),
            ("fetch-retries", "0x10", Some(Value::Number(16.0))),
            ("fetch-retries", "many", None),
            ("umask", "022", Some(Value::Number(18.0))),
            ("umask", "0", None),
            ("init-version", "v1.2.3-a.1+b", text("1.2.3-a.1")),
            ("init-version", "1.2", None),
        ] {
            assert_eq!(cleaned(key, given), expected, "{key}={given}");
        }
    }
}
