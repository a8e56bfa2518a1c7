//! `npmcred login`.

use super::named_registry;
use crate::cli::LoginArgs;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, NpmUserConfig, SPOKEN};
use crate::login::{self, LoginRequest, Session, StoreCommand, Voice};
use crate::npmrc::{Config, NpmVersion};
use crate::registry::{Registry, Scope};
use crate::tool::npm;
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::json;
use std::ffi::OsString;

/// Our `--no-browser` as npm's flag. npm takes the word after `--no-browser` for its value.
pub(super) const NO_BROWSER: &str = "--browser=false";

/// Logs in, or takes a token after asking its registry about it.
///
/// # Errors
/// Those of logging in; `NotLoggedIn` for a token that the registry does not accept; those of the
/// store.
pub(super) fn run(context: &Context, flags: &LoginArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let voice = if flags.json { Voice::Json } else { Voice::Own };
    begin(context, flags, voice).inspect_err(|error| {
        let fields = json!({
            "code": error.kind.exit_code(),
            "message": error.message,
            "notes": error.notes,
            "hints": error.hint_lines(),
        });
        voice.event(context, "error", fields);
    })
}

fn begin(context: &Context, flags: &LoginArgs, voice: Voice) -> Result<()> {
    let (config, files, mut request) = request(
        context,
        flags.registry.as_deref(),
        flags.scope.as_deref(),
        &words(flags),
    )?;
    request.purpose = flags.purpose.into();
    let command = typed(context, flags);
    confirm_named(context, &config, &request, &command, flags.with_token)?;
    let config = NpmUserConfig::new(context, &config, files);
    let session = |request| Session::open(context, &config, request, voice);
    if !flags.with_token {
        return session(request)?.log_in();
    }
    session(request)?.keep_token(&command, |registry| {
        let secret = super::store::read_secret(registry, false)?;
        super::store::check(&secret, false).map(|()| secret)
    })
}

/// The command as it was typed, without its registry.
fn typed(context: &Context, flags: &LoginArgs) -> StoreCommand {
    let name = if flags.with_token {
        "npmcred login --with-token"
    } else {
        "npmcred login"
    };
    let mut command = StoreCommand::new(context, name).purpose(flags.purpose.into());
    if let Some(scope) = &flags.scope {
        command = command.flag("--scope", scope);
    }
    if let Some(kind) = flags.auth_type {
        command = command.flag("--auth-type", kind.as_str());
    }
    for (is_given, flag) in [(flags.no_browser, "--no-browser"), (flags.json, "--json")] {
        if is_given {
            command = command.fixed(flag);
        }
    }
    (command.replaces, command.takes_foreign) = (flags.yes, flags.foreign_token);
    command
}

/// Our flags as npm's flags.
fn words(flags: &LoginArgs) -> Vec<OsString> {
    let kind = flags
        .auth_type
        .map(|kind| OsString::from(format!("--auth-type={}", kind.as_str())));
    kind.into_iter()
        .chain(flags.no_browser.then(|| NO_BROWSER.into()))
        .collect()
}

/// npm's configuration for a registry and a scope named like this, whose rules the user's file
/// follows, and the request for a login there.
pub(super) fn request(
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
fn confirm_named(
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
