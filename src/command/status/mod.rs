//! `npmcred status`.

mod show;
mod table;

use crate::cli;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::login::{self, Held};
use crate::profile::{self, Active};
use crate::setup;
use crate::shim::Tool;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Availability, Durability, Prompting, StoreError};
use std::path::PathBuf;

struct Status {
    store: std::result::Result<(&'static str, Durability, Availability), Error>,
    held: Option<Vec<Held>>,
    profile: Result<Active>,
    shims: Option<(PathBuf, bool)>,
    npm: Option<(PathBuf, Option<String>)>,
}

/// Shows the state of the store, of what is kept in it, of the shims and of npm. Asks no person anything, and the
/// registries only where that is wanted.
///
/// # Errors
/// The store's own, after the report, so that a script can tell.
pub(super) fn run(context: &Context, flags: &cli::Status) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let status = look(context, flags.check);
    if flags.json {
        context.report.print(&format!("{:#}\n", show::json(context, &status)));
    } else {
        context.report.print(&show::lines(context, &status));
    }
    match status.store {
        Ok((_, _, Availability::Ready)) => Ok(()),
        Ok((_, _, Availability::Locked)) => Err(context.store_error(&StoreError::Locked)),
        Ok((_, _, Availability::Missing(why))) => Err(context.store_error(&StoreError::Unavailable(why))),
        Err(error) => Err(error),
    }
}

fn look(context: &Context, check: bool) -> Status {
    let store = context.store(Prompting::Never);
    let held = store.as_ref().ok().and_then(|store| {
        let mut held = login::held(context, store.as_ref()).ok()?;
        if check {
            login::ask_each(context, store.as_ref(), &mut held);
        }
        Some(held)
    });
    let shims = setup::folder(context).ok().map(|folder| {
        let first = setup::is_first_on_path(context, &folder);
        (folder, first)
    });
    let npm = Tool::Npm.find(context).ok().map(|real| (real.path, real.package.map(|package| package.version)));
    let store = store.map(|store| (store.name(), store.durability(), store.availability()));
    Status { store, held, profile: profile::active(context), shims, npm }
}
