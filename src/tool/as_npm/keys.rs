//! Under which of npm's configuration keys a credential is handed over.
//!
//! Usually one: the nerf dart. More are needed where a project's or the user's file holds something
//! at that very key that is no credential. Those layers stand above ours. npm 8 to 12 send an unset
//! `${NPM_TOKEN}` as it is written, so it cannot be left alone.

use crate::credential::{Credential, Existing, Placeholder, Vacancy};
use crate::npmrc::AuthForm;
use crate::registry::is_package_name;
use crate::tool::target::Target;

/// How a setting above ours can be stepped around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tool) enum WayRound {
    /// An empty flag shadows it, and npm goes on to the same key without its slash.
    Flag,
    /// npm insists on finding *something* at the nerf dart before it starts, so the setting must
    /// stay; longer keys, which npm tries first, carry the credential.
    LongerKeys,
    /// The tool's arguments are not ours to extend: the variable that the placeholder names is set
    /// empty.
    Variable,
}

/// What is known when the keys are chosen.
pub(in crate::tool) struct KeyRequest<'a> {
    /// The registry.
    pub one: &'a Target,
    /// All registries of the command.
    pub all: &'a [Target],
    /// What the layers hold for it.
    pub existing: &'a Existing,
    /// How to step around.
    pub way: WayRound,
    /// Whether npm looks at its own key before its first request.
    pub checks_first: bool,
    /// The packages that the command acts on.
    pub packages: &'a [&'a str],
}

/// Where the credential goes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::tool) struct Keys {
    /// The keys, without the secret.
    pub names: Vec<String>,
    /// Flags that shadow, without a secret.
    pub flags: Vec<String>,
    /// Variables to set empty.
    pub emptied: Vec<String>,
    /// What is stepped around.
    pub hiding: Vec<Placeholder>,
}

/// Chooses the keys.
///
/// # Errors
/// The setting that cannot be stepped around.
pub(in crate::tool) fn keys(
    request: &KeyRequest<'_>,
    credential: &Credential,
) -> Result<Keys, Placeholder> {
    let hidden = Hidden::of(request.existing, credential.config_name());
    match request.way {
        WayRound::LongerKeys => Ok(beside_what_npm_sees(request, &hidden)),
        WayRound::Flag | WayRound::Variable => {
            below_what_is_passed_over(request, credential, &hidden)
        }
    }
}

/// What hides a credential of this name.
struct Hidden<'a> {
    name: &'static str,
    all: Vec<&'a Placeholder>,
}

impl<'a> Hidden<'a> {
    fn of(existing: &'a Existing, name: &'static str) -> Self {
        let ours = if name == "_auth" {
            AuthForm::Auth
        } else {
            AuthForm::Token
        };
        Self {
            name,
            all: existing
                .hiding
                .iter()
                .filter(|(form, _)| *form <= ours)
                .map(|(_, placeholder)| placeholder)
                .collect(),
        }
    }

    /// What does so where npm looks for it under this key.
    fn at(&self, dart: &str) -> Vec<&'a Placeholder> {
        let is_there = |placeholder: &&&Placeholder| {
            placeholder
                .place
                .key
                .rsplit_once(':')
                .is_some_and(|(base, _)| base == dart)
        };
        self.all.iter().filter(is_there).copied().collect()
    }

    fn key(&self, dart: &str) -> String {
        format!("{dart}:{}", self.name)
    }
}

/// npm's first look must find something, so what hides stays; its requests are for longer
/// addresses, whose keys come first.
fn beside_what_npm_sees(request: &KeyRequest<'_>, hidden: &Hidden<'_>) -> Keys {
    let own = request.one.registry.nerf_dart();
    let (at_own, at_npms) = (
        hidden.at(own.as_str()),
        hidden.at(request.one.nerf.as_str()),
    );
    let empty = at_npms
        .iter()
        .filter(|placeholder| placeholder.why == Vacancy::Empty);
    // npm gives up at an empty value. It is shown another one, which no longer key leads it to
    // send.
    let flags = empty
        .map(|placeholder| format!("--{}={SHOWN}", placeholder.place.key))
        .collect();
    let mut names = Vec::new();
    if at_own.is_empty() {
        names.push(hidden.key(own.as_str()));
    } else {
        names.push(hidden.key(&format!("{own}-/")));
        // What is no name npm will not publish, and a key must not be made of whatever a manifest
        // says.
        let packages = request
            .packages
            .iter()
            .filter(|package| is_package_name(package));
        names.extend(
            packages.map(|package| hidden.key(&format!("{own}{}", package.replace('/', "%2f")))),
        );
    }
    if at_npms.is_empty() {
        names.extend(insisted(request).into_iter().map(|nerf| hidden.key(nerf)));
    }
    let mut hiding: Vec<Placeholder> = at_own.into_iter().cloned().collect();
    hiding.extend(
        at_npms
            .into_iter()
            .filter(|_| own != request.one.nerf)
            .cloned(),
    );
    Keys {
        names,
        flags,
        hiding,
        ..Keys::default()
    }
}

