//! Whether two values of a key mean the same to npm.

use super::super::layer::DEFAULT_REGISTRY;
use crate::npmrc::file::value::Value;

/// Whether two values of a key mean the same, even if one was a variable: npm joins lists by empty
/// lines, and has no variable for a false value.
#[must_use]
pub fn is_same(key: &str, one: Option<&Value>, other: Option<&Value>) -> bool {
    let text = |value: Option<&Value>| {
        value.map_or_else(|| default_of(key).to_owned(), |value| canonical(key, value))
    };
    text(one) == text(other)
}

pub(super) fn canonical(key: &str, value: &Value) -> String {
    let text = match value {
        Value::List(items) => items
            .iter()
            .map(Value::to_text)
            .collect::<Vec<_>>()
            .join("\n\n"),
        Value::Null | Value::Undefined | Value::Bool(false) => String::new(),
        Value::Bool(true) | Value::Number(_) | Value::Text(_) | Value::Table(_) => value.to_text(),
    };
    if key == "noproxy" {
        let hosts = text
            .split([',', '\n'])
            .map(str::trim)
            .filter(|host| !host.is_empty());
        return hosts.collect::<Vec<_>>().join(",");
    }
    text.trim().to_owned()
}

fn default_of(key: &str) -> &'static str {
    match key {
        "strict-ssl" => "true",
        "replace-registry-host" => "npmjs",
        "registry" => DEFAULT_REGISTRY,
        _ => "",
    }
}
