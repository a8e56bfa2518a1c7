//! The status as JSON.

use super::facts::StatusFacts;
use crate::command::list::item_json;
use crate::context::Context;
use crate::credential::{Expiry, Place};
use crate::error::Error;
use crate::login::account::Overruled;
use crate::login::{InventoryItem, RegistryStatus};
use npmcred_platform::Durability;
use serde_json::{Value, json};

/// The status as JSON.
pub(super) fn json(context: &Context, status: &StatusFacts) -> Value {
    let held = status.held.as_deref().unwrap_or_default();
    json!({
        "v": 1,
        "store": match &status.store {
            Ok(opened) => json!({
                "name": opened.name,
                "persistent": opened.durability == Durability::Persistent,
                "state": opened.state(),
                "kept": status.held.as_ref().map(Vec::len),
                "passed_over": opened.passed_over.as_ref().map(ToString::to_string),
            }),
            Err(error) => problem(error),
        },
        "overruled": overruled(&status.overruled),
        "credentials": status.store.as_ref().map_or(Value::Null, |opened| credentials(context, opened.name, held)),
        "profile": match &status.profile {
            Ok(active) => active.json(),
            Err(error) => problem(error),
        },
        "shims": status.shims.as_ref().map(|(folder, first)| json!({ "folder": folder.to_string_lossy(), "first_on_path": first })),
        "not_read": status.not_read,
        "npm": status.npm.as_ref().map(|(path, version)| json!({ "path": path.to_string_lossy(), "version": version })),
    })
}

fn problem(error: &Error) -> Value {
    json!({ "name": Value::Null, "problem": error.message, "hints": error.hint_lines() })
}

/// An object for each credential.
fn credentials(context: &Context, store: &str, all: &[InventoryItem]) -> Value {
    let one = |InventoryItem { item, status }: &InventoryItem| {
        let mut object = item_json(item);
        object["store"] = json!(store);
        if let Ok(credential) = &item.1 {
            let left = credential.expires.remaining(context.now());
            object["seconds_left"] = json!(left.map(|left| left.as_secs()));
            object["state"] = json!(state(credential.expires, context.now(), status.as_ref()));
        }
        if let Some(RegistryStatus::Silent(why) | RegistryStatus::Unreachable(why)) = status {
            object["could_not_ask"] = json!(why);
        }
        object
    };
    all.iter().map(one).collect()
}

/// The state in one word. `accepted` and `rejected` are the registry's answer, only if it was
/// asked.
fn state(expires: Expiry, now: u64, status: Option<&RegistryStatus>) -> &'static str {
    match (status, expires) {
        _ if expires.is_past(now) => "expired",
        (Some(RegistryStatus::Accepted), _) => "accepted",
        (Some(RegistryStatus::Rejected), _) => "rejected",
        (Some(RegistryStatus::Silent(_) | RegistryStatus::Unreachable(_)) | None, end) => match end
        {
            Expiry::At(_) => "current",
            Expiry::Unknown => "unknown",
        },
    }
}

/// An object for each credential that overrides a stored one here.
fn overruled(all: &[Overruled]) -> Value {
    let one = |one: &Overruled| {
        let Place {
            file, line, key, ..
        } = &one.place;
        let state = match &one.status {
            Some(RegistryStatus::Accepted) => "accepted",
            Some(RegistryStatus::Rejected) => "rejected",
            Some(RegistryStatus::Silent(_) | RegistryStatus::Unreachable(_)) | None => "unknown",
        };
        let path = file.as_ref().map(|file| file.to_string_lossy());
        json!({ "registry": one.registry.to_string(), "by": { "path": path, "line": line, "key": key }, "state": state })
    };
    all.iter().map(one).collect()
}
