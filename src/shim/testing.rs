//! Whole worlds for the tests: a project's file, a user's file, and what is stored.

use super::known::Known;
use super::plan::{Decision, Extra, Outcome};
use super::resolve::{Resolution, resolve};
use crate::context::{Context, Env};
use crate::credential::{Credential, CredentialKind, Expiry, Use};
use crate::npmrc::{self, NpmVersion};
use crate::profile::ProfileRecord;
use crate::registry::Registry;
use crate::tool::Grant;
use crate::tool::with_settings;
use crate::trust::{Findings, project_findings};
use npmcred_platform::testing::MemoryStore;
use npmcred_platform::{Opening, Secret, SecretStore, StoreError};
use tempfile::TempDir;

/// A project's file, a user's file, and what is stored.
pub(super) struct World {
    pub project: &'static str,
    pub user: &'static str,
    /// Addresses, with a profile and an `@` before them where it is not the default one.
    pub stored: &'static [&'static str],
    /// The profile that the variable names.
    pub profile: &'static str,
    /// The profile that is recorded for the current folder.
    pub folder: &'static str,
    pub fault: Option<StoreError>,
}

impl World {
    pub(super) fn new(
        project: &'static str,
        user: &'static str,
        stored: &'static [&'static str],
    ) -> Self {
        Self {
            project,
            user,
            stored,
            profile: "",
            folder: "",
            fault: None,
        }
    }

    fn open(&self) -> Result<Box<dyn SecretStore>, StoreError> {
        let store = MemoryStore::new();
        for address in self.stored {
            let (profile, url) = address.split_once('@').unwrap_or(("default", address));
            let credential = Credential {
                profile: profile.parse().unwrap(),
                registry: Registry::parse_any(url).unwrap(),
                kind: CredentialKind::Granular,
                purpose: Use::Any,
                owner: None,
                issued: 0,
                expires: if url.contains("dead") {
                    Expiry::At(5)
                } else {
                    Expiry::Unknown
                },
                grant: None,
                secret: Secret::from("canary".to_owned()),
            };
            store.put(
                &credential.store_key(),
                "",
                &credential.to_payload().unwrap(),
                None,
            )?;
        }
        if let Some(fault) = self.fault.clone() {
            store.fail_next(fault);
        }
        Ok(Box::new(store) as Box<dyn SecretStore>)
    }

    /// A process that finds what is stored, and its home, which goes with what is returned.
    pub(super) fn context(self) -> (Context, TempDir) {
        let home = tempfile::tempdir().unwrap();
        let env = Env::new(vec![
            ("HOME".into(), home.path().into()),
            ("NPMCRED_PROFILE".into(), self.profile.into()),
        ]);
        let chosen = self.folder;
        let open = move |_: &Env, _: Opening| self.open();
        let context = Context::invented(env, Box::new(open), || 10).at(Some(home.path()));
        if !chosen.is_empty() {
            let folder = home.path().canonicalize().unwrap();
            let profile = chosen.parse().unwrap();
            ProfileRecord::set(&context, Some(&folder), Some(&profile)).unwrap();
        }
        (context, home)
    }

    /// What becomes of each registry, what is granted, and what is at hand besides.
    pub(super) fn resolve(self, typed: &[&str]) -> (Vec<String>, Grant, Vec<Extra>) {
        let config = npmrc::testing::config(self.project, self.user, NpmVersion::Npm12);
        let findings = Findings::from(project_findings(&config));
        let (context, _home) = self.context();
        let Resolution {
            decisions,
            grant,
            handed: _,
            extras,
        } = with_settings(&context, typed, &["@s/p"], config, |settings, targets| {
            resolve(&context, settings, targets, &findings, &Known::default())
        });
        (decisions.into_iter().map(told).collect(), grant, extras)
    }
}

/// A decision in a few words.
fn told(decision: Decision) -> String {
    let outcome = match decision.outcome {
        Outcome::Handed { keys, .. } => keys.join(" "),
        Outcome::Existing(place) => {
            format!(
                "theirs {}:{}",
                place.file.unwrap().display(),
                place.line.unwrap()
            )
        }
        Outcome::Refused(lines) => format!("refused {}", lines[0].line.unwrap()),
        Outcome::Hidden(placeholder) => format!("hidden {}", placeholder.place.line.unwrap()),
        Outcome::Unfit(unfit) => unfit.to_string(),
        Outcome::Twin(other) => format!("twin {other}"),
        Outcome::Expired(_) => "expired".into(),
        Outcome::Rejected(_) => "rejected".into(),
        Outcome::OtherUse(_) => "other use".into(),
        Outcome::OtherProfile(others) => format!("other profile {}", others[0]),
        Outcome::NotStored => "none".into(),
        Outcome::Demanded => "demanded".into(),
        Outcome::Unset(placeholder) => format!("unset {}", placeholder.place.line.unwrap()),
        Outcome::Elsewhere(error) | Outcome::Unknown(error) => {
            format!("failed {}", error.kind.exit_code())
        }
    };
    format!("{} {outcome}", decision.target.registry)
}

/// A command that reads, and fetches nothing from elsewhere.
pub(super) const READ: &[&str] = &["view", "x"];
/// One that fetches tarballs.
pub(super) const FETCH: &[&str] = &["install"];
pub(super) const PUBLISH: &[&str] = &["publish"];
