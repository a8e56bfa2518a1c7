//! Prints the status, as lines and as JSON.

use super::facts::{StatusFacts, StoreFacts};
use super::table;
use crate::context::Context;
use crate::error::Error;
use crate::report::printable;
use npmcred_platform::{Durability, StoreError};
use serde_json::{Value, json};

fn state(opened: &StoreFacts) -> String {
    match opened.ready.as_ref().map_err(StoreError::bare) {
        Ok(()) => "ready".to_owned(),
        Err(StoreError::Locked) => "locked".to_owned(),
        Err(StoreError::Unavailable(why) | StoreError::Unreachable(why)) => why.clone(),
        Err(_) => opened
            .ready
            .as_ref()
            .map_or_else(ToString::to_string, |()| String::new()),
    }
}

/// The status as JSON.
pub(super) fn json(context: &Context, status: &StatusFacts) -> Value {
    let held = status.held.as_deref().unwrap_or_default();
    json!({
        "v": 1,
        "store": match &status.store {
            Ok(opened) => json!({
                "name": opened.name,
                "persistent": opened.durability == Durability::Persistent,
                "state": state(opened),
                "kept": status.held.as_ref().map(Vec::len),
                "passed_over": opened.passed_over.as_ref().map(ToString::to_string),
            }),
            Err(error) => problem(error),
        },
        "overruled": table::overruled_json(&status.overruled),
        "credentials": status.store.as_ref().map_or(Value::Null, |opened| table::json(context, opened.name, held)),
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
            format!("{}: {}{lasting}{kept}{instead}", opened.name, state(opened))
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
        table::overruled(&status.overruled)
    )
}
