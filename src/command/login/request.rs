//! The request for a login that flags of ours make.

use crate::command::named_registry;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, SPOKEN};
use crate::login::{self, LoginRequest, StoreCommand};
use crate::npmrc::{Config, NpmVersion};
use crate::registry::{Registry, Scope};
use crate::tool::npm;
use std::ffi::OsString;

/// Our `--no-browser` as npm's flag. npm takes the word after `--no-browser` for its value.
pub(in crate::command) const NO_BROWSER: &str = "--browser=false";

/// npm's configuration for a registry and a scope named like this, whose rules the user's file
/// follows, and the request for a login there.
pub(in crate::command) fn request(
    context: &Context,
    registry: Option<&str>,
    scope: Option<&str>,
    more: &[OsString],
) -> Result<(Config, NpmVersion, LoginRequest)> {
    let mut words = more.to_vec();
    if let Some(url) = registry {
        words.push(format!("--registry={}", named_registry::registry(url, true)?).into());
    }
    if let Some(text) = scope {
        let scope = Scope::parse(text)
            .ok_or_else(|| Error::new(ErrorKind::Usage, "not a scope; a scope is @name"))?;
        words.push(format!("--scope={scope}").into());
    }
    let (config, files) = npm::with_flags(context, &words);
    let (_, spelled) = account::registry_of_login(&config);
    let request = account::request(context, &config, SPOKEN.0, SPOKEN.1, &spelled)?;
    Ok((config, files, request))
}

/// Asks the user to confirm a registry that only a project names. A registry on plain HTTP over a
/// network is refused later, by the login itself, so nothing is asked about it.
pub(super) fn confirm_named(
    context: &Context,
    config: &Config,
    request: &LoginRequest,
    command: &StoreCommand,
    with_token: bool,
) -> Result<()> {
    let registry = &request.registry;
    let answer = |config: &Config| Registry::parse_any(&account::registry_of_login(config).1).ok();
    let by =
        account::only_by_project(config, registry, &answer).filter(|_| !registry.is_cleartext());
    if with_token {
        login::confirm(context, registry, by.as_ref(), command)
    } else {
        login::confirm_login(context, registry, by.as_ref(), command)
    }
}
