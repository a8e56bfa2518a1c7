//! `npmcred exec -- TOOL …`.

use super::named_registry::registry;
use crate::cli::ExecArgs;
use crate::context::Context;
use crate::credential::Use;
use crate::error::{Error, ErrorKind, Result};
use crate::login::account::{NpmUserConfig, only_by_project};
use crate::npmrc::Config;
use crate::registry::{Registry, Scope};
use crate::report::Command;
use crate::shim::{self, BuildSecret, SecretForm, SecretRegistry};
use crate::tool::npm;

/// Replaces this process with the tool, which gets the same hand-over as npm, or a build secret.
///
/// # Errors
/// `Usage` for flags that make no sense together; those of the shim.
pub(super) fn run(context: &Context, flags: ExecArgs) -> Result<()> {
    let form = form(&flags)?;
    let mut words = flags.words.into_iter();
    let program = words
        .next()
        .ok_or_else(|| Error::new(ErrorKind::Usage, "no tool given"))?;
    let args: Vec<_> = words.collect();
    let wanted = |usual| flags.purpose.map_or(usual, Use::from);
    let Some(form) = form else {
        return shim::run_program(context, &program, &args, wanted(Use::Write));
    };
    let (config, files) = npm::current_or_newest(context);
    let secret = BuildSecret {
        form,
        registries: registries(&config, &flags.registry, &flags.scope)?,
        wanted: wanted(Use::Read),
        config: &NpmUserConfig::new(context, &config, files),
    };
    shim::run_with_secret(context, &program, &args, &secret)
}

/// How a build secret is handed over, if one is.
fn form(flags: &ExecArgs) -> Result<Option<SecretForm>> {
    let names = !flags.registry.is_empty() || !flags.scope.is_empty();
    let form = match (&flags.secret, &flags.variable) {
        (Some(id), _) => SecretForm::File(checked(id, "--secret", |byte| b"-_.".contains(&byte))?),
        (None, Some(name)) => SecretForm::Variable(checked(name, "--env", |byte| byte == b'_')?),
        (None, None) if names => {
            let what = "--registry and --scope say what a build secret holds; without --secret or --env \
                        the tool gets all that is configured";
            return Err(Error::new(ErrorKind::Usage, what).hint("add: --secret npmrc"));
        }
        (None, None) => return Ok(None),
    };
    if names {
        return Ok(Some(form));
    }
    let what = "a build secret holds the registries that are named, and none is";
    Err(Error::new(ErrorKind::Usage, what).hint("add: --registry https://registry.npmjs.org/"))
}

/// A name of letters, digits, and what else is allowed in it.
fn checked(name: &str, flag: &str, also: impl Fn(u8) -> bool) -> Result<String> {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || also(byte);
    if name.is_empty() || !name.bytes().all(is_sound) {
        let what = format!("{flag} takes a name of plain letters and digits");
        return Err(Error::new(ErrorKind::Usage, what));
    }
    Ok(name.to_owned())
}

/// The registries, each once. A scope belongs to the registry that npm's configuration has for it,
/// else to the one that is named.
fn registries(config: &Config, named: &[String], scopes: &[String]) -> Result<Vec<SecretRegistry>> {
    let mut all: Vec<SecretRegistry> = Vec::new();
    for text in named {
        // What is stored for a registry on plain HTTP is there on the user's word.
        add(&mut all, registry(text, true)?, None, false);
    }
    for text in scopes {
        let scope = Scope::parse(text)
            .ok_or_else(|| Error::new(ErrorKind::Usage, "not a scope; a scope is @name"))?;
        let is_mapped = config.get(&format!("{scope}:registry")).is_some();
        let (home, is_projects) = match named {
            [one] if !is_mapped => (registry(one, true)?, false),
            _ => configured(config, &scope)?,
        };
        add(&mut all, home, Some(scope), is_projects);
    }
    Ok(all)
}

fn add(all: &mut Vec<SecretRegistry>, registry: Registry, scope: Option<Scope>, is_projects: bool) {
    match all.iter_mut().find(|known| known.registry == registry) {
        Some(known) => known.scopes.extend(scope),
        None => all.push(SecretRegistry {
            registry,
            scopes: scope.into_iter().collect(),
            is_projects,
        }),
    }
}

/// The registry that npm is configured for, and whether it is the project alone that says so.
fn configured(config: &Config, scope: &Scope) -> Result<(Registry, bool)> {
    let key = format!("{scope}:registry");
    if config.get(&key).is_none() {
        let what = format!("npm has no registry of its own for {scope}");
        let home = Command::new("npm config set").word(format!("{key}=URL"));
        return Err(
            Error::new(ErrorKind::Usage, what).cure("say where its packages come from", home)
        );
    }
    let answer =
        |config: &Config| Registry::parse_any(&config.registry_of(Some(scope.as_str()))).ok();
    let home = registry(&config.registry_of(Some(scope.as_str())), true)?;
    let is_projects = only_by_project(config, &home, &answer).is_some();
    Ok((home, is_projects))
}
