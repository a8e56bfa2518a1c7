//! Stored credentials that have expired or soon will, and those that another one overrides.
//!
//! An ended session is daily life, so it is a note. A token that was made to last and has expired
//! is a problem, because nobody expects it.

use super::finding::{Finding, Group};
use super::throwaway;
use crate::context::Context;
use crate::credential::{Credential, CredentialKind, CredentialStore, Place, Profile, Stored};
use crate::login::account::{self, NpmUserConfig, Overruled};
use crate::login::{self, InventoryItem, Status};
use crate::npmrc::LayerKind;
use crate::report::Command;
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
    let finding = |(key, credential): &(StoreKey, Result<Credential, _>)| match credential {
        Ok(credential) => of_credential(credential, now),
        Err(error) => Some(damaged(key, error)),
    };
    let mut findings: Vec<Finding> = all.iter().filter_map(finding).collect();
    findings.extend(overruled(context, all));
    Group::new("credentials", format!("{count} stored"), findings)
}

/// Credentials that override a stored one here. The registry is asked about them, because an
/// invalid one makes the stored one useless.
fn overruled(context: &Context, all: Vec<Stored>) -> Vec<Finding> {
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
                    Some(Status::Refused) => {
                        let cure = removal(&place);
                        Finding::problem(
                            "dead-wins",
                            format!("{what}, and the registry does not accept it"),
                            cure,
                        )
                    }
                    _ => Finding::note("overruled", what, None),
                }
            },
        )
        .collect()
}

/// npm's own command to remove a setting from its file.
fn removal(place: &Place) -> Option<Command> {
    let location = match place.layer {
        LayerKind::Project => "--location=project",
        LayerKind::User => "--location=user",
        LayerKind::Global => "--location=global",
        LayerKind::Cli | LayerKind::Env | LayerKind::Builtin => return None,
    };
    Some(
        Command::new("npm config delete")
            .word(&place.key)
            .fixed(location),
    )
}

fn of_credential(credential: &Credential, now: u64) -> Option<Finding> {
    let Credential {
        registry,
        profile,
        purpose,
        kind,
        ..
    } = credential;
    let left = credential.expires.remaining(now)?.as_secs();
    let aside = profile.aside();
    let login = || login::cure(registry, profile).command();
    let of_it = |command| {
        let command = Command::new(command).flag("--registry", registry.to_string());
        Some(
            command
                .flag("--use", purpose.as_str())
                .profile(profile.name()),
        )
    };
    let (store, rotate) = (|| of_it("npmcred store"), || of_it("npmcred rotate"));
    match (kind, left) {
        (CredentialKind::Session, 0) => Some(Finding::note(
            "session-over",
            format!("the session for {registry}{aside} has ended"),
            login(),
        )),
        (CredentialKind::Session, _) => None,
        (_, 0) => {
            let what = format!(
                "the {} credential for {registry}{aside} has expired",
                kind.as_str()
            );
            Some(Finding::problem(
                "expired",
                what,
                if kind.is_basic() { store() } else { login() },
            ))
        }
        (_, left) if left < SOON => {
            let days = left / (24 * 60 * 60);
            let what = format!(
                "the {} credential for {registry}{aside} expires in {days} days",
                kind.as_str()
            );
            Some(Finding::note(
                "expires-soon",
                what,
                if kind.is_basic() { store() } else { rotate() },
            ))
        }
        _ => None,
    }
}

fn damaged(key: &StoreKey, error: &npmcred_platform::StoreError) -> Finding {
    let registry = format!("{}{}", key.realm, key.path);
    let profile = Profile::of_key(&key.profile);
    let cure = Command::new("npmcred remove")
        .flag("--registry", &registry)
        .flag("--use", &key.purpose);
    let cure = cure.profile(profile.as_ref().and_then(Profile::name));
    let known = crate::credential::Use::parse(&key.purpose).is_some();
    Finding::problem(
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

    fn found(kind: CredentialKind, expires: Expiry) -> Option<(&'static str, String)> {
        let credential = Credential {
            profile: Profile::DEFAULT,
            registry: Registry::parse("https://h/").unwrap(),
            kind,
            purpose: Use::Read,
            owner: None,
            issued: 0,
            expires,
            grant: None,
            secret: Secret::from("x".to_owned()),
        };
        of_credential(&credential, 1_000)
            .map(|finding| (finding.id, finding.cure.unwrap().shown().unwrap()))
    }

    #[test]
    fn each_end_has_its_cure() {
        use CredentialKind::{Basic, Granular, Session};
        let day = 24 * 60 * 60;
        assert_eq!(
            found(Session, Expiry::At(900)),
            Some(("session-over", "npmcred login --registry https://h/".into()))
        );
        assert_eq!(found(Session, Expiry::At(1_060)), None);
        assert_eq!(
            found(Granular, Expiry::At(900)),
            Some(("expired", "npmcred login --registry https://h/".into()))
        );
        let rotate = "npmcred rotate --registry https://h/ --use read";
        assert_eq!(
            found(Granular, Expiry::At(1_000 + 6 * day)),
            Some(("expires-soon", rotate.into()))
        );
        let store = "npmcred store --registry https://h/ --use read";
        assert_eq!(
            found(Basic, Expiry::At(1_000 + 6 * day)),
            Some(("expires-soon", store.into()))
        );
        assert_eq!(found(Granular, Expiry::At(1_000 + 8 * day)), None);
        assert_eq!(found(Granular, Expiry::Unknown), None);
    }
}
