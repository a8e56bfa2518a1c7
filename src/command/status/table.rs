//! The stored credentials as columns.

use crate::context::Context;
use crate::credential::{Credential, Profile};
use crate::login::{InventoryItem, RegistryStatus};
use crate::report::printable;
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
