//! `npmcred status`.

use crate::cli::Json;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::profile::{self, Active};
use crate::report::printable;
use crate::setup;
use crate::shim::Tool;
use npmcred_platform::{Availability, Durability, Prompting};
use serde_json::{Value, json};
use std::path::PathBuf;

struct Status {
    store: std::result::Result<(&'static str, Durability, Availability), Error>,
    kept: Option<usize>,
    profile: Result<Active>,
    shims: Option<(PathBuf, bool)>,
    npm: Option<(PathBuf, Option<String>)>,
}

/// Shows the state of the store, of the shims and of npm. Asks nobody anything.
///
/// # Errors
/// The store's own, after the report, so that a script can tell.
pub(super) fn run(context: &Context, flags: &Json) -> Result<()> {
    let status = look(context);
    if flags.json {
        context.report.print(&format!("{:#}\n", json(&status)));
    } else {
        context.report.print(&printable_lines(&status));
    }
    match status.store {
        Ok((_, _, Availability::Ready)) => Ok(()),
        Ok((_, _, Availability::Locked)) => Err(context.store_error(&npmcred_platform::StoreError::Locked)),
        Ok((_, _, Availability::Missing(why))) => {
            Err(context.store_error(&npmcred_platform::StoreError::Unavailable(why)))
        }
        Err(error) => Err(error),
    }
}

fn look(context: &Context) -> Status {
    let store = context.store(Prompting::Never);
    let kept = store.as_ref().ok().and_then(|store| store.list().ok()).map(|keys| keys.len());
    let shims = setup::folder(context).ok().map(|folder| {
        let first = setup::is_first_on_path(context, &folder);
        (folder, first)
    });
    let npm = Tool::Npm.find(context).ok().map(|real| (real.path, real.package.map(|package| package.version)));
    let store = store.map(|store| (store.name(), store.durability(), store.availability()));
    Status { store, kept, profile: profile::active(context), shims, npm }
}

fn state(availability: &Availability) -> &str {
    match availability {
        Availability::Ready => "ready",
        Availability::Locked => "locked",
        Availability::Missing(why) => why,
    }
}

fn json(status: &Status) -> Value {
    json!({
        "v": 1,
        "store": match &status.store {
            Ok((name, durability, availability)) => json!({
                "name": name,
                "persistent": *durability == Durability::Persistent,
                "state": state(availability),
                "kept": status.kept,
            }),
            Err(error) => json!({ "name": Value::Null, "problem": error.message, "hints": error.hints }),
        },
        "profile": match &status.profile {
            Ok(active) => active.json(),
            Err(error) => json!({ "name": Value::Null, "problem": error.message, "hints": error.hints }),
        },
        "shims": status.shims.as_ref().map(|(folder, first)| json!({ "folder": folder, "first_on_path": first })),
        "npm": status.npm.as_ref().map(|(path, version)| json!({ "path": path, "version": version })),
    })
}

fn printable_lines(status: &Status) -> String {
    let store = match &status.store {
        Ok((name, durability, availability)) => {
            let lasting = if *durability == Durability::Memory { ", in memory only" } else { "" };
            let kept = status.kept.map_or_else(String::new, |kept| format!(", {kept} kept"));
            format!("{name}: {}{lasting}{kept}", state(availability))
        }
        Err(error) => error.to_string(),
    };
    let profile = status.profile.as_ref().map_or_else(ToString::to_string, ToString::to_string);
    let shims = match &status.shims {
        Some((folder, true)) => format!("{}, first on PATH", folder.display()),
        Some((folder, false)) => format!("{}, not first on PATH: eval \"$(npmcred env)\"", folder.display()),
        None => "no home folder".into(),
    };
    let npm = match &status.npm {
        Some((path, version)) => {
            format!("{} ({})", path.display(), version.as_deref().unwrap_or("behind a launcher, version unknown"))
        }
        None => "not found on PATH".into(),
    };
    [("store", store), ("profile", profile), ("shims", shims), ("npm", npm)]
        .map(|(label, text)| format!("{label:<7} {}\n", printable(&text)))
        .concat()
}
