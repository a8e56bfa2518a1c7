//! Cuts a command line into options and the rest, as npm's option parser (`nopt`) does.
//!
//! Which word belongs to which flag depends on the declared *form* of the type, not on its meaning.
//! `String` refuses a next word with a dash and becomes empty, `[null, String]` swallows it, an
//! unknown flag takes none. So `--otp --json login` gives the password `--json`, and `--browser
//! login` swallows the command.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};

use super::rows::{Flag, Shorthand, kind::*};
use super::table::{flag, flag_abbreviated, shorthand, shorthand_abbreviated};
use super::types::clean;
use crate::npmrc::file::js;
use crate::npmrc::file::value::Value;
use crate::npmrc::version::NpmVersion;

/// The result of parsing, before the first word of the rest is looked up as a command.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) options: Vec<(String, Value)>,
    pub(super) remain: Vec<OsString>,
}

/// One argument: as given, and as node decodes it.
struct Argument {
    text: String,
    given: Option<OsString>,
}

impl Argument {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            given: None,
        }
    }

    fn into_os(self) -> OsString {
        self.given.unwrap_or_else(|| self.text.into())
    }
}

/// Parses words and applies types, as npm's `lib/index.js` of `@npmcli/config` does.
pub(super) fn parse(args: &[OsString], npm: NpmVersion) -> Parsed {
    let words = args.iter().map(|arg| Argument {
        text: arg.to_string_lossy().into_owned(),
        given: Some(arg.clone()),
    });
    let mut parser = Parser {
        npm,
        words: words.collect(),
        out: Parsed::default(),
    };
    while let Some(word) = parser.words.pop_front() {
        if is_terminator(&word.text) {
            let rest = std::mem::take(&mut parser.words);
            parser
                .out
                .remain
                .extend(rest.into_iter().map(Argument::into_os));
        } else if word.text.starts_with('-') && word.text.len() > 1 {
            parser.flag(word.text);
        } else {
            parser.out.remain.push(word.into_os());
        }
    }
    let mut out = parser.out;
    // nopt stores the words themselves under this name, and `__proto__` is not an ordinary
    // property.
    out.options
        .retain(|(key, _)| !matches!(key.as_str(), "argv" | "__proto__"));
    out.options = out
        .options
        .into_iter()
        .filter_map(|(key, value)| clean(value, &key, npm, None).map(|value| (key, value)))
        .collect();
    out
}

/// Two dashes or more, and nothing else.
fn is_terminator(text: &str) -> bool {
    text.len() >= 2 && text.bytes().all(|b| b == b'-')
}

struct Parser {
    npm: NpmVersion,
    words: VecDeque<Argument>,
    out: Parsed,
}

impl Parser {
    fn flag(&mut self, mut word: String) {
        let equals = word.find('=');
        if let Some(at) = equals {
            self.words.push_front(Argument::new(&word[at + 1..]));
            word.truncate(at);
        }
        let name = word.trim_start_matches('-');
        if let Some(expansion) = expand_short(name, self.npm) {
            for text in expansion.into_iter().flatten().rev() {
                self.words.push_front(Argument::new(*text));
            }
            return;
        }
        let (name, negated) = without_no(name);
        let flag = flag_abbreviated(name, self.npm);
        let key = flag.map_or(name, |flag| flag.0).to_owned();
        self.option(&key, flag, negated, equals.is_some());
    }

    fn option(&mut self, key: &str, flag: Option<&Flag>, negated: Option<bool>, had_equals: bool) {
        let next = self.words.front().map(|word| word.text.clone());
        let has = |kinds| flag.is_some_and(|flag| flag.is(kinds));
        let is_boolean = negated.is_some()
            || has(BOOLEAN)
            || (flag.is_none() && !had_equals)
            || (next.as_deref() == Some("false") && has(CHOICE) && has(NULL));
        let value = if is_boolean {
            self.boolean(flag, negated.unwrap_or(false), next)
        } else {
            self.valued(flag, next)
        };
        self.set(key, value, flag);
    }

