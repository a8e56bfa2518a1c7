//! Commands by which npm itself would write a secret into a file. Through the shim they do not.
//!
//! `npm config set //host/:_authToken=…` keeps the token in the store instead. `npm login` is refused with the way to
//! store a token: npm would write what it gets into `~/.npmrc` in clear.

use super::config;
use super::decide::Words;
use super::tool::RealTool;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, Expiry, Profile, Shelf, Use, token_expiry};
use crate::error::{Error, ErrorKind, Result};
use crate::npmrc::Config;
use crate::registry::{PUBLIC_REGISTRY, Registry};
use npmcred_platform::Secret;
use npmcred_platform::memory::CoreDumpsOff;

/// Whether a command has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Served {
    /// Yes; npm is not started.
    Here,
    /// No; npm may run.
    NotAtAll,
}

/// The refusal of `npm login`.
#[must_use]
pub(super) fn login(context: &Context, real: &RealTool, words: &Words) -> Error {
    let config = config::load(context, real, &words.line);
    let scope = config.text("scope").map(|scope| format!("@{}", scope.trim_start_matches('@')));
    let registry = config.registry_of(scope.as_deref());
    Error::new(ErrorKind::Refused, "npm would write the token of this login into a file in clear")
        .note("logging in through npmcred comes with a later version; make a token on the registry's site until then")
        .hint(format!("keep it in the system's store: npmcred store --registry {registry}"))
        .hint("log in as npm does, with the token in ~/.npmrc: NPMCRED=off npm login")
}

/// `npm logout` knows nothing of the store; if it holds something for that registry, say so.
pub(super) fn logout(context: &Context, real: &RealTool, words: &Words) {
    let config = config::load(context, real, &words.line);
    let Ok(registry) = Registry::parse_any(&config.registry_of(config.text("scope"))) else { return };
    let Ok(store) = context.store(npmcred_platform::Prompting::Never) else { return };
    let realm = registry.realm();
    if store.list().is_ok_and(|keys| keys.iter().any(|key| key.realm == realm.as_str())) {
        context.report.note(&format!(
            "the credential in the {} stays; to remove it: npmcred remove --registry {registry}",
            store.name()
        ));
    }
}

/// Looks at `npm config set`, `npm set` and their like for secrets.
///
/// # Errors
/// `Refused` for a secret that cannot be taken over in one step; what the store said.
pub(super) fn configuration(context: &Context, real: &RealTool, words: &Words) -> Result<Served> {
    let command = words.command.unwrap_or_default();
    if command == "profile" {
        context.report.note("no credential is handed to this command, because npm may save one into a file (to run it as npm does: NPMCRED=off)");
    }
    let pairs = pairs(command, &words.operands);
    let secrets: Vec<&(String, String)> = pairs.iter().filter(|(key, value)| is_secret(key, value)).collect();
    match secrets[..] {
        [] => Ok(Served::NotAtAll),
        [(key, value)] if pairs.len() == 1 && key.starts_with("//") && key.ends_with(":_authToken") => {
            let config = config::load(context, real, &words.line);
            keep(context, &registry_of_key(&config, key)?, value)
        }
        _ => Err(refused(secrets[0])),
    }
}

/// The pairs that `npm config set` would save (npm 12 `lib/commands/config.js`, `keyValues`): words with `=`, and else
/// the next word is the value.
fn pairs(command: &str, operands: &[String]) -> Vec<(String, String)> {
    let words = match command {
        "config" if operands.first().is_some_and(|word| word == "set") => &operands[1..],
        "set" => operands,
        _ => return Vec::new(),
    };
    let mut pairs = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.split_once('=') {
            Some((key, value)) => pairs.push((key.trim().to_owned(), value.trim().to_owned())),
            None => pairs.push((word.trim().to_owned(), rest.next().cloned().unwrap_or_default())),
        }
    }
    pairs
}

/// A placeholder is no secret: npm saves it as it is written.
fn is_secret(key: &str, value: &str) -> bool {
    let name = key.rsplit(':').next().unwrap_or(key);
    let placeholder = value.starts_with("${") && value.ends_with('}');
    matches!(name, "_authToken" | "_auth" | "_password") && !value.is_empty() && !placeholder
}

/// The registry that this key belongs to. The key has no scheme: a configured registry with the same key has it; otherwise
/// http is meant on this very machine, https elsewhere.
fn registry_of_key(config: &Config, key: &str) -> Result<Registry> {
    let nerf = key.rsplit_once(':').map_or(key, |(nerf, _)| nerf);
    let urls = std::iter::once(config.default_registry()).chain(config.scopes().into_iter().map(|(_, url)| url));
    let configured = urls.filter_map(|url| Registry::parse(&url).ok()).find(|known| known.nerf_dart().as_str() == nerf);
    let here = || Registry::parse(&format!("http:{nerf}")).ok();
    match configured.or_else(here) {
        Some(registry) => Ok(registry),
        None => {
            Registry::parse(&format!("https:{nerf}")).map_err(|error| Error::new(ErrorKind::Usage, error.to_string()))
        }
    }
}

fn keep(context: &Context, registry: &Registry, token: &str) -> Result<Served> {
    let _undumped = CoreDumpsOff::begin();
    let expires = token_expiry(token);
    let now = context.now();
    let credential = Credential {
        profile: Profile::DEFAULT,
        registry: registry.clone(),
        kind: if expires.is_session(now) { CredentialKind::Session } else { CredentialKind::Granular },
        purpose: Use::Any,
        owner: None,
        issued: now,
        expires: if expires.is_past(now) { Expiry::Unknown } else { expires },
        secret: Secret::from(token.to_owned()),
    };
    let store = context.store(context.prompting_if_attended())?;
    Shelf::new(store.as_ref()).put(&credential, now, &|error| context.store_error(error))?;
    context.report.note(&format!("kept for {registry} in the {}, not in a file", store.name()));
    Ok(Served::Here)
}

fn refused((key, _): &(String, String)) -> Error {
    let nerf = key.rsplit_once(':').map_or("", |(nerf, _)| nerf);
    let registry = if nerf.starts_with("//") { format!("https:{nerf}") } else { PUBLIC_REGISTRY.to_owned() };
    let basic = if key.ends_with("_authToken") { "" } else { " --basic --username NAME" };
    Error::new(ErrorKind::Refused, format!("npm would write {key} into a file in clear"))
        .hint(format!("keep it in the system's store: npmcred store --registry {registry}{basic}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_seen_in_every_form_that_npm_saves() {
        let cases: [(&str, &[&str], usize); 10] = [
            ("config", &["set", "//h/:_authToken=x"], 1),
            ("config", &["set", "//h/:_authToken", "x"], 1),
            ("set", &["//h/:_authToken", "x"], 1),
            ("config", &["set", "a=b", "//h/:_password=eA=="], 1),
            ("config", &["set", "_auth=eA=="], 1),
            ("config", &["set", "//h/:_authToken=${NPM_TOKEN}"], 0),
            ("config", &["set", "//h/:_authToken="], 0),
            ("config", &["set", "registry=https://h/"], 0),
            ("config", &["get", "//h/:_authToken"], 0),
            ("config", &["delete", "//h/:_authToken"], 0),
        ];
        for (command, operands, want) in cases {
            let operands: Vec<String> = operands.iter().map(ToString::to_string).collect();
            let found = pairs(command, &operands).iter().filter(|(key, value)| is_secret(key, value)).count();
            assert_eq!(found, want, "{command} {operands:?}");
        }
    }
}
