//! Replaces a token: create, verify, store, verify, revoke the old one.
//!
//! If it is killed in between, either the old or the new token is the stored one, and the journal
//! knows the new one's name. That tells which token is left over: the new one, or the old one,
//! whose key the new one's entry holds.

use super::api::TokenApi;
use super::flags::Flags;
use super::listed::Listed;
use super::make::{
    Order, abandon, check_durability, credential, default_name, entry, put, undo, withdraw,
};
use super::rights::Rights;
use crate::credential::{Credential, CredentialKind, CredentialStore, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::journal::{self, Deed};
use crate::login::{Identity, REJECTED};
use crate::report::Command;
use npmcred_platform::Secret;
use serde_json::{Map, Value, json};

/// The result of a rotation.
pub struct Rotated {
    /// The new credential.
    pub credential: Credential,
    /// Why the old one is still accepted by the registry.
    pub unrevoked: Option<Error>,
}

/// The fate of an earlier rotation that did not finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// There was none.
    Nothing,
    /// The old token was still the stored one; the new one is revoked.
    Undone,
    /// The new token was the stored one; the old one is revoked.
    Completed,
}

/// The letters and digits after the last `-` of a name that [`default_name`] made.
const STAMP: usize = "20260101T000000Z".len();

/// Replaces `old` with a new token.
///
/// # Errors
/// `Usage` if the rights of the old token are unknown; those of the registry and of the store, in
/// which case the old token is still stored.
pub fn rotate(
    api: &TokenApi,
    old: &Credential,
    flags: &Flags,
    password: impl FnOnce(&Rights) -> Result<Secret>,
) -> Result<Rotated> {
    check_durability(api.context)?;
    let (old_key, order) = plan(api, old, flags)?;
    let password = password(&order.rights)?;
    let begun = journal::begin(
        api.context,
        entry(api, Deed::Rotate, order.purpose, &order.name),
    )?;
    let made = match api.create(&order.rights, &order.name, &password) {
        Ok(made) => made,
        Err(error) => return Err(abandon(api, begun, &order.name, error)),
    };
    let verified = verify(api, old, &made.secret);
    let owner = verified
        .as_ref()
        .ok()
        .cloned()
        .flatten()
        .or_else(|| old.owner.clone());
    let (key, new) = credential(api, &order, made, owner, old_key.clone());
    if let Err(error) = verified
        .and_then(|_| still_kept(api, old))
        .and_then(|()| put(api, &new))
    {
        let error = keep_old(api, old, error);
        return Err(undo(api, begun, key.as_deref(), &new, error));
    }
    let ended = match &old_key {
        Some(key) => api.revoke(key),
        None => api.end(old),
    };
    let unrevoked = ended.err();
    if let Some(key) = old_key.filter(|_| unrevoked.is_some()) {
        drop(journal::begin(
            api.context,
            entry(api, Deed::Revoke, order.purpose, &key),
        )?);
    }
    begun.finish(api.context)?;
    Ok(Rotated {
        credential: new,
        unrevoked,
    })
}

/// The key of the old token, if it is known, and the order for the new one.
fn plan(api: &TokenApi, old: &Credential, flags: &Flags) -> Result<(Option<String>, Order)> {
    let grant = old.grant.clone().unwrap_or_default();
    let listed = match grant.key {
        Some(_) => None,
        None => entry_of(api, old)?,
    };
    let known = if grant.rights.is_empty() {
        listed.as_ref().map(seen_rights).unwrap_or_default()
    } else {
        grant.rights
    };
    let rights = Rights::new(flags, &known)
        .map_err(|error| error.note("the rights of the old token are not known here"))?;
    let before = grant.name.or_else(|| listed.as_ref()?.name.clone());
    let name = next_name(before.as_deref(), old.purpose, api.context.now());
    Ok((
        grant.key.or_else(|| Some(listed?.key)),
        Order {
            name,
            rights,
            purpose: old.purpose,
        },
    ))
}

/// The name of the new token. It always differs from the old one's, even within the same second,
/// because the name tells an interrupted rotation from a finished one.
fn next_name(before: Option<&str>, purpose: Use, now: u64) -> String {
    let base = before.map_or_else(
        || format!("npmcred-{purpose}"),
        |name| base_of(name).to_owned(),
    );
    let name = default_name(&base, now);
    if before == Some(&name) {
        default_name(&base, now + 1)
    } else {
        name
    }
}

/// The list's entry of a token that was not created here; `None` if there is none, or several
/// match.
fn entry_of(api: &TokenApi, old: &Credential) -> Result<Option<Listed>> {
    let list = match api.list() {
        Ok(list) => list,
        Err(error) if error.kind == ErrorKind::NotLoggedIn => return Err(error),
        Err(_) => return Ok(None),
    };
    let mut found: Vec<Listed> = list
        .into_iter()
        .filter(|listed| listed.may_be(&old.secret))
        .collect();
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// The rights of a token in a list.
fn seen_rights(listed: &Listed) -> Map<String, Value> {
    let mut rights = Map::new();
    if let Some(read_only) = listed.fields.get("readonly").and_then(Value::as_bool) {
        let permission = if read_only { "read-only" } else { "read-write" };
        rights.insert("packages_and_scopes_permission".into(), json!(permission));
    }
    let ranges = ["cidr_whitelist", "cidr"]
        .iter()
        .find_map(|name| listed.fields.get(*name)?.as_array());
    if let Some(ranges) = ranges.filter(|ranges| !ranges.is_empty()) {
        rights.insert("cidr_whitelist".into(), json!(ranges));
    }
    rights
}

/// The name without the second in which it was made.
fn base_of(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((base, stamp))
            if stamp.len() == STAMP && stamp.ends_with('Z') && stamp.starts_with("20") =>
        {
            base
        }
        Some(_) | None => name,
    }
}

