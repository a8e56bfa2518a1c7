//! Lists all stored credentials with their remaining life, and can ask each registry about them.
//!
//! If a registry cannot be asked, that says nothing about a credential: only an answer can make it
//! invalid. A credential that has expired is not asked about, because it is never sent.

use super::ask::{IdentityQuestion, asker, side_by_side};
use super::identity::{Identity, answers_strangers, identity, question};
use super::owner::remember;
use super::user_config::UserConfig;
use crate::acceptance::{self, AnswerSubject};
use crate::context::Context;
use crate::credential::{Credential, CredentialStore, Profile, Stored};
use crate::error::{Error, ErrorKind, Result};
use crate::http;
use npmcred_platform::{SecretStore, StoreError};

/// One stored item.
pub struct InventoryItem {
    /// The item, or why it is not a credential.
    pub item: Stored,
    /// Its registry's answer, if it was asked.
    pub status: Option<RegistryStatus>,
}

/// The result of asking a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryStatus {
    /// The credential is valid.
    Accepted,
    /// It is not accepted.
    Rejected,
    /// Its answer says neither, or it could not be asked; the reason.
    Silent(String),
    /// There was no answer, or that of a registry in trouble; the reason. Another time it may tell.
    Unreachable(String),
}

impl RegistryStatus {
    /// What a status says that is neither an acceptance nor a refusal.
    fn of_answer(status: u16) -> Self {
        let why = format!("it answers {status}");
        match status {
            429 | 500.. => Self::Unreachable(why),
            _ => Self::Silent(why),
        }
    }

    /// Why it could not be asked.
    pub(super) fn of_error(error: Error) -> Self {
        match error.kind {
            ErrorKind::Network => Self::Unreachable(error.message),
            _ => Self::Silent(error.message),
        }
    }
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
            held.status = Some(RegistryStatus::Silent(
                "its user name is missing".to_owned(),
            ));
            continue;
        }
        let registry = credential.registry.clone();
        let way = asker(config, credential, http::PATIENCE);
        let question: IdentityQuestion = way.map(|way| (way, registry));
        asked.push((held, question));
    }
    let questions: Vec<_> = asked.iter().map(|(_, question)| question).collect();
    let answers = side_by_side(context, &questions, &identity);
    let mut learnt = Vec::new();
    for ((held, _), answer) in asked.into_iter().zip(answers) {
        if let Ok(credential) = &held.item.1 {
            let said = answer.as_ref().ok();
            let is_accepted = said.and_then(|said| said.accepts(credential));
            learnt.push((AnswerSubject::holder(credential), is_accepted));
        }
        let status = match answer {
            Ok(Identity::Alive(name)) => {
                if let Ok(credential) = &mut held.item.1 {
                    remember(context, store, credential, name);
                }
                RegistryStatus::Accepted
            }
            Ok(Identity::Dead | Identity::Nobody) => RegistryStatus::Rejected,
            Ok(Identity::Unknown(status)) => RegistryStatus::of_answer(status),
            Err(error) => RegistryStatus::of_error(error),
        };
        held.status = Some(status);
    }
    // What cannot be recorded is asked again.
    drop(acceptance::learn(context, &learnt));
}

/// A registry's answer about a credential that is not stored: only a plain refusal makes it
/// invalid. A registry that names nobody does not know the question.
///
/// # Errors
/// Those of [`question`] and of finding the route.
pub fn ask_now(
    config: &dyn UserConfig,
    credential: &Credential,
) -> Result<(RegistryStatus, Option<String>)> {
    let (client, caller) = asker(config, credential, http::PATIENCE)?;
    let registry = &credential.registry;
    Ok(match question(&client, &caller, registry)? {
        (200, Some(name)) if !name.is_empty() => (RegistryStatus::Accepted, Some(name)),
        (401, _) => (RegistryStatus::Rejected, None),
        (403, _) if answers_strangers(&client, &caller, registry) => {
            (RegistryStatus::Rejected, None)
        }
        (200, _) => (
            RegistryStatus::Silent("it does not say whose token it is".to_owned()),
            None,
        ),
        (status, _) => (RegistryStatus::of_answer(status), None),
    })
}