/// npm passes over what is empty, and goes on to the next shorter key: the first at which nothing
/// stands is ours, as long as the credential was stored for all that it serves.
fn below_what_is_passed_over(
    request: &KeyRequest<'_>,
    credential: &Credential,
    hidden: &Hidden<'_>,
) -> Result<Keys, Placeholder> {
    let own = request.one.registry.nerf_dart();
    let stored = credential.registry.nerf_dart();
    let is_own = |dart: &str| dart.trim_end_matches('/') == own.as_str().trim_end_matches('/');
    let serves =
        |dart: &str| format!("{}/", dart.trim_end_matches('/')).starts_with(stored.as_str());
    let mut found = Keys::default();
    for dart in own
        .walk()
        .take_while(|dart| is_own(dart) || (serves(dart) && !is_shared(request, dart)))
    {
        let existing = hidden.at(dart);
        if existing.is_empty() {
            found.names.push(hidden.key(dart));
            if dart == own.as_str() {
                found
                    .names
                    .extend(insisted(request).into_iter().map(|nerf| hidden.key(nerf)));
            }
            return Ok(found);
        }
        for placeholder in existing {
            step_around(placeholder, request.way, &mut found)?;
        }
    }
    // Whoever comes here has met one.
    found
        .hiding
        .first()
        .cloned()
        .map_or_else(|| Ok(Keys::default()), Err)
}

/// Has npm pass over a setting.
fn step_around(
    placeholder: &Placeholder,
    way: WayRound,
    found: &mut Keys,
) -> Result<(), Placeholder> {
    match (&placeholder.why, way) {
        // It does by itself.
        (Vacancy::Empty, _) => {}
        (Vacancy::Unresolved(_) | Vacancy::Dummy(_) | Vacancy::Classic, WayRound::Flag) => {
            found.flags.push(format!("--{}=", placeholder.place.key));
        }
        (Vacancy::Unresolved(names) | Vacancy::Dummy(names), _)
            if !names.is_empty() && names.iter().all(|name| is_variable(name)) =>
        {
            found.emptied.extend(names.iter().cloned());
        }
        (Vacancy::Unresolved(_) | Vacancy::Dummy(_) | Vacancy::Classic, _) => {
            return Err(placeholder.clone());
        }
    }
    found.hiding.push(placeholder.clone());
    Ok(())
}

/// What npm finds at its own key in the place of an empty value. It is no secret.
const SHOWN: &str = "npmcred";

/// Whether setting a variable of this name sets no other one.
fn is_variable(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0'])
}

/// Whether another registry of the command would be served by this key as well.
fn is_shared(request: &KeyRequest<'_>, dart: &str) -> bool {
    let whole = format!("{}/", dart.trim_end_matches('/'));
    let below = |other: &&Target| other.registry.nerf_dart().as_str().starts_with(&whole);
    request
        .all
        .iter()
        .filter(below)
        .any(|other| other.registry != request.one.registry)
}

/// npm's own key, where the configured text lacks its last slash (`https://h/a` hangs from `//h/`),
/// if npm will insist on it and no other registry of the command would be served by it.
fn insisted<'a>(request: &'a KeyRequest<'_>) -> Option<&'a str> {
    let nerf = request.one.nerf.as_str();
    let insists = request.checks_first && request.one.registry.nerf_dart() != request.one.nerf;
    (insists && !is_shared(request, nerf)).then_some(nerf)
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
