//! A config value as npm holds it in memory.
//!
//! Not every value is text: `ini` turns `true`, `false` and `null` into themselves, and whatever stands between single
//! quotes into the JSON that it happens to be, so `'12'` is a number and `'{}'` an object.

use super::js;

/// A JavaScript value that a config file, a variable or a flag can give.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`; also the word `undefined`, which npm turns into a value that hides lower layers.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as a double.
    Number(f64),
    /// Text.
    Text(String),
    /// A list: `key[]=`, a repeated flag, or JSON in single quotes.
    List(Vec<Value>),
    /// An object: a section, or JSON in single quotes; keys in order of appearance, none twice.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Table(_) => None,
        }
    }

    /// Whether JavaScript takes it for true: an empty text, zero, `false` and `null` are not.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(value) => *value != 0.0 && !value.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::List(_) | Self::Table(_) => true,
        }
    }

    /// `String(value)`.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => js::number_text(*value),
            Self::Text(text) => text.clone(),
            Self::List(items) => {
                let text = |item: &Self| if *item == Self::Null { String::new() } else { item.to_text() };
                items.iter().map(text).collect::<Vec<_>>().join(",")
            }
            Self::Table(_) => "[object Object]".into(),
        }
    }

    /// `JSON.parse(text)`; `None` where it throws, and also beyond 128 levels or 1e308, where JavaScript still goes on.
    pub(super) fn from_json(text: &str) -> Option<Self> {
        // The common case by far is a word in single quotes, which cannot be JSON.
        let first = text.trim_start_matches([' ', '\t', '\n', '\r']).bytes().next()?;
        if !matches!(first, b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') {
            return None;
        }
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text);
        match parse(text) {
            Ok(json) => Some(Self::from(json)),
            // JavaScript keeps half a surrogate pair; as text it is U+FFFD, here as in a file that node writes.
            Err(_) if text.contains("\\u") => parse(&mend_surrogates(text)).ok().map(Self::from),
            Err(_) => None,
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(value) => Self::Number(value.as_f64().unwrap_or(f64::NAN)),
            serde_json::Value::String(text) => Self::Text(text),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => {
                Self::Table(map.into_iter().map(|(key, value)| (key, Self::from(value))).collect())
            }
        }
    }
}

/// Replaces every `\uD8xx` escape that has no partner by `\uFFFD`.
fn mend_surrogates(text: &str) -> String {
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let paired = |low: Option<u32>| low.is_some_and(|low| (0xdc00..0xe000).contains(&low));
        let length = match unit(at) {
            Some(0xd800..=0xdbff) if paired(unit(at + 6)) => 12,
            Some(0xd800..=0xdfff) => {
                out.push_str("\\ufffd");
                at += 6;
                continue;
            }
            Some(_) => 6,
            None if c == '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            None => c.len_utf8(),
        };
        out.push_str(&text[at..at + length]);
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_javascript_reads_it() {
        for (text, value) in [
            ("\"a\\u00e9\"", Some(Value::Text("aé".into()))),
            ("\"\\ud800x\"", Some(Value::Text("\u{fffd}x".into()))),
            ("\"\\ud83d\\ude00\"", Some(Value::Text("😀".into()))),
            ("\"\\\\ud800\"", Some(Value::Text("\\ud800".into()))),
            ("12", Some(Value::Number(12.0))),
            ("[1,null]", Some(Value::List(vec![Value::Number(1.0), Value::Null]))),
            ("abc", None),
            ("", None),
            ("\"a\" b", None),
        ] {
            assert_eq!(Value::from_json(text), value, "{text}");
        }
    }
}
