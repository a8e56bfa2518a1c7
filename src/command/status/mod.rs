//! `npmcred status`.

mod dead;
mod facts;
mod show;
mod table;

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::login::account::{self, NpmUserConfig, Overruled};
use crate::login::{self, InventoryItem};
use crate::profile;
use crate::setup;
use crate::tool::{Tool, npm};
use facts::{StatusFacts, StoreFacts};
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Prompting, SecretStore, StoreError};

/// Shows the state of the store, its credentials, the shims and npm. It never prompts, and asks
/// registries only if `--check` is given.
///
/// # Errors
/// Those of the store, after the report, so that a script can tell. With `--check`, `NotLoggedIn`
/// if a credential is dead: the registry does not accept it, or it has expired; otherwise `Network`
/// if a registry could not be asked.
pub(super) fn run(context: &Context, flags: &cli::StatusArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let status = look(context, flags.check);
    if flags.json {
        context.report.json(&show::json(context, &status));
    } else {
        context.report.print(&show::lines(context, &status));
        status
            .not_read
            .iter()
            .for_each(|text| context.report.note(text));
    }
    let dead = dead::find(&status, context.now()).filter(|_| flags.check);
    let opened = status.store?;
    opened.ready.map_err(|error| context.store_error(&error))?;
    dead.map_or(Ok(()), Err)
}

/// Shows what there is to a person who types the name alone; returns whether there is anything: a
/// credential, or shims that are found.
pub(super) fn alone(context: &Context) -> bool {
    let _undumped = CoreDumpsOff::begin();
    let status = look(context, false);
    let is_any_held = status.held.as_ref().is_some_and(|held| !held.is_empty());
    let is_there = is_any_held || matches!(status.shims, Some((_, true)));
    if is_there {
        let lines = show::lines(context, &status);
        let more = "log in: npmcred login; all commands: npmcred help";
        context.report.print(&format!("{lines}\n{more}\n"));
    }
    is_there
}

fn look(context: &Context, check: bool) -> StatusFacts {
    let (mut held, mut overruled) = (None, Vec::new());
    let store = context.store(Prompting::Never).map(|store| {
        // An open store may still give out nothing.
        let ready = store.ready().and_then(|()| {
            let (all, winners) = inventory(context, store.as_ref(), check)?;
            let kept_back = all
                .iter()
                .filter_map(|one| one.item.1.as_ref().err())
                .find(|error| is_kept_back(error));
            let ready = kept_back.map_or(Ok(()), |error| Err(error.clone()));
            (held, overruled) = (Some(all), winners);
            ready
        });
        let passed_over = store.passed_over().cloned();
        StoreFacts {
            name: store.name(),
            durability: store.durability(),
            ready,
            passed_over,
        }
    });
    let shims = setup::folder(context).ok().map(|folder| {
        let first = setup::is_first_on_path(context, &folder);
        (folder, first)
    });
    let npm = Tool::Npm
        .find(context)
        .ok()
        .map(|real| (real.path, real.package.map(|package| package.version)));
    let not_read = npm::not_read(&npm::current_or_newest(context).0)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    StatusFacts {
        not_read,
        store,
        held,
        overruled,
        profile: profile::active(context),
        shims,
        npm,
    }
}

/// All stored credentials, and those that override one here; with `check`, each registry's answer
/// too.
fn inventory(
    context: &Context,
    store: &dyn SecretStore,
    check: bool,
) -> std::result::Result<(Vec<InventoryItem>, Vec<Overruled>), StoreError> {
    let mut all = login::held(context, store)?;
    let (config, files) = npm::current_or_newest(context);
    let config = NpmUserConfig::new(context, &config, files);
    if check {
        login::ask_each(context, &config, store, &mut all);
    }
    let overruled = account::overruled(&config, &all, check);
    Ok((all, overruled))
}

/// Whether the item exists and the store does not give it out.
fn is_kept_back(error: &StoreError) -> bool {
    matches!(error.bare(), StoreError::Locked | StoreError::Guarded)
}
