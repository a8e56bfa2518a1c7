//! `npmcred login`.

use crate::cli::Login;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, expiry_for};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Client;
use crate::login::{self, KeepResult, LoginRequest, SPOKEN, Voice};
use crate::npmrc::{Config, NpmVersion};
use crate::registry::{Registry, Scope};
use crate::report::printable;
use crate::shim;
use npmcred_platform::memory::CoreDumpsOff;
use serde_json::json;
use std::ffi::OsString;

/// Logs in, or takes a token after asking its registry about it.
///
/// # Errors
/// Those of logging in; `NotLoggedIn` for a token that the registry does not accept; what the store
/// said.
pub(super) fn run(context: &Context, flags: &Login) -> Result<()> {
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

fn begin(context: &Context, flags: &Login, voice: Voice) -> Result<()> {
    let (config, files, mut wanted) = wanted(
        context,
        flags.registry.as_deref(),
        flags.scope.as_deref(),
        &words(flags),
    )?;
    wanted.purpose = flags.purpose.into();
    confirm_named(context, &config, &wanted, flags.with_token)?;
    let client =
        Client::new(login::route(context, &config, &wanted.registry)?).told(context.report);
    let (credential, kept) = if flags.with_token {
        take(context, &config, files, &client, &wanted, flags.yes)?
    } else {
        login::begin_session(context, &config, files, &client, &mut wanted, voice)?
    };
    if let Some(scope) = &wanted.caller.scope {
        login::map_scope(context, &config, files, scope, &wanted.spelled)?;
    }
    voice.done(context, &credential, kept.store);
    if !flags.json {
        let owner = credential
            .owner
            .as_ref()
            .map_or_else(String::new, |owner| format!(" as {owner}"));
        let (registry, purpose, aside) = (
            &credential.registry,
            credential.purpose,
            credential.profile.aside(),
        );
        let line = format!("logged in on {registry}{owner} (use {purpose}{aside})");
        context.report.print(&format!("{}\n", printable(&line)));
    }
    login::say_kept(context, &config, &credential, &kept);
    Ok(())
}

/// npm's flags for ours.
fn words(flags: &Login) -> Vec<OsString> {
    let kind = flags
        .auth_type
        .map(|kind| OsString::from(format!("--auth-type={}", kind.as_str())));
    kind.into_iter()
        .chain(flags.no_browser.then(|| "--no-browser".into()))
        .collect()
}

/// What npm would make of a registry and a scope named like this: its configuration, whose rules
/// the user's file follows, and the request for a login there.
pub(super) fn wanted(
    context: &Context,
    registry: Option<&str>,
    scope: Option<&str>,
    more: &[OsString],
) -> Result<(Config, NpmVersion, LoginRequest)> {
    let mut words = more.to_vec();
    if let Some(url) = registry {
        words.push(format!("--registry={}", super::registry(url, false)?).into());
    }
    if let Some(text) = scope {
        let scope = Scope::parse(text)
            .ok_or_else(|| Error::new(ErrorKind::Usage, "not a scope; a scope is @name"))?;
        words.push(format!("--scope={scope}").into());
    }
    let (config, files) = shim::config_with(context, &words)?;
    let (_, spelled) = login::registry_of_login(&config);
    let wanted = LoginRequest::new(context, &config, SPOKEN.0, SPOKEN.1, &spelled)?;
    Ok((config, files, wanted))
}

/// Asks where only a project says which registry is meant. In plain text over a network nobody logs
/// in anyway, and that is said by who would.
fn confirm_named(
    context: &Context,
    config: &Config,
    wanted: &LoginRequest,
    with_token: bool,
) -> Result<()> {
    let registry = &wanted.registry;
    let answer = |config: &Config| Registry::parse_any(&login::registry_of_login(config).1).ok();
    let by = login::only_by_project(config, registry, &answer).filter(|_| !registry.is_cleartext());
    if with_token {
        login::confirm(context, registry, by.as_ref(), "npmcred login --with-token")
    } else {
        login::confirm_login(context, registry, by.as_ref())
    }
}

/// Takes a token from the prompt or from standard input, once its registry has said whose it is.
fn take(
    context: &Context,
    config: &Config,
    files: NpmVersion,
    client: &Client,
    wanted: &LoginRequest,
    yes: bool,
) -> Result<(Credential, KeepResult)> {
    let registry = super::registry(&wanted.spelled, false)?;
    login::stored(context, &wanted.profile, &registry)?;
    let secret = super::store::read_secret(&registry, false)?;
    super::store::check(&secret, false)?;
    let (owner, now) = (
        login::owner(context, client, wanted, &secret)?,
        context.now(),
    );
    let expires = expiry_for(&registry, secret.expose_str().unwrap_or_default(), now);
    let mut credential = Credential {
        profile: wanted.profile.clone(),
        registry,
        kind: if expires.is_session(now) {
            CredentialKind::Session
        } else {
            CredentialKind::Granular
        },
        purpose: wanted.purpose,
        owner,
        issued: now,
        expires: if expires.is_past(now) {
            Expiry::Unknown
        } else {
            expires
        },
        grant: None,
        secret,
    };
    if !yes {
        login::confirm_replacing(context, &credential, "npmcred login --with-token")?;
    }
    let kept = login::keep(context, config, files, &mut credential)?;
    Ok((credential, kept))
}
