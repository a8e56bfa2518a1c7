//! Makes the next token while a command waits, once for all that wait.
//!
//! Who gets the lock looks into the store first: the one that it waited for may have filled it. A
//! failure is left in the lock for those who waited, so that they do not run the command again.

use super::answer::FreshToken;
use super::model::TokenSource;
use super::run::{failed, no_token, run};
use crate::acceptance;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Expiry, Use};
use crate::error::{Error, ErrorKind, Result};
use crate::login::{Abandoned, LoginLock};
use npmcred_platform::{Prompting, SecretStore};

/// A token with less than this left is replaced, in seconds; or with a tenth of its life, if that
/// is less.
const NEAR: u64 = 5 * 60;

/// Whether a stored token is so near its end that the next is made, or was stored at a time that is
/// yet to come, by a clock that was wrong.
#[must_use]
pub fn is_due(issued: u64, expires: Expiry, now: u64) -> bool {
    let Expiry::At(end) = expires else {
        return false;
    };
    let life = end.saturating_sub(issued);
    end.saturating_sub(now) <= NEAR.min(life / 10) || issued > now.saturating_add(NEAR)
}

/// Has the store hold a token that is not near its end. `refused` is when the one was stored that
/// the registry refuses, in seconds since 1970.
///
/// # Errors
/// `NotLoggedIn` if the command makes none; those of the store.
pub fn renew(context: &Context, source: &TokenSource, refused: Option<u64>) -> Result<()> {
    let lock = LoginLock::take(context, &source.profile, &source.registry, || ())?;
    let store = context.store(Prompting::Never)?;
    let kept = kept(context, store.as_ref(), source)?;
    let is_good = |one: &Credential| {
        !is_due(one.issued, one.expires, context.now()) && refused != Some(one.issued)
    };
    if kept.as_ref().is_some_and(is_good) {
        return Ok(());
    }
    if let Some(Abandoned::Failed(why)) = &lock.before {
        return Err(no_token(why.clone()));
    }
    let refused = kept.filter(|one| refused == Some(one.issued));
    let made = run(context, source).and_then(|fresh| match &refused {
        Some(old) if old.secret.same_as(&fresh.secret) => Err(failed(
            source,
            "made the same token again, which the registry does not accept",
        )),
        _ => Ok(fresh),
    });
    match made.and_then(|fresh| keep(context, store.as_ref(), source, fresh)) {
        Ok(_) => Ok(()),
        Err(error) => {
            lock.give_up(&Abandoned::Failed(error.message.clone()));
            Err(error)
        }
    }
}

/// Makes the first token of a new source, which shows that it works, and stores it; returns its end
/// in seconds since 1970. Unless `replaces` is set, it takes the place of no token that was made to
/// last.
///
/// # Errors
/// As for [`renew`]; `Refused` for such a token.
pub fn keep_first(context: &Context, source: &TokenSource, replaces: bool) -> Result<u64> {
    let store = context.store(context.prompting_if_attended())?;
    let now = context.now();
    let lasts = |one: &Credential| !one.expires.is_past(now) && !one.expires.is_session(now);
    if kept(context, store.as_ref(), source)?.is_some_and(|one| lasts(&one)) && !replaces {
        let what = format!(
            "a credential that was made to last is stored for {}{}",
            source.registry,
            source.profile.aside()
        );
        return Err(Error::new(ErrorKind::Refused, what).hint("to replace it, add: --yes"));
    }
    let fresh = run(context, source)?;
    keep(context, store.as_ref(), source, fresh)
}

/// What is stored in the place of the source's tokens.
fn kept(
    context: &Context,
    store: &dyn SecretStore,
    source: &TokenSource,
) -> Result<Option<Credential>> {
    let found = CredentialStore::new(store).find(&source.profile, &[source.registry.realm()]);
    let found = found.map_err(|error| context.store_error(&error))?;
    let is_here = |one: &Credential| one.registry == source.registry && one.purpose == Use::Any;
    Ok(found.credentials.into_iter().find(is_here))
}

fn keep(
    context: &Context,
    store: &dyn SecretStore,
    source: &TokenSource,
    fresh: FreshToken,
) -> Result<u64> {
    let credential = Credential {
        profile: source.profile.clone(),
        registry: source.registry.clone(),
        kind: match source.basic {
            Some(_) => CredentialKind::Basic,
            None => CredentialKind::Session,
        },
        purpose: Use::Any,
        owner: source.basic.clone(),
        issued: context.now(),
        expires: Expiry::At(fresh.end),
        grant: None,
        secret: fresh.secret,
    };
    CredentialStore::new(store).put(&credential, context.now(), &|error| {
        context.store_error(error)
    })?;
    // What was said of its predecessor, if both were stored in one second.
    drop(acceptance::forget(context, &credential));
    Ok(fresh.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_due_near_its_end_and_after_a_clock_was_set_back() {
        let cases = [
            (1000, 4600, 1000, false),
            (1000, 4600, 4299, false),
            (1000, 4600, 4300, true),
            (1000, 4600, 5000, true),
            (1000, 1100, 1089, false),
            (1000, 1100, 1090, true),
            (1000, 4600, 699, true),
            (1000, 4600, 700, false),
            (4600, 1000, 0, true),
        ];
        for (issued, end, now, want) in cases {
            let due = is_due(issued, Expiry::At(end), now);
            assert_eq!(due, want, "{issued} {end} {now}");
        }
        assert!(!is_due(0, Expiry::Unknown, u64::MAX));
    }
}
