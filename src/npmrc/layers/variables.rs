//! Finds the config keys that the environment may set, by the names of its variables alone.

use std::ffi::{OsStr, OsString};

use super::inputs::Inputs;

const CONFIG_PREFIX: &str = "npm_config_";

pub(super) fn has_config_prefix(name: &OsStr) -> bool {
    let start = name.as_encoded_bytes().get(..CONFIG_PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(CONFIG_PREFIX.as_bytes()))
}

/// The key that a variable with npm's prefix sets.
pub(super) fn key_of(name: &str) -> String {
    let key = &name[CONFIG_PREFIX.len()..];
    if key.starts_with("//") {
        key.to_owned()
    } else {
        normalized(key)
    }
}

/// `_` becomes `-`, except at the very beginning (`_auth`), and case does not count.
fn normalized(key: &str) -> String {
    let mut chars = key.chars();
    let first: String = chars.next().into_iter().collect();
    (first + &chars.as_str().replace('_', "-")).to_lowercase()
}

pub(super) fn variable(inputs: &Inputs, name: &str) -> Option<String> {
    let matches = |key: &OsStr| {
        let key = key.as_encoded_bytes();
        key == name.as_bytes() || (inputs.windows && key.eq_ignore_ascii_case(name.as_bytes()))
    };
    let found = inputs.env.iter().find(|(key, _)| matches(key));
    found.map(|(_, value)| value.to_string_lossy().into_owned())
}

/// Whether a flag or a variable may set a key that this test accepts. It looks at the names, which
/// is nearly always enough.
pub(super) fn may_set(inputs: &Inputs, test: impl Fn(&str) -> bool) -> bool {
    // A placeholder in a key may turn it into any key.
    let may_be = |key: &str| key.contains("${") || test(key);
    let is_variable = |(name, _): &(OsString, OsString)| {
        has_config_prefix(name) && may_be(&key_of(&name.to_string_lossy()))
    };
    inputs
        .command_line
        .options
        .iter()
        .any(|(key, _)| may_be(key))
        || inputs.env.iter().any(is_variable)
}
