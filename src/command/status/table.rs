//! Prints the stored credentials, as columns and as JSON.

use crate::command::list::item_json;
use crate::context::Context;
use crate::credential::{Credential, Expiry, Place, Profile};
use crate::login::account::Overruled;
use crate::login::{InventoryItem, REJECTED, RegistryStatus};
use crate::report::printable;
use serde_json::{Value, json};
use std::time::Duration;

/// The names of the columns; the profile is one of them where there are several.
const HEAD: [&str; 5] = ["REGISTRY", "ACCOUNT", "KIND", "USE", "LEFT"];
const HEAD_WITH_PROFILE: [&str; 6] = ["REGISTRY", "ACCOUNT", "KIND", "USE", "PROFILE", "LEFT"];

/// The columns; empty if nothing is stored.
pub(super) fn columns(context: &Context, all: &[InventoryItem]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let cells = all.iter().map(|held| row(context, held));
    let columns = if all.iter().all(|held| held.item.0.profile.is_empty()) {
        let head = std::iter::once(HEAD.map(str::to_owned));
        context
            .report
            .columns(&head.chain(cells).collect::<Vec<_>>())
    } else {
        let profiles = all.iter().map(|held| profile(&held.item.0.profile));
        let rows = cells.zip(profiles);
        let rows = rows.map(|([a, b, c, d, e], profile)| [a, b, c, d, profile, e]);
        let head = std::iter::once(HEAD_WITH_PROFILE.map(str::to_owned));
        context
            .report
            .columns(&head.chain(rows).collect::<Vec<_>>())
    };
    format!("\n{columns}")
}

fn profile(key: &str) -> String {
    let name = Profile::of_key(key).map_or_else(|| key.to_owned(), |profile| profile.to_string());
    printable(&name)
}

fn row(
    context: &Context,
    InventoryItem {
        item: (key, credential),
        status,
    }: &InventoryItem,
) -> [String; 5] {
    let (owner, kind, left) = match credential {
        Ok(credential) => {
            let owner = credential.owner.as_deref().unwrap_or("unknown");
            (
                owner.to_owned(),
                credential.kind.as_str(),
                left(credential, context.now(), status.as_ref()),
            )
        }
        Err(error) => ("unknown".to_owned(), "unknown", error.to_string()),
    };
    [
        format!("{}{}", key.realm, key.path),
        owner,
        kind.to_owned(),
        key.purpose.clone(),
        left,
    ]
    .map(|cell| printable(&cell))
}

fn left(credential: &Credential, now: u64, status: Option<&RegistryStatus>) -> String {
    let time = match credential.expires.remaining(now) {
        None => "unknown".to_owned(),
        Some(Duration::ZERO) => return "expired".to_owned(),
        Some(left) => rounded(left),
    };
    match status {
        None => time,
        Some(RegistryStatus::Accepted) => format!("{time}, accepted"),
        Some(RegistryStatus::Rejected) => "rejected".to_owned(),
        Some(RegistryStatus::Silent(why) | RegistryStatus::Unreachable(why)) => {
            format!("{time}, could not ask: {why}")
        }
    }
}

/// A line for each credential that overrides a stored one here.
pub(super) fn overruled(all: &[Overruled]) -> String {
    let line = |one: &Overruled| {
        let what = match &one.status {
            None => String::new(),
            Some(RegistryStatus::Accepted) => ", and is accepted".to_owned(),
            Some(RegistryStatus::Rejected) => format!(", and {REJECTED}"),
            Some(RegistryStatus::Silent(why) | RegistryStatus::Unreachable(why)) => {
                format!(", and could not be asked about: {why}")
            }
        };
        let Overruled {
            registry, place, ..
        } = one;
        let line = format!("{place} overrides the stored credential for {registry}{what}");
        format!("\n{}\n", printable(&line))
    };
    all.iter().map(line).collect()
}

/// The same as JSON.
pub(super) fn overruled_json(all: &[Overruled]) -> Value {
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

/// Whole days if there are several, otherwise whole minutes.
fn rounded(left: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    match left.as_secs() {
        0..60 => "less than 1m".to_owned(),
        seconds if seconds < 2 * DAY => {
            humantime::format_duration(Duration::from_secs(seconds / 60 * 60)).to_string()
        }
        seconds => format!("{} days", seconds / DAY),
    }
}

/// A JSON object for each credential.
pub(super) fn json(context: &Context, store: &str, all: &[InventoryItem]) -> Value {
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

#[cfg(test)]
mod tests {
    use super::rounded;
    use std::time::Duration;

    #[test]
    fn nobody_needs_the_seconds() {
        let cases = [
            (59, "less than 1m"),
            (60, "1m"),
            (6_999, "1h 56m"),
            (100_000, "1day 3h 46m"),
            (7_776_000 - 1, "89 days"),
        ];
        for (seconds, want) in cases {
            assert_eq!(rounded(Duration::from_secs(seconds)), want);
        }
    }
}
