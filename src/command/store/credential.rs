//! The credential that the flags of `npmcred store` and the person give.

use super::secret::{check, read_secret};
use super::target::target;
use crate::cli::StoreArgs;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, Use, expiry_for, parse_lifetime};
use crate::error::{Error, ErrorKind, Result};
use crate::login::StoreCommand;
use crate::profile;

/// The credential that the flags and the person give.
pub(super) fn credential(
    context: &Context,
    flags: &StoreArgs,
    command: &StoreCommand,
) -> Result<Credential> {
    let now = context.now();
    let profile = profile::active(context)?.profile;
    let registry = target(context, flags, command)?;
    let stated = flags
        .expires
        .as_deref()
        .map(|text| end(text, now))
        .transpose()?;
    let secret = read_secret(&registry, flags.basic)?;
    check(&secret, flags.basic)?;
    let text = secret.expose_str().unwrap_or_default();
    let expires = match stated {
        Some(end) => Expiry::At(end),
        None if flags.basic => Expiry::Unknown,
        None => expiry_for(&registry, text, now),
    };
    if expires.is_past(now) {
        return Err(Error::new(
            ErrorKind::NotLoggedIn,
            "this credential has expired already",
        ));
    }
    let kind = if flags.basic {
        CredentialKind::Basic
    } else {
        CredentialKind::of_token(expires, now)
    };
    let purpose: Use = flags.purpose.into();
    Ok(Credential {
        profile,
        registry,
        kind,
        purpose,
        owner: flags.username.clone(),
        issued: now,
        expires,
        grant: None,
        secret,
    })
}

fn end(text: &str, now: u64) -> Result<u64> {
    parse_lifetime(text, now).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "not a lifetime or a moment")
            .hint("for example: --expires 2h, --expires 90d, --expires 2027-01-31")
    })
}