/// Checks that the new token works for the same account; returns its owner.
fn verify(api: &TokenApi, old: &Credential, new: &Secret) -> Result<Option<String>> {
    let registry = &api.wanted.registry;
    let fail = |message: String| Err(Error::new(ErrorKind::Network, message));
    match api.identity(new)? {
        Identity::Alive(owner) => match &old.owner {
            Some(before) if *before != owner => fail(format!(
                "the new token belongs to {owner}, the old one to {before}"
            )),
            Some(_) | None => Ok(Some(owner)),
        },
        Identity::Dead | Identity::Nobody => {
            fail(format!("the new token for {registry} {REJECTED}"))
        }
        Identity::Unknown(_) => Ok(None),
    }
}

/// Checks that no other process has replaced it since.
fn still_kept(api: &TokenApi, old: &Credential) -> Result<()> {
    let context = api.context;
    let store = context.store(context.prompting_if_attended())?;
    let found = CredentialStore::new(store.as_ref())
        .find(&old.profile, &[old.registry.realm()])
        .map_err(|error| context.store_error(&error))?;
    let is_it = |kept: &&Credential| kept.purpose == old.purpose && kept.registry == old.registry;
    match found.credentials.iter().find(is_it) {
        Some(kept) if kept.secret.same_as(&old.secret) => Ok(()),
        Some(_) | None => Err(Error::new(
            ErrorKind::Other,
            "another process has changed the stored credential in the meantime",
        )),
    }
}

/// A store that failed may have lost the old token: it is stored again.
fn keep_old(api: &TokenApi, old: &Credential, error: Error) -> Error {
    if still_kept(api, old).is_ok() || put_back(api, old) {
        return error.note("the old token is still stored");
    }
    error
}

fn put_back(api: &TokenApi, old: &Credential) -> bool {
    // A credential that another process has stored there stays.
    let is_gone = api
        .context
        .store(api.context.prompting_if_attended())
        .is_ok_and(|store| matches!(store.get(&old.store_key()), Ok(None)));
    is_gone && put(api, old).is_ok()
}

/// Finishes or undoes interrupted rotations.
///
/// # Errors
/// Those of the registry; the journal then still has the entry.
pub fn recover_interrupted(api: &TokenApi) -> Result<Recovery> {
    let mut recovery = Recovery::Nothing;
    for old in journal::unfinished(api.context) {
        let name = old.token.clone().unwrap_or_default();
        if old
            != (journal::Operation {
                since: old.since,
                ..entry(api, Deed::Rotate, old.purpose, &name)
            })
        {
            continue;
        }
        let grant = api
            .known
            .iter()
            .find(|known| known.purpose == old.purpose)
            .and_then(|known| known.grant.as_ref());
        match grant.filter(|grant| grant.name.as_ref() == Some(&name)) {
            Some(grant) => {
                grant
                    .replaces
                    .as_ref()
                    .map(|key| api.revoke(key))
                    .transpose()?;
                recovery = Recovery::Completed;
            }
            None => {
                withdraw(api, &name)?;
                recovery = Recovery::Undone;
            }
        }
        journal::begin(api.context, old)?.finish(api.context)?;
    }
    Ok(recovery)
}

/// The one token to rotate: granular, for this registry, and for this use if one is named.
///
/// # Errors
/// `NotLoggedIn` if there is none; `Usage` if there are several.
pub fn chosen<'a>(api: &'a TokenApi, purpose: Option<Use>) -> Result<&'a Credential> {
    let registry = &api.wanted.registry;
    let fits = |known: &&Credential| {
        known.kind == CredentialKind::Granular
            && known.registry == *registry
            && purpose.is_none_or(|purpose| purpose == known.purpose)
    };
    let found: Vec<&Credential> = api.known.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let create =
                Command::new("npmcred token create").flag("--registry", registry.to_string());
            Err(api
                .context
                .not_logged_in(format!("no granular token is stored for {registry}"))
                .cure("list the stored credentials", Command::new("npmcred list"))
                .cure("create one", create.profile(api.wanted.profile.name())))
        }
        [_, _, ..] => Err(Error::new(
            ErrorKind::Usage,
            format!("several tokens are stored for {registry}"),
        )
        .hint("choose one: --use read, --use write or --use any")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_is_the_old_one_with_another_second() {
        assert_eq!(base_of("ci-20261125T101112Z"), "ci");
        assert_eq!(
            base_of(&default_name("npmcred-read", 1_764_000_000)),
            "npmcred-read"
        );
        let first = next_name(None, Use::Read, 1_764_000_000);
        assert_eq!(base_of(&first), "npmcred-read");
        assert_ne!(
            next_name(Some(&first), Use::Read, 1_764_000_000),
            first,
            "within the same second"
        );
        for other in ["ci", "ci-2026", "ci-", "my-token-of-some-years"] {
            assert_eq!(base_of(other), other);
        }
    }
}
