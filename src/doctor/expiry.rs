//! Stored credentials that have expired or soon will, those that their registry rejected,
//! and those that another one overrides.
//!
//! An ended session is daily life, so it is a note. A token that was made to last and has expired
//! is a problem, because nobody expects it.

use super::finding::{Diagnosis, Group};
use super::throwaway;
use crate::acceptance::{Acceptance, AnswerSubject};
use crate::context::Context;
use crate::credential::{
    Credential, CredentialKind, CredentialStore, Place, Profile, Stored, mint,
};
use crate::login::account::{self, NpmUserConfig, Overruled};
use crate::login::{self, InventoryItem, REJECTED, RegistryStatus};
use crate::report::Command;
use crate::source::SourceRecord;
use crate::tool::npm;
use npmcred_platform::memory::CoreDumpsOff;
use npmcred_platform::{Prompting, StoreKey};

/// A token with less time left than this, in seconds, is reported: a week, so that somebody sees it
/// at work.
const SOON: u64 = 7 * 24 * 60 * 60;

pub(super) fn look(context: &Context) -> Group {
    let _undumped = CoreDumpsOff::begin();
    // A missing store is reported by another group.
    let all = context
        .store(Prompting::Never)
        .ok()
        .and_then(|store| CredentialStore::new(store.as_ref()).all().ok());
    let Some(all) = all else {
        return Group::new("credentials", "could not be read", Vec::new());
    };
    let all: Vec<_> = all
        .into_iter()
        .filter(|(key, _)| !throwaway::is_throwaway(key))
        .collect();
    let (now, count) = (context.now(), all.len());
    let said = Acceptance::read(context);
    // A command makes the next of these, so that an end is nothing to be told.
    let sources = SourceRecord::read(context).unwrap_or_default();
    let finding = |(key, credential): &(StoreKey, Result<Credential, _>)| match credential {
        Ok(credential) => rejected(credential, &said, now).or_else(|| {
            let is_made = sources
                .of(&credential.profile, &credential.registry)
                .is_some();
            of_credential(credential, now).filter(|_| !is_made)
        }),
        Err(error) => Some(damaged(key, error)),
    };
    let mut findings: Vec<Diagnosis> = all.iter().filter_map(finding).collect();
    findings.extend(overruled(context, all));
    let mut summary = format!("{count} stored");
    if count > 0 {
        summary += "; npmcred status --check asks their registries";
    }
    Group::new("credentials", summary, findings)
}

/// Credentials that override a stored one here. The registry is asked about them, because an
/// invalid one makes the stored one useless.
fn overruled(context: &Context, all: Vec<Stored>) -> Vec<Diagnosis> {
    let Ok((config, files)) = npm::current(context) else {
        return Vec::new();
    };
    let kept: Vec<InventoryItem> = all
        .into_iter()
        .map(|item| InventoryItem { item, status: None })
        .collect();
    let found = account::overruled(&NpmUserConfig::new(context, &config, files), &kept, true);
    found
        .into_iter()
        .map(
            |Overruled {
                 registry,
                 place,
                 status,
             }| {
                let what = format!("{place} overrides the stored credential for {registry}");
                match status {
                    Some(RegistryStatus::Rejected) => {
                        let cure = removal(&place);
                        Diagnosis::problem("dead-wins", format!("{what}, and {REJECTED}"), cure)
                    }
                    _ => Diagnosis::note("overruled", what, None),
                }
            },
        )
        .collect()
}

/// npm's own command to remove a setting from its file.
fn removal(place: &Place) -> Option<Command> {
    let location = match place.layer {
        "project" => "--location=project",
        "user" => "--location=user",
        "global" => "--location=global",
        _ => return None,
    };
    Some(
        Command::new("npm config delete")
            .word(&place.key)
            .fixed(location),
    )
}

/// What a registry said the last time, whoever asked; it is not asked again.
fn rejected(credential: &Credential, said: &Acceptance, now: u64) -> Option<Diagnosis> {
    if credential.expires.is_past(now) || !said.was_refused(&AnswerSubject::holder(credential)) {
        return None;
    }
    let Credential {
        registry,
        profile,
        kind,
        ..
    } = credential;
    let what = format!(
        "the {} credential for {registry}{} {REJECTED}",
        kind.as_str(),
        profile.aside()
    );
    let cure = login::replacement(credential).command();
    Some(Diagnosis::problem("rejected", what, cure))
}

