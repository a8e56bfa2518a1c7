//! What the status is made of.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::login::account::{self, NpmUserConfig, Overruled};
use crate::login::{self, InventoryItem};
use crate::profile::{self, Active};
use crate::setup;
use crate::tool::{Tool, npm};
use npmcred_platform::{Durability, Prompting, SecretStore, StoreError};
use std::path::PathBuf;

/// What `npmcred status` found.
pub(super) struct StatusFacts {
    pub(super) store: std::result::Result<StoreFacts, Error>,
    pub(super) held: Option<Vec<InventoryItem>>,
    /// Credentials outside of the store that override a stored one here.
    pub(super) overruled: Vec<Overruled>,
    pub(super) profile: Result<Active>,
    pub(super) shims: Option<(PathBuf, bool)>,
    pub(super) npm: Option<(PathBuf, Option<String>)>,
    /// Config files that exist and could not be read.
    pub(super) not_read: Vec<String>,
}

/// The open store's description of itself.
pub(super) struct StoreFacts {
    pub(super) name: &'static str,
    pub(super) durability: Durability,
    pub(super) ready: std::result::Result<(), StoreError>,
    /// The store that comes first, and why it was passed over.
    pub(super) passed_over: Option<StoreError>,
}

impl StoreFacts {
    /// In a word, or in the store's own.
    pub(super) fn state(&self) -> String {
        match self.ready.as_ref().map_err(StoreError::bare) {
            Ok(()) => "ready".to_owned(),
            Err(StoreError::Locked) => "locked".to_owned(),
            Err(StoreError::Unavailable(why) | StoreError::Unreachable(why)) => why.clone(),
            Err(_) => self
                .ready
                .as_ref()
                .map_or_else(ToString::to_string, |()| String::new()),
        }
    }
}

/// Finds it. Nobody is prompted, and registries are asked only with `check`.
pub(super) fn look(context: &Context, check: bool) -> StatusFacts {
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
    let shims = setup::folder_in_use(context).ok().map(|folder| {
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
