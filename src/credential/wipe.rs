//! JSON that held a secret, made empty.

use serde_json::Value;
use zeroize::Zeroize;

/// Overwrites every text in it: where one member is a secret, others may be as well.
pub fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}
