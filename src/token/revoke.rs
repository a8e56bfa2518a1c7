//! Revokes a token for its owner, here and at the registry.
//!
//! A revoked token is useless. If it is the stored one, it is removed from the store as well, and
//! the journal's entry about it is settled.

use super::api::TokenApi;
use super::listed::{Listed, find};
use crate::credential::{Credential, CredentialStore, Use};
use crate::error::Result;
use crate::journal::{self, Deed};
use crate::login::Revoked;
use crate::registry::Registry;
use crate::report::Command;

/// The result of a revocation.
pub struct Ended {
    /// What it is called.
    pub name: String,
    /// The registry's answer; `None` if the token no longer existed.
    pub how: Option<Revoked>,
    /// Where it was stored.
    pub forgotten: Vec<(Registry, Use)>,
}

/// Revokes the token of this key, id or name.
///
/// # Errors
/// `Usage` if none matches, or several do, unless the journal knows of one; those of the registry
/// and of the store.
pub fn revoke(api: &TokenApi, asked: &str) -> Result<Ended> {
    let tokens = api.list()?;
    let listed = match find(&tokens, asked) {
        Ok(listed) => listed,
        // A token that was going to be revoked and is gone needs no more reminding.
        Err(_) if close_journal(api, &[asked])? => {
            return Ok(Ended {
                name: asked.to_owned(),
                how: None,
                forgotten: Vec::new(),
            });
        }
        Err(error) => {
            let list = Command::new("npmcred token list")
                .flag("--registry", api.wanted.registry.to_string())
                .profile(api.wanted.profile.name());
            return Err(error.cure("see the tokens and their ids", list));
        }
    };
    let how = api.revoke(&listed.key)?;
    let name = listed.name.as_deref().unwrap_or(&listed.id);
    close_journal(api, &[&listed.key, name, asked])?;
    Ok(Ended {
        name: name.to_owned(),
        how: Some(how),
        forgotten: forget(api, listed)?,
    })
}

/// Removes a revoked token from the store.
fn forget(api: &TokenApi, listed: &Listed) -> Result<Vec<(Registry, Use)>> {
    let context = api.context;
    let is_it = |key: Option<&String>, secret| {
        key.map_or_else(|| listed.may_be(secret), |key| *key == listed.key)
    };
    let key = |known: &Credential| known.grant.as_ref().and_then(|grant| grant.key.clone());
    let mut forgotten = Vec::new();
    // If several stored tokens look like it, none is removed.
    let alike = api
        .known
        .iter()
        .filter(|known| is_it(key(known).as_ref(), &known.secret))
        .count();
    for known in &api.known {
        if is_it(key(known).as_ref(), &known.secret) && (alike == 1 || key(known).is_some()) {
            let store = context.store(context.prompting_if_attended())?;
            CredentialStore::new(store.as_ref())
                .remove(&known.profile, &known.registry, known.purpose)
                .map_err(|error| context.store_error(&error))?;
            forgotten.push((known.registry.clone(), known.purpose));
        }
    }
    Ok(forgotten)
}

/// Removes a token that no longer exists from the journal; `false` if it was not in there.
fn close_journal(api: &TokenApi, names: &[&str]) -> Result<bool> {
    let mut found = false;
    for entry in journal::unfinished(api.context) {
        let is_it = matches!(entry.deed, Deed::Create | Deed::Revoke)
            && entry.registry == api.wanted.registry.to_string()
            && entry.profile == api.wanted.profile
            && entry
                .token
                .as_deref()
                .is_some_and(|token| names.contains(&token));
        if is_it {
            journal::begin(api.context, entry)?.finish(api.context)?;
            found = true;
        }
    }
    Ok(found)
}
