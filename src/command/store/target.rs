//! The registry for which a credential is stored.

use crate::cli::StoreArgs;
use crate::command::named_registry::registry;
use crate::context::Context;
use crate::credential::check_registry;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account;
use crate::login::{self, StoreCommand};
use crate::npmrc::Config;
use crate::registry::{Registry, Scope, without_secret};
use crate::report::{Command, Hint};
use crate::tool::npm;

/// The registry: the named one, the one that npm maps the scope to, or npm's default.
pub(super) fn target(
    context: &Context,
    flags: &StoreArgs,
    command: &StoreCommand,
) -> Result<Registry> {
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
