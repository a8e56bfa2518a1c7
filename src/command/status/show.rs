//! The status as lines, for a person.

use super::facts::StatusFacts;
use super::table;
use crate::context::Context;
use crate::login::account::Overruled;
use crate::login::{REJECTED, RegistryStatus};
use crate::report::printable;
use npmcred_platform::Durability;

/// The store, whether it lasts, and how much is in it.
fn store(status: &StatusFacts) -> String {
    match &status.store {
        Ok(opened) => {
            let lasting = if opened.durability == Durability::Memory {
                ", in memory only"
            } else {
                ""
            };
            let kept = status
                .held
                .as_ref()
                .map_or_else(String::new, |held| format!(", {} stored", held.len()));
            let instead = opened
                .passed_over
                .as_ref()
                .map_or_else(String::new, |why| format!("; {why}"));
            format!(
                "{}: {}{lasting}{kept}{instead}",
                opened.name,
                opened.state()
            )
        }
        Err(error) => error.to_string(),
    }
}

/// The status as lines, for a person.
pub(super) fn lines(context: &Context, status: &StatusFacts) -> String {
    let profile = status
        .profile
        .as_ref()
        .map_or_else(ToString::to_string, ToString::to_string);
    let shims = match &status.shims {
        Some((folder, true)) => format!("{}, first on PATH", folder.display()),
        Some((folder, false)) => format!(
            "{}, not first on PATH: eval \"$(npmcred env)\"",
            folder.display()
        ),
        None => "no home folder".into(),
    };
    let npm = match &status.npm {
        Some((path, version)) => {
            format!(
                "{} ({})",
                path.display(),
                version
                    .as_deref()
                    .unwrap_or("behind a launcher, version unknown")
            )
        }
        None => "not found on PATH".into(),
    };
    let columns = table::columns(context, status.held.as_deref().unwrap_or_default());
    let lines = [
        ("store", store(status)),
        ("profile", profile),
        ("shims", shims),
        ("npm", npm),
    ]
    .map(|(label, text)| {
        let text = context.report.fitted(8, &printable(&text));
        format!("{label:<7} {text}\n")
    });
    format!(
        "{}{columns}{}",
        lines.concat(),
        overruled(&status.overruled)
    )
}

/// A line for each credential that overrides a stored one here.
fn overruled(all: &[Overruled]) -> String {
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
