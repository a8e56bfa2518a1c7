//! What settings and findings are made of, whichever file they come from.

use crate::npmrc::{Setting, Value};
use crate::registry::Registry;

/// Stands for a token that bun finds elsewhere.
pub(super) const GIVEN: &str = "given";

/// The key of a token for a registry.
#[must_use]
pub(super) fn token_key(registry: &Registry) -> String {
    format!("{}:_authToken", registry.nerf_dart())
}

/// A setting that is no line of an `.npmrc`.
#[must_use]
pub(super) fn setting(key: &str, value: &str, line: Option<usize>) -> Setting {
    Setting {
        key: key.to_owned(),
        value: match value {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text => Value::Text(text.to_owned()),
        },
        raw: value.to_owned(),
        line,
        unresolved: Vec::new(),
    }
}
