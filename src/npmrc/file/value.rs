//! A config value as npm holds it in memory.
//!
//! Not every value is text. `ini` turns `true`, `false` and `null` into themselves, and text
//! between single quotes into JSON: `'12'` is a number and `'{}'` an object.

use super::js;

/// A JavaScript value that a config file, a variable or a flag can give.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// What npm makes of the word `undefined`: it hides lower layers like `null`, but most declared
    /// types do not take it.
    Undefined,
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
            Self::Null
            | Self::Undefined
            | Self::Bool(_)
            | Self::Number(_)
            | Self::List(_)
            | Self::Table(_) => None,
        }
    }

    /// The member of this name, if it is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Table(fields) = self else {
            return None;
        };
        fields
            .iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// Whether JavaScript takes it for true: an empty text, zero, `false`, `null` and
    /// `undefined` are not.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null | Self::Undefined => false,
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
            Self::Undefined => "undefined".into(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => js::number_text(*value),
            Self::Text(text) => text.clone(),
            Self::List(items) => {
                let text = |item: &Self| {
                    if matches!(item, Self::Null | Self::Undefined) {
                        String::new()
                    } else {
                        item.to_text()
                    }
                };
                items.iter().map(text).collect::<Vec<_>>().join(",")
            }
            Self::Table(_) => "[object Object]".into(),
        }
    }
}
