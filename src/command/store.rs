//! `npmcred store`.

use super::named_registry::registry;
use crate::cli::StoreArgs;
use crate::context::Context;
use crate::credential::{
    Credential, CredentialKind, CredentialStore, Expiry, LONGEST_SESSION, Unfit, Use,
    check_registry, check_value, expiry_for, parse_lifetime,
};
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{self, NpmUserConfig};
use crate::login::{self, Replacement, StoreCommand};
use crate::npmrc::Config;
use crate::profile;
use crate::registry::{Registry, Scope, without_secret};
use crate::report::{Command, Hint};
use crate::tool::npm;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Durability, Secret, SecretStore, session};

/// The largest secret that is read, in bytes. The largest token seen in the field is a JWT of a few
/// thousand.
const SECRET_LIMIT: usize = 64 * 1024;

/// Stores a credential.
///
/// # Errors
/// `Usage` for a registry, an expiry or a secret that makes no sense; those of the store.
pub(super) fn run(context: &Context, flags: &StoreArgs) -> Result<()> {
    let _undumped = CoreDumpsOff::begin();
    let command = typed(context, flags);
    let mut credential = credential(context, flags, &command)?;
    login::confirm_foreign(context, &credential, &command)?;
    let replaced = login::confirm_replacing(context, &credential, &command)?;
    let store = context.store(context.prompting_if_attended())?;
    let is_for_job = login::end_with_the_job(context, store.as_ref(), &mut credential);
    CredentialStore::new(store.as_ref()).put(&credential, context.now(), &|error| {
        let told = context.store_error(error);
        let is_too_long = store.durability() == Durability::Memory
            && !credential.expires.is_session(context.now());
        if !is_too_long || flags.expires.is_some() {
            return told;
        }
        let session = format!("{}h", LONGEST_SESSION / 3600);
        let short = command.clone().flag("--expires", &session);
        told.cure("keep it in memory for now", short.at(&credential.registry))
    })?;
    say_kept(context, store.as_ref(), &credential, is_for_job);
    let Some(old) = &replaced else { return Ok(()) };
    let (config, files) = npm::current_or_newest(context);
    let config = NpmUserConfig::new(context, &config, files);
    let new = &credential;
    Replacement { old, new }.offer_revocation(context, &config, true)
}

/// The command as it was typed, without its registry.
fn typed(context: &Context, flags: &StoreArgs) -> StoreCommand {
    let mut command = StoreCommand::new(context, "npmcred store").purpose(flags.purpose.into());
    if let Some(end) = &flags.expires {
        command = command.flag("--expires", end);
    }
    command = match &flags.username {
        user if flags.basic => command.password_of(user.as_deref()),
        Some(owner) => command.flag("--username", owner),
        None => command,
    };
    (command.replaces, command.takes_foreign) = (flags.yes, flags.foreign_token);
    command
}

