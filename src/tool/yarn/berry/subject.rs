//! The packages that a command of yarn 2 to 4 acts on, and where they go (4.18
//! `plugin-npm/sources/npmConfigUtils.ts`).

use super::config::BerryConfig;
use super::words::{BerryWords, WorkspaceChoice};
use crate::context::Context;
use crate::npmrc::{Config, Files, NpmVersion};
use crate::registry::Scope;
use crate::tool::as_npm::packages::workspaces;
use crate::tool::as_npm::publish_target::{PublishTarget, targets_of_folder};
use crate::tool::as_npm::registries::{collected, for_reading};
use crate::tool::files::ContextFiles;
use crate::tool::target::Target;
use std::path::Path;

/// The packages whose manifests say where the command goes.
#[must_use]
pub(super) fn published(
    context: &Context,
    words: &BerryWords,
    config: &BerryConfig,
) -> Vec<PublishTarget> {
    if !goes_where_manifests_say(words) {
        return Vec::new();
    }
    let of = |folder: &Path| targets_of_folder(&ContextFiles, context.cwd(), folder);
    let everywhere = || {
        let root = &config.project;
        let members = workspaces(&ContextFiles, root, NpmVersion::Npm12).unwrap_or_default();
        let mut all = of(root);
        all.extend(members.iter().flat_map(|folder| of(folder)));
        all
    };
    match &words.place {
        WorkspaceChoice::Here => of(&config.workspace),
        WorkspaceChoice::Named(name) => everywhere()
            .into_iter()
            .filter(|one| one.name == *name)
            .collect(),
        // yarn leaves out the private ones.
        WorkspaceChoice::Everywhere => everywhere()
            .into_iter()
            .filter(|one| !is_private(one))
            .collect(),
    }
}

fn is_private(one: &PublishTarget) -> bool {
    let read = || {
        let bytes = ContextFiles.read(&one.manifest).ok()??;
        let json: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        json.get("private")?.as_bool()
    };
    read().unwrap_or_default()
}

/// Whether the command goes to the registry to which the package here would be published.
fn goes_where_manifests_say(words: &BerryWords) -> bool {
    match *words.texts() {
        ["publish", ..] => words.name() == "npm",
        ["tag", "add" | "remove", ..] => words.name() == "npm",
        ["whoami", ..] => words.name() == "npm" && words.is_on(&["publish"]),
        _ => false,
    }
}

/// The registries of the command.
#[must_use]
pub(super) fn targets(
    config: &Config,
    words: &BerryWords,
    published: &[PublishTarget],
) -> Vec<Target> {
    let scope = words
        .option(&["s", "scope"])
        .and_then(|it| Scope::parse(&format!("@{it}")));
    match (words.name(), words.operands.first().map(String::as_str)) {
        _ if goes_where_manifests_say(words) && scope.is_none() => {
            collected(published.iter().map(|one| published_to(config, one)))
        }
        ("npm", Some("whoami")) => {
            let publishes = words.is_on(&["publish"]);
            collected([(of_scope(config, scope.as_ref(), publishes), scope)])
        }
        ("npm", Some("audit")) => {
            let named = ["audit-registry", "publish-registry"];
            let named = named.iter().find_map(|key| config.truthy(key));
            collected([(named.unwrap_or_else(|| config.default_registry()), None)])
        }
        _ => for_reading(config),
    }
}

/// Where a package that is published goes: a scope's own registry is for reading alone.
fn published_to(config: &Config, one: &PublishTarget) -> (String, Option<Scope>) {
    let scope = Scope::of_package(&one.name);
    let named = one
        .publish_config
        .get("registry")
        .and_then(|it| it.as_str());
    let text = match named.filter(|text| !text.is_empty()) {
        Some(text) => text.to_owned(),
        None => of_scope(config, scope.as_ref(), true),
    };
    (text, scope)
}

fn of_scope(config: &Config, scope: Option<&Scope>, publishes: bool) -> String {
    let key = if publishes {
        "publish-registry"
    } else {
        "registry"
    };
    let of_scope = scope.and_then(|scope| config.truthy(&format!("{scope}:{key}")));
    let of_all = || publishes.then(|| config.truthy(key)).flatten();
    of_scope
        .or_else(of_all)
        .unwrap_or_else(|| config.default_registry())
}
