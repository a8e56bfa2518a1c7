//! What can stand in the place of a word.

use super::completed::Completed;
use crate::context::Context;
use crate::credential::Profile;
use crate::profile::ProfileRecord;
use crate::registry::Registry;
use crate::settings;
use crate::tool::{Tool, npm};
use npmcred_platform::{Prompting, StoreKey};

/// All of it, sorted. A script leaves out what does not begin as the word does.
pub(super) fn candidates(context: &Context, completed: Completed<'_>) -> Vec<String> {
    let mut found = match completed {
        Completed::Nothing => Vec::new(),
        Completed::Profile => profiles(context),
        Completed::Registry => registries(context),
        Completed::Scope => scopes(context),
        Completed::Setting => settings(),
        Completed::Tool => names(Tool::ALL.map(Tool::name)),
        Completed::WordOf(tool, before) => words_of(tool, before),
    };
    found.sort_unstable();
    found.dedup();
    found
}

fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    all.into_iter().map(str::to_owned).collect()
}

fn settings() -> Vec<String> {
    names(settings::ALL.iter().filter_map(|setting| setting.key))
}

/// What is stored under, and what is chosen for folders.
fn profiles(context: &Context) -> Vec<String> {
    let chosen = ProfileRecord::read(context).unwrap_or_default();
    let stored = stored(context);
    let stored = stored
        .iter()
        .filter_map(|key| Profile::of_key(&key.profile));
    let all = stored
        .chain(chosen.user)
        .chain(chosen.folders.into_values());
    all.map(|profile| profile.to_string()).collect()
}

/// What is stored for, and what npm is configured for.
fn registries(context: &Context) -> Vec<String> {
    let (config, _) = npm::current_or_newest(context);
    let stored = stored(context)
        .into_iter()
        .map(|key| format!("{}{}", key.realm, key.path));
    let of_scopes = config.scopes().into_iter().map(|(_, url)| url);
    let configured = of_scopes.chain([config.default_registry()]);
    let configured = configured.filter_map(|url| Registry::parse_any(&url).ok());
    stored
        .chain(configured.map(|registry| registry.to_string()))
        .collect()
}

fn scopes(context: &Context) -> Vec<String> {
    let (config, _) = npm::current_or_newest(context);
    config
        .scopes()
        .into_iter()
        .map(|(scope, _)| scope)
        .collect()
}

/// The keys of what is stored, without any secret; none where the store is locked.
fn stored(context: &Context) -> Vec<StoreKey> {
    let store = context.store(Prompting::Never);
    store
        .ok()
        .and_then(|store| store.list().ok())
        .unwrap_or_default()
}

/// A tool's commands, and the words behind one that make a difference.
fn words_of(tool: &str, before: &[&str]) -> Vec<String> {
    let Some(tool) = Tool::ALL.into_iter().find(|one| one.name() == tool) else {
        return Vec::new();
    };
    let commands = tool.dialect().commands();
    match before {
        [] => names(commands.into_iter().map(|(name, _)| name)),
        [command] => {
            let found = commands.into_iter().find(|(name, _)| name == command);
            names(found.map_or(&[][..], |(_, words)| words).iter().copied())
        }
        _ => Vec::new(),
    }
}
