//! The commands that the user chose: `sources.json` in our configuration folder.

use super::model::TokenSource;
use crate::context::Context;
use crate::credential::Profile;
use crate::error::Result;
use crate::record::{self, Owner};
use crate::registry::Registry;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// The commands, as they were read.
#[derive(Debug, Default)]
pub struct SourceRecord {
    /// Each of them.
    pub sources: Vec<TokenSource>,
}

impl SourceRecord {
    /// Reads the record; an absent one is empty.
    ///
    /// # Errors
    /// `File` if it cannot be read or npmcred did not write it.
    pub fn read(context: &Context) -> Result<Self> {
        let parse = |record: &Map<String, Value>| {
            let entries = record.get("sources")?.as_array()?.iter();
            Some(Self {
                sources: entries.map(TokenSource::from_json).collect::<Option<_>>()?,
            })
        };
        let read = record::read(
            context,
            &path(context)?,
            "record of token sources",
            Owner::Person,
            parse,
        )?;
        Ok(read.unwrap_or_default())
    }

    /// The command that makes the profile's tokens for this registry: of several, the one for the
    /// longest path.
    #[must_use]
    pub fn of(&self, profile: &Profile, registry: &Registry) -> Option<&TokenSource> {
        let covering =
            |one: &&TokenSource| one.profile == *profile && one.registry.covers(registry);
        let all = self.sources.iter().filter(covering);
        all.max_by_key(|one| one.registry.path().len())
    }

    /// Adds a command in place of the profile's former one for the same registry; returns whether
    /// there was one.
    ///
    /// # Errors
    /// Those of [`SourceRecord::read`]; `File` if the record cannot be written.
    pub fn add(context: &Context, source: &TokenSource) -> Result<bool> {
        change(context, |all| {
            let before = take(all, &source.profile, &source.registry);
            all.push(source.clone());
            before
        })
    }

    /// Forgets the profile's command for this registry; returns whether there was one.
    ///
    /// # Errors
    /// As for [`SourceRecord::add`].
    pub fn remove(context: &Context, profile: &Profile, registry: &Registry) -> Result<bool> {
        change(context, |all| take(all, profile, registry))
    }
}

fn take(all: &mut Vec<TokenSource>, profile: &Profile, registry: &Registry) -> bool {
    let before = all.len();
    all.retain(|one| one.profile != *profile || one.registry != *registry);
    all.len() < before
}

fn change(context: &Context, change: impl FnOnce(&mut Vec<TokenSource>) -> bool) -> Result<bool> {
    let path = path(context)?;
    record::while_locked(&path, || {
        let mut sources = SourceRecord::read(context)?.sources;
        let answer = change(&mut sources);
        let entries: Vec<Value> = sources.iter().map(TokenSource::to_json).collect();
        record::write(&path, &json!({ "v": 1, "sources": entries }))?;
        Ok(answer)
    })
}

fn path(context: &Context) -> Result<PathBuf> {
    Ok(context.config_folder()?.join("sources.json"))
}
