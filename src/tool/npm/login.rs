//! `npm login`, `adduser` and `logout`, served here: npm's words and exit codes, the token in the
//! store.
//!
//! npm writes what it gets into `~/.npmrc` in plain text, so it is not started for this at all.
//! What scripts rely on is kept. That is the lines on standard output, exit code 1 where npm has
//! it, and the mapping of a scope in the user's file.

use super::words::Words;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, NpmUserConfig};
use crate::login::{Extent, LoginRequest, LogoutResult, Session, Voice};
use crate::npmrc::{Config, LayerKind};
use crate::registry::Scope;
use crate::tool::as_npm::config;
use crate::tool::call::Call;
use crate::tool::dialect::Next;

/// Serves `npm login` and `npm adduser`.
///
/// # Errors
/// As npm's exit code has it, 1, save for what npm does not know: no store, a refusal for safety,
/// an interruption.
pub(super) fn login(call: &Call<'_>, words: &Words) -> Result<()> {
    log_in(call, words).map_err(as_npm_ends)
}

fn log_in(call: &Call<'_>, words: &Words) -> Result<()> {
    let context = call.context;
    let config = config::load(context, call.real, call.env, &words.line);
    refuse_workspaces(&config)?;
    account::refuse_secret_in_flag(&config)?;
    let (key, spelled) = account::registry_of_login(&config);
    let mut request = request(call, words, &config, &spelled)?;
    request.caller.command = words.command.unwrap_or("login");
    say_where(context, &config, &key, &request);
    let voice = Voice::Npm {
        json: config
            .get("json")
            .is_some_and(|(_, setting)| setting.value.is_truthy()),
    };
    let files = NpmUserConfig::new(context, &config, words.npm);
    Session::open(context, &files, request, voice)?.log_in()
}

/// Serves `npm logout`. npm itself does it where the only credential is one that we leave alone: a
/// project's, a variable's.
///
/// # Errors
/// As npm's exit code has it, 1, save for a store that fails.
pub(super) fn logout(call: &Call<'_>, words: &Words) -> Result<Next> {
    log_out(call, words).map_err(as_npm_ends)
}

fn log_out(call: &Call<'_>, words: &Words) -> Result<Next> {
    let context = call.context;
    let config = config::load(context, call.real, call.env, &words.line);
    refuse_workspaces(&config)?;
    account::refuse_secret_in_flag(&config)?;
    let scope = own_scope(&config);
    let spelled = account::registry_of_logout(&config, scope.as_ref());
    let mut request = request(call, words, &config, &spelled)?;
    request.caller.command = "logout";
    let (registry, spelled) = (request.registry.clone(), request.spelled.clone());
    let files = NpmUserConfig::new(context, &config, words.npm);
    let session = Session::open(context, &files, request, Voice::Npm { json: false })?;
    match session.log_out(scope.as_ref(), Extent::Sessions)? {
        // npm, too, ends with 0 where a credential is kept.
        LogoutResult::Done => return Ok(Next::Done),
        LogoutResult::NoSession(staying) => {
            staying.say(context.report);
            return Ok(Next::Done);
        }
        LogoutResult::Nothing => {}
    }
    if config.auth_for(registry.url(), registry.url()).is_some() {
        // npm saves the user's file then, too.
        return Ok(Next::RunAndScrub(call.args.to_vec()));
    }
    let error = Error::new(
        ErrorKind::Other,
        format!("not logged in to {spelled}, so can't log out!"),
    );
    Err(context
        .unreached()
        .into_iter()
        .fold(error, |error, other| error.note(other.message)))
}

/// The login that npm would ask of this registry.
fn request(call: &Call<'_>, words: &Words, config: &Config, spelled: &str) -> Result<LoginRequest> {
    let release = config::release_of(call.real);
    account::request(call.context, config, words.npm, &release, spelled)
}

/// npm's notice, unless the log level keeps it back; and who chose the registry, if it is the
/// project.
fn say_where(context: &Context, config: &Config, key: &str, request: &LoginRequest) {
    if !matches!(config.text("loglevel"), Some("silent" | "error" | "warn")) {
        context
            .report
            .note(&format!("Log in on {}", request.registry));
    }
    if let Some((layer, setting)) = config
        .get(key)
        .filter(|(layer, _)| layer.kind == LayerKind::Project)
        && let Some(file) = &layer.path
    {
        let line = setting
            .line
            .map_or_else(String::new, |line| format!(" line {line}"));
        context.report.note(&format!(
            "it is the project that names this registry: {}{line}",
            file.display()
        ));
    }
}

/// The scope whose registry is written into the user's file. A project does not say what stands
/// there.
fn own_scope(config: &Config) -> Option<Scope> {
    config.own().text("scope").and_then(Scope::parse)
}

fn refuse_workspaces(config: &Config) -> Result<()> {
    let is_set = |key: &str| {
        config
            .get(key)
            .is_some_and(|(_, setting)| setting.value.is_truthy())
    };
    if is_set("workspace") || is_set("workspaces") {
        return Err(Error::new(
            ErrorKind::Other,
            "This command does not support workspaces.",
        ));
    }
    Ok(())
}

/// npm ends with 1 for whatever a registry or a person did not want.
fn as_npm_ends(mut error: Error) -> Error {
    error.kind = match error.kind {
        ErrorKind::NotLoggedIn | ErrorKind::Network | ErrorKind::Usage | ErrorKind::Other => {
            ErrorKind::Other
        }
        kind @ (ErrorKind::StoreLocked
        | ErrorKind::StoreMissing
        | ErrorKind::StoreFailed
        | ErrorKind::File
        | ErrorKind::Refused
        | ErrorKind::ToolNotStarted
        | ErrorKind::ToolNotFound
        | ErrorKind::Interrupted) => kind,
    };
    error
}
