//! Lists all stored credentials with their remaining life, and can ask each registry about them.
//!
//! If a registry cannot be asked, that says nothing about a credential: only an answer can make it
//! invalid. A credential that has expired is not asked about, because it is never sent.

use super::caller::{Authorization, Caller};
use super::identity::{Identity, answers_strangers, identity, question};
use super::owner::remember;
use super::user_config::UserConfig;
use crate::context::Context;
use crate::credential::{Credential, CredentialStore, Profile, Stored};
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Client, Retries};
use crate::registry::Registry;
use npmcred_platform::{SecretStore, StoreError};
use std::thread;
use std::time::Duration;

/// One stored item.
pub struct InventoryItem {
    /// The item, or why it is not a credential.
    pub item: Stored,
    /// Its registry's answer, if it was asked.
    pub status: Option<Status>,
}

/// The result of asking a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// The credential is valid.
    Accepted,
    /// It is not accepted.
    Refused,
    /// There was no answer; the reason.
    Silent(String),
}

/// Lists the items of all profiles, or of the one that a flag names.
///
/// # Errors
/// Those of the whole store.
pub fn held(
    context: &Context,
    store: &dyn SecretStore,
) -> std::result::Result<Vec<InventoryItem>, StoreError> {
    let mut items = CredentialStore::new(store).all()?;
    if let Some(wanted) = &context.profile {
        items.retain(|(key, _)| Profile::of_key(&key.profile).as_ref() == Some(wanted));
    }
    Ok(items
        .into_iter()
        .map(|item| InventoryItem { item, status: None })
        .collect())
}

/// Asks the registries of all living credentials side by side whose they are, on the way that npm's
/// configuration says. An owner that nobody knew yet is kept with its credential.
pub fn ask_each(
    context: &Context,
    config: &dyn UserConfig,
    store: &dyn SecretStore,
    all: &mut [InventoryItem],
) {
    let now = context.now();
    let mut asked = Vec::new();
    for held in &mut *all {
        let Ok(credential) = &held.item.1 else {
            continue;
        };
        if credential.expires.is_past(now) {
            continue;
        }
        if credential.awaits_user() {
            held.status = Some(Status::Silent("its user name is missing".to_owned()));
            continue;
        }
        let registry = credential.registry.clone();
        let question = asker(context, config, credential).map(|way| (way, registry));
        asked.push((held, question));
    }
    let questions: Vec<_> = asked.iter().map(|(_, question)| question).collect();
    let answers = answers(context, &questions);
    for ((held, _), answer) in asked.into_iter().zip(answers) {
        let status = match answer {
            Ok(Identity::Alive(name)) => {
                if let Ok(credential) = &mut held.item.1 {
                    remember(context, store, credential, name);
                }
                Status::Accepted
            }
            Ok(Identity::Dead) => Status::Refused,
            Ok(Identity::Unknown(status)) => Status::Silent(format!("it answers {status}")),
            Err(error) => Status::Silent(error.message),
        };
        held.status = Some(status);
    }
}

/// What is asked: as whom, by which way, and whom; or why it cannot be.
type Question = Result<((Client, Caller), Registry)>;

/// The answers of all registries, in order. They are asked at the same time, so that the slowest
/// decides how long it takes; a line says whom it is waited for.
fn answers(context: &Context, questions: &[&Question]) -> Vec<Result<Identity>> {
    let mut hosts: Vec<&str> = questions
        .iter()
        .filter_map(|question| question.as_ref().ok()?.1.url().host_str())
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    let _line = context
        .report
        .progress(&format!("waiting for {}", hosts.join(", ")));
    thread::scope(|scope| {
        let asking: Vec<_> = questions
            .iter()
            .map(|question| {
                let ask = || match question {
                    Ok(((client, caller), registry)) => identity(client, caller, registry),
                    Err(error) => Err(error.clone()),
                };
                thread::Builder::new().spawn_scoped(scope, ask)
            })
            .collect();
        let broken = || Error::new(ErrorKind::Other, "it could not be asked");
        asking
            .into_iter()
            .map(|thread| match thread {
                Ok(thread) => thread.join().unwrap_or_else(|_| Err(broken())),
                Err(cause) => Err(broken().caused_by(cause)),
            })
            .collect()
    })
}

/// A registry's answer about a credential that is not stored: only a plain refusal makes it
/// invalid. A registry that names nobody does not know the question.
///
/// # Errors
/// Those of [`question`] and of finding the route.
pub fn ask_now(
    context: &Context,
    config: &dyn UserConfig,
    credential: &Credential,
) -> Result<(Status, Option<String>)> {
    let (client, caller) = asker(context, config, credential)?;
    let registry = &credential.registry;
    Ok(match question(&client, &caller, registry)? {
        (200, Some(name)) if !name.is_empty() => (Status::Accepted, Some(name)),
        (401, _) => (Status::Refused, None),
        (403, _) if answers_strangers(&client, &caller, registry) => (Status::Refused, None),
        (200, _) => (
            Status::Silent("it does not say whose token it is".to_owned()),
            None,
        ),
        (status, _) => (Status::Silent(format!("it answers {status}")), None),
    })
}

fn asker(
    context: &Context,
    config: &dyn UserConfig,
    credential: &Credential,
) -> Result<(Client, Caller)> {
    let registry = &credential.registry;
    let request = config.request(registry)?;
    let mut way = config.route(registry)?;
    // With many credentials, a registry that is down would cost a long wait.
    way.retries = Retries {
        count: 0,
        factor: 1.0,
        min: Duration::ZERO,
        max: Duration::ZERO,
    };
    Ok((
        Client::new(way).told(context.report),
        request.caller_as("whoami", Authorization::of(credential)),
    ))
}
