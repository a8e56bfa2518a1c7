//! The end of a token on its owner's word, here and at the registry.
//!
//! A token that was revoked is of no use to anybody: where it is the one that is kept, it goes from
//! the store as well, and what the journal still says of it is settled.

use super::api::TokenApi;
use super::listed::{Listed, find};
use crate::credential::{Credential, CredentialStore, Use};
use crate::error::Result;
use crate::journal::{self, Deed};
use crate::login::Revoked;
use crate::registry::Registry;

/// What became of a token.
pub struct Ended {
    /// What it is called.
    pub name: String,
    /// What the registry said; `None` where there was none any more.
    pub how: Option<Revoked>,
    /// Where it was kept.
    pub forgotten: Vec<(Registry, Use)>,
}

/// Revokes the token of this key, id or name.
///
/// # Errors
/// `Usage` where none is meant, or several are, unless the journal knows of one; those of the
/// registry and of the store.
pub fn revoke(api: &TokenApi, asked: &str) -> Result<Ended> {
    let tokens = api.list()?;
    let listed = match find(&tokens, asked) {
        Ok(listed) => listed,
        // What was to be revoked once, and is gone, needs no more reminding.
        Err(_) if settle(api, &[asked])? => {
            return Ok(Ended {
                name: asked.to_owned(),
                how: None,
                forgotten: Vec::new(),
            });
        }
        Err(error) => return Err(error),
    };
    let how = api.revoke(&listed.key)?;
    let name = listed.name.as_deref().unwrap_or(&listed.id);
    settle(api, &[&listed.key, name, asked])?;
    Ok(Ended {
        name: name.to_owned(),
        how: Some(how),
        forgotten: forget(api, listed)?,
    })
}

/// Takes what was revoked out of the store.
fn forget(api: &TokenApi, listed: &Listed) -> Result<Vec<(Registry, Use)>> {
    let context = api.context;
    let is_it = |key: Option<&String>, secret| {
        key.map_or_else(|| listed.may_be(secret), |key| *key == listed.key)
    };
    let key = |known: &Credential| known.grant.as_ref().and_then(|grant| grant.key.clone());
    let mut forgotten = Vec::new();
    // Of several that look like it none is taken for it.
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

/// Takes a token that is no more out of the journal; `false` where it was not in there.
fn settle(api: &TokenApi, names: &[&str]) -> Result<bool> {
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