fn of_credential(credential: &Credential, now: u64) -> Option<Diagnosis> {
    let Credential {
        registry,
        profile,
        kind,
        ..
    } = credential;
    let left = credential.expires.remaining(now)?.as_secs();
    let aside = profile.aside();
    let replacement = || login::replacement(credential).command();
    match (kind, left) {
        (CredentialKind::Session, 0) => Some(Diagnosis::note(
            "session-over",
            format!("the session for {registry}{aside} has ended"),
            replacement(),
        )),
        (CredentialKind::Session, _) => None,
        (_, 0) => {
            let what = format!(
                "the {} credential for {registry}{aside} has expired",
                kind.as_str()
            );
            Some(Diagnosis::problem("expired", what, replacement()))
        }
        (_, left) if left < SOON => {
            let days = left / (24 * 60 * 60);
            let what = format!(
                "the {} credential for {registry}{aside} expires in {days} days",
                kind.as_str()
            );
            Some(Diagnosis::note(
                "expires-soon",
                what,
                if is_rotated(credential) {
                    Some(rotation(credential))
                } else {
                    replacement()
                },
            ))
        }
        _ => None,
    }
}

/// Whether the registry can be asked for the next token.
fn is_rotated(credential: &Credential) -> bool {
    let Credential { registry, kind, .. } = credential;
    !kind.is_basic() && !registry.is_cleartext() && mint(registry).is_none()
}

fn rotation(credential: &Credential) -> Command {
    Command::new("npmcred rotate")
        .flag("--registry", credential.registry.to_string())
        .flag("--use", credential.purpose.as_str())
        .profile(credential.profile.name())
}

fn damaged(key: &StoreKey, error: &npmcred_platform::StoreError) -> Diagnosis {
    let registry = format!("{}{}", key.realm, key.path);
    let profile = Profile::of_key(&key.profile);
    let cure = Command::new("npmcred remove")
        .flag("--registry", &registry)
        .flag("--use", &key.purpose);
    let cure = cure.profile(profile.as_ref().and_then(Profile::name));
    let known = crate::credential::Use::parse(&key.purpose).is_some();
    Diagnosis::problem(
        "damaged",
        format!("the stored credential for {registry}: {error}"),
        known.then_some(cure),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{Expiry, Use};
    use crate::registry::Registry;
    use npmcred_platform::Secret;

    fn credential(kind: CredentialKind, expires: Expiry) -> Credential {
        Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h/").unwrap(),
            kind,
            purpose: Use::Read,
            owner: None,
            issued: 0,
            expires,
            grant: None,
            secret: Secret::from("x".to_owned()),
        }
    }

    fn found(credential: &Credential) -> Option<(&'static str, String)> {
        of_credential(credential, 1_000)
            .map(|finding| (finding.id, finding.cure.unwrap().shown().unwrap()))
    }

    #[test]
    fn each_end_has_its_cure() {
        use CredentialKind::{Auth, Basic, Granular, Session};
        let soon = Expiry::At(1_000 + 6 * 24 * 60 * 60);
        let log_in = "npmcred login --registry https://h/ --use read";
        let store = "npmcred store --registry https://h/ --use read --basic --username NAME";
        let rotate = "npmcred rotate --registry https://h/ --use read";
        for (kind, expires, want) in [
            (Session, Expiry::At(900), Some(("session-over", log_in))),
            (Session, Expiry::At(1_060), None),
            (Granular, Expiry::At(900), Some(("expired", log_in))),
            (Granular, soon, Some(("expires-soon", rotate))),
            (Basic, Expiry::At(900), Some(("expired", store))),
            (Basic, soon, Some(("expires-soon", store))),
            (Auth, soon, Some(("expires-soon", store))),
            (Granular, Expiry::At(1_000 + 8 * 24 * 60 * 60), None),
            (Granular, Expiry::Unknown, None),
        ] {
            let want = want.map(|(id, cure)| (id, cure.to_owned()));
            assert_eq!(found(&credential(kind, expires)), want, "{kind:?}");
        }
    }

    /// A login would send the token in plain text, and there is no other way to a new one.
    #[test]
    fn a_token_of_a_plain_text_registry_is_stored_again() {
        let store = "npmcred store --registry http://h/ --insecure-http --use read --profile work";
        for seconds in [900, 1_000 + 6 * 24 * 60 * 60] {
            let token = Credential {
                registry: Registry::parse_any("http://h/").unwrap(),
                profile: "work".parse().unwrap(),
                ..credential(CredentialKind::Granular, Expiry::At(seconds))
            };
            assert_eq!(found(&token).unwrap().1, store);
        }
    }
}