    /// A flag that may be alone: it takes `true` or `false`, or another word that its list of types
    /// names.
    fn boolean(&mut self, flag: Option<&Flag>, negated: bool, next: Option<String>) -> Value {
        let next = match next.as_deref() {
            Some(word @ ("true" | "false")) => {
                self.words.pop_front();
                return Value::Bool((word == "true") != negated);
            }
            Some("") | None => None,
            Some(_) => next,
        };
        let (Some(flag), Some(next)) = (flag.filter(|flag| flag.is(CHOICE)), next) else {
            return Value::Bool(!negated);
        };
        let number = js::number(&next).filter(|_| flag.is(NUMBER) && !is_long_flag(&next));
        let value = if flag.3.contains(&next.as_str()) {
            Value::Text(next)
        } else if next == "null" && flag.is(NULL) {
            Value::Null
        } else if let Some(number) = number {
            Value::Number(number)
        } else if flag.is(STRING) && !is_short_flag(&next) {
            Value::Text(next)
        } else {
            return Value::Bool(!negated);
        };
        self.words.pop_front();
        value
    }

    /// A flag that takes the next word, whatever it is; only a plain `String` refuses one with a
    /// dash.
    fn valued(&mut self, flag: Option<&Flag>, next: Option<String>) -> Value {
        let plain_string = flag.is_some_and(|flag| flag.is(STRING) && !flag.is(CHOICE));
        match next {
            None if plain_string => Value::Text(String::new()),
            None => Value::Bool(true),
            Some(next) if plain_string && is_any_flag(&next) => Value::Text(String::new()),
            Some(next) if is_terminator(&next) => Value::Bool(true),
            Some(next) => {
                self.words.pop_front();
                Value::Text(next)
            }
        }
    }

    fn set(&mut self, key: &str, value: Value, flag: Option<&Flag>) {
        let old = self
            .out
            .options
            .iter_mut()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value);
        let is_list = flag.is_some_and(|flag| flag.is(LIST));
        match old {
            None if is_list => self
                .out
                .options
                .push((key.to_owned(), Value::List(vec![value]))),
            None => self.out.options.push((key.to_owned(), value)),
            Some(old) if is_list || flag.is_none() => match old {
                Value::List(items) => items.push(value),
                Value::Null
                | Value::Undefined
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Text(_)
                | Value::Table(_) => {
                    let first = std::mem::replace(old, Value::Null);
                    *old = Value::List(vec![first, value]);
                }
            },
            Some(old) => *old = value,
        }
    }
}

/// Removes every leading `no-`; an even number of them means yes.
fn without_no(name: &str) -> (&str, Option<bool>) {
    let (mut name, mut negated) = (name, None);
    while let Some((prefix, rest)) = name.split_at_checked(3) {
        if !prefix.eq_ignore_ascii_case("no-") {
            break;
        }
        name = rest;
        negated = Some(!negated.unwrap_or(false));
    }
    (name, negated)
}

/// `resolveShort`: the arguments that a short spelling stands for; `None` if it is not one.
fn expand_short(name: &str, npm: NpmVersion) -> Option<Vec<&'static [&'static str]>> {
    if flag(name, npm).is_some() {
        return None;
    }
    if let Some(Shorthand(_, _, expansion)) = shorthand(name, npm) {
        return Some(vec![expansion]);
    }
    let mut buffer = [0; 4];
    let singles = name
        .chars()
        .map(|c| shorthand(c.encode_utf8(&mut buffer), npm).map(|short| short.2));
    if let Some(singles) = singles.collect() {
        return Some(singles);
    }
    if flag_abbreviated(name, npm).is_some() {
        return None;
    }
    shorthand_abbreviated(name, npm).map(|short| vec![short.2])
}

/// `/^-{1,2}[^-]+/`
fn is_any_flag(text: &str) -> bool {
    is_short_flag(text) || is_exactly_long_flag(text)
}

/// `/^-[^-]/`
fn is_short_flag(text: &str) -> bool {
    text.strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('-'))
}

fn is_exactly_long_flag(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(is_short_flag)
}

/// `/^-{2,}[^-]/`
fn is_long_flag(text: &str) -> bool {
    let rest = text.trim_start_matches('-');
    text.len() - rest.len() >= 2 && !rest.is_empty()
}

/// Whether a word is taken for a flag at all; for callers that walk a command line themselves.
pub(super) fn starts_with_dash(word: &OsStr) -> bool {
    word.as_encoded_bytes().first() == Some(&b'-')
}