/// The credential that the flags and the person give.
fn credential(context: &Context, flags: &StoreArgs, command: &StoreCommand) -> Result<Credential> {
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

/// Says where it is kept, and for how long if that is not long.
fn say_kept(context: &Context, store: &dyn SecretStore, credential: &Credential, is_for_job: bool) {
    context.report.print(&format!(
        "stored for {} (use {}{}) in the {}\n",
        credential.registry,
        credential.purpose,
        credential.profile.aside(),
        store.name()
    ));
    match store.durability() {
        Durability::Persistent => {}
        Durability::Memory if is_for_job => {
            context.report.note(&format!(
                "in memory only, for this job: {} hours at most",
                login::LONGEST_JOB
            ));
        }
        Durability::Memory => {
            context
                .report
                .note("in memory only: it is gone when it expires or the machine restarts");
            if let Some(other) = context.elsewhere(store) {
                context.report.note(&other.message);
            }
        }
    }
}

/// The registry: the named one, the one that npm maps the scope to, or npm's default.
fn target(context: &Context, flags: &StoreArgs, command: &StoreCommand) -> Result<Registry> {
    let scope = match &flags.scope {
        Some(text) => Some(
            Scope::parse(text)
                .ok_or_else(|| Error::new(ErrorKind::Usage, "not a scope; a scope is @name"))?,
        ),
        None => None,
    };
    let text = match (&flags.registry, &scope) {
        (Some(url), _) => url.clone(),
        (None, scope) => {
            let (config, _) = npm::current_or_newest(context);
            if let Some(scope) = scope {
                refuse_unmapped(&config, scope, command)?;
            }
            confirm_named(context, &config, scope.as_ref(), command)?;
            config.registry_of(scope.as_ref().map(Scope::as_str))
        }
    };
    let registry = registry(&text, flags.insecure_http)?;
    check_registry(&registry).map_err(|unfit| Error::from_cause(ErrorKind::Usage, unfit))?;
    if let (Some(scope), Some(_)) = (&scope, &flags.registry) {
        let (config, _) = npm::current_or_newest(context);
        let mapped = Registry::parse_any(&config.registry_of(Some(scope.as_str())))
            .is_ok_and(|known| known == registry);
        if !mapped {
            context
                .report
                .note(&format!("npm does not use this registry for {scope} yet"));
            let word = format!("{scope}:registry={registry}");
            context.report.cure(&Hint::new(
                "tell it",
                Command::new("npm config set").word(word),
            ));
        }
    }
    Ok(registry)
}

/// Refuses a scope that has no registry of its own: the credential would be kept for the default
/// one, and sent there.
fn refuse_unmapped(config: &Config, scope: &Scope, command: &StoreCommand) -> Result<()> {
    let key = format!("{scope}:registry");
    if config.get(&key).is_some() {
        return Ok(());
    }
    let default = config.registry_of(None);
    let why = format!("nothing was stored: npm has no registry of its own for {scope}");
    let error = Error::new(ErrorKind::Refused, why).note(format!(
        "packages of {scope} come from the default registry, {}",
        without_secret(&default)
    ));
    let error = match Registry::parse_any(&without_secret(&default)) {
        Ok(default) => error.cure("store it for the default registry", command.at(&default)),
        Err(_) => error,
    };
    let home = Command::new("npm config set").word(format!("{key}=URL"));
    Err(error.cure("or say first where its packages come from", home))
}

/// Asks the user to confirm a registry that only a project names.
fn confirm_named(
    context: &Context,
    config: &Config,
    scope: Option<&Scope>,
    command: &StoreCommand,
) -> Result<()> {
    let answer =
        |config: &Config| Registry::parse_any(&config.registry_of(scope.map(Scope::as_str))).ok();
    let Some(registry) = answer(config) else {
        return Ok(());
    };
    let by = account::only_by_project(config, &registry, &answer);
    login::confirm(context, &registry, by.as_ref(), command)
}

fn end(text: &str, now: u64) -> Result<u64> {
    parse_lifetime(text, now).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "not a lifetime or a moment")
            .hint("for example: --expires 2h, --expires 90d, --expires 2027-01-31")
    })
}

/// Reads a secret from the prompt or from standard input.
pub(super) fn read_secret(registry: &Registry, basic: bool) -> Result<Secret> {
    let what = if basic { "password" } else { "token" };
    let read = if session::stdin_is_terminal() {
        session::read_hidden_line(&format!("{what} for {registry} (not shown): "))
    } else {
        session::read_stdin_secret(SECRET_LIMIT)
    };
    read.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::Interrupted => {
            Error::new(ErrorKind::Interrupted, "interrupted; nothing was stored")
        }
        std::io::ErrorKind::InvalidData => Error::new(
            ErrorKind::Usage,
            format!("the {what} is longer than {SECRET_LIMIT} bytes"),
        ),
        _ => Error::new(ErrorKind::Other, format!("cannot read the {what}: {cause}"))
            .caused_by(cause),
    })
}

/// Refuses a secret that no registry could take or that npm could not be handed.
pub(super) fn check(secret: &Secret, basic: bool) -> Result<()> {
    let fit = match secret.expose_str() {
        // npm is handed a password in base64, so it could; but nobody types such a character on
        // purpose.
        Some(text) if basic && text.chars().any(char::is_control) => Err(Unfit::Control),
        Some("") => Err(Unfit::Empty),
        Some(_) if basic => Ok(()),
        Some(_) | None => check_value(secret.expose()),
    };
    fit.map_err(|unfit| Error::from_cause(ErrorKind::Usage, unfit))
}
