//! `npmcred login`.

mod request;

pub(super) use request::{NO_BROWSER, request};

use crate::cli::LoginArgs;
use crate::context::Context;
use crate::error::Result;
use crate::login::account::NpmUserConfig;
use crate::login::{Session, StoreCommand, Voice};
use npmcred_platform::memory::CoreDumpsOff;
use request::confirm_named;
use serde_json::json;
use std::ffi::OsString;

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
