//! Decides the action for one entry, as far as that entry alone tells.

use super::secret_sighting::SecretSighting;
use super::view::View;
use crate::credential::literal::make;
use crate::credential::{Credential, is_classic, token_expiry};
use crate::error::ErrorKind;
use crate::migrate::sighting::{Action, SightingForm};
use crate::npmrc::{Document, Entry, expand};
use crate::registry::Registry;
use crate::report::{Command, Hint};

/// An entry's value, and the registry that it is for.
pub(super) struct AuthValue<'a> {
    pub kind: SightingForm,
    pub text: &'a str,
    /// The key's first part, with its variables replaced.
    pub dart: &'a str,
    /// `None` if the key means no known registry.
    pub registry: Option<&'a Registry>,
    /// How to remove the line by hand.
    pub take_out: Hint,
}

/// Why an entry stays in the file, and a hint.
struct Stays(String, Hint);

impl Stays {
    fn because(why: &str, hint: Hint) -> Self {
        Self(why.to_owned(), hint)
    }
}

/// Sets the entry's action, and the credential to store.
pub(super) fn classify(
    seen: &mut SecretSighting,
    value: &AuthValue<'_>,
    document: &Document,
    view: &View<'_>,
) {
    if let Err(Stays(why, hint)) = move_or_remove(seen, value, document, view) {
        seen.sighting.hints.push(hint);
        (seen.sighting.action, seen.sighting.why) = (Action::Keep(ErrorKind::Refused), why);
    }
}

fn move_or_remove(
    seen: &mut SecretSighting,
    value: &AuthValue<'_>,
    document: &Document,
    view: &View<'_>,
) -> Result<(), Stays> {
    let registry = value.registry.ok_or_else(|| {
        Stays::because(
            "it is unknown which registry it is for",
            value.take_out.clone(),
        )
    })?;
    let user = (value.kind == SightingForm::Password)
        .then(|| user_of(value.dart, document, view))
        .flatten();
    seen.lines.extend(user.as_ref().and_then(|(line, _)| *line));
    let credential = credential(value, registry, user.map(|(_, user)| user), view)?;
    seen.sighting.owner.clone_from(&credential.owner);
    seen.sighting.expires = credential.expires;
    if registry.is_cleartext() {
        let command =
            Command::new("npmcred store --insecure-http").flag("--registry", registry.to_string());
        return Err(Stays::because(
            "its registry would get it unencrypted over the network",
            Hint::new("if that is what you want", command),
        ));
    }
    let dead = match value.kind {
        SightingForm::Token if registry.is_public() && is_classic(value.text) => {
            Some("a classic token: the public registry has revoked them all")
        }
        SightingForm::Token if token_expiry(value.text).is_past(view.now) => {
            seen.sighting.expires = token_expiry(value.text);
            Some("it has expired, by its own date")
        }
        _ => None,
    };
    (seen.sighting.action, seen.sighting.why) = match dead {
        Some(why) => (Action::Remove, why.to_owned()),
        None => (Action::Move, String::new()),
    };
    seen.credential = Some(credential);
    Ok(())
}

/// The credential for the store.
fn credential(
    value: &AuthValue<'_>,
    registry: &Registry,
    user: Option<String>,
    view: &View<'_>,
) -> Result<Credential, Stays> {
    let key = match value.kind {
        SightingForm::Token => "_authToken",
        SightingForm::Auth => "_auth",
        _ => "_password",
    };
    let Some(credential) = make(view.now, registry.clone(), key, value.text, user) else {
        let command = Command::new("npmcred store").flag("--registry", registry.to_string());
        let command = if value.kind == SightingForm::Token {
            command
        } else {
            command.fixed("--basic --username NAME")
        };
        return Err(Stays::because(
            "no credential can be made of it",
            Hint::new("store it by hand", command),
        ));
    };
    match credential.check() {
        Ok(()) => Ok(credential),
        Err(unfit) => Err(Stays(unfit.to_string(), value.take_out.clone())),
    }
}

/// The user name that belongs to a password; its line, if it is in this file.
fn user_of(dart: &str, document: &Document, view: &View<'_>) -> Option<(Option<usize>, String)> {
    let key = if dart.is_empty() {
        "username".to_owned()
    } else {
        format!("{dart}:username")
    };
    let is_it = |entry: &&Entry| {
        entry.section.is_none()
            && !entry.is_list
            && expand(&entry.key, view.npm, view.env).text == key
    };
    let own = document.entries().filter(is_it).last();
    let text = |entry: &Entry| expand(&entry.value.to_text(), view.npm, view.env).text;
    own.map(|entry| (Some(entry.line), text(entry)))
        .or_else(|| Some((None, (view.setting)(&key)?)))
}
