//! Which credential wins for each registry of a command, and what is handed over.
//!
//! The store is asked once, and only for registries for which the user's configuration has no
//! credential. So a command with nothing to gain never waits for the store.

mod twins;

use super::extras::{self, Besides};
use super::known::Known;
use super::lookup::StoreLookup;
use super::plan::{Decision, Extra, Outcome, Summary};
use crate::context::Context;
use crate::credential::{Certificate, Choice, Credential, Existing, Placeholder, Profile};
use crate::error::Result;
use crate::registry::{Realm, Registry};
use crate::tool::{Access, Grant, Obstacle, Seen, Settings, Target, Unseen};
use crate::trust::{Finding, Findings};
use std::collections::HashSet;
use std::path::PathBuf;
use twins::Twins;

/// What became of the registries of a command.
pub(super) struct Resolution {
    /// What was decided for each.
    pub decisions: Vec<Decision>,
    /// What the tool is given, extras included.
    pub grant: Grant,
    /// The credentials in it that are for registries of the command.
    pub handed: Vec<(Target, Credential)>,
    /// What is at hand besides.
    pub extras: Vec<Extra>,
}

/// Resolves every registry of a command.
#[must_use]
pub(super) fn resolve(
    context: &Context,
    settings: &dyn Settings,
    targets: Vec<Target>,
    findings: &Findings,
    known: &Known,
) -> Resolution {
    let (existing, unseen): (Vec<Existing>, Vec<_>) = targets
        .iter()
        .map(|target| settings.existing(target))
        .map(|Seen { existing, unseen }| (existing, unseen))
        .unzip();
    let open: Vec<&Registry> = targets
        .iter()
        .zip(&existing)
        .filter(|(_, existing)| existing.credential.is_none())
        .map(|(target, _)| &target.registry)
        .collect();
    let lookup = StoreLookup::ask(context, settings, &realms_to_ask(&open, findings));
    let circumstances = Circumstances {
        context,
        settings,
        access: settings.access(),
        all: &targets,
        lookup: &lookup,
        findings,
        known,
        twins: &Twins::among(&targets),
    };
    let mut given = Given::default();
    let outcomes: Vec<(Profile, Outcome)> = targets
        .iter()
        .zip(existing)
        .map(|(target, existing)| circumstances.outcome(target, existing, &mut given))
        .collect();
    let decisions = decided(&lookup.profile, targets, unseen, outcomes);
    let Given { mut grant, handed } = given;
    let besides = Besides {
        lookup: &lookup,
        findings,
        known,
    };
    let extras = extras::add(context, settings, &besides, &decisions, &mut grant);
    Resolution {
        decisions,
        grant,
        handed,
        extras,
    }
}

/// What was decided for each target.
fn decided(
    active: &Profile,
    targets: Vec<Target>,
    unseen: Vec<Option<Unseen>>,
    outcomes: Vec<(Profile, Outcome)>,
) -> Vec<Decision> {
    targets
        .into_iter()
        .zip(unseen)
        .zip(outcomes)
        .map(|((target, unseen), (profile, outcome))| Decision {
            target,
            stands_in: profile != *active,
            profile,
            unseen,
            outcome,
        })
        .collect()
}

/// What is given for the registries of a command.
#[derive(Default)]
struct Given {
    grant: Grant,
    handed: Vec<(Target, Credential)>,
}

/// What one registry is decided by, beside itself.
struct Circumstances<'a> {
    context: &'a Context,
    settings: &'a dyn Settings,
    access: Access,
    all: &'a [Target],
    lookup: &'a StoreLookup,
    findings: &'a Findings,
    known: &'a Known,
    twins: &'a Twins,
}

impl Circumstances<'_> {
    /// The outcome, and whose credentials it is about.
    fn outcome(
        &self,
        target: &Target,
        existing: Existing,
        given: &mut Given,
    ) -> (Profile, Outcome) {
        let (profile, choice) = self.choose(target, &existing);
        (
            profile.clone(),
            self.outcome_of(target, existing, choice, given),
        )
    }

    /// What the store has, of the active profile or of the one that stands in for it. A command
    /// that needs a credential is about the account, and is nobody else's.
    fn choose(&self, target: &Target, existing: &Existing) -> (&Profile, Result<Choice<'_>>) {
        let (lookup, now) = (self.lookup, self.context.now());
        let wanted = target.access(self.access).wanted;
        let choice = lookup.choose(&target.registry, wanted, now);
        let only_reads = self.access.only_reads();
        let has_none = existing.credential.is_none() && existing.certificate.is_none();
        if only_reads
            && has_none
            && matches!(choice, Ok(Choice::NotFound))
            && let Some((other, choice)) = lookup.stand_in(&target.registry, now)
        {
            return (other, Ok(choice));
        }
        (&lookup.profile, choice)
    }

    fn outcome_of(
        &self,
        target: &Target,
        existing: Existing,
        choice: Result<Choice<'_>>,
        given: &mut Given,
    ) -> Outcome {
        let (context, findings) = (self.context, self.findings);
        let access = target.access(self.access);
        match (&existing.credential, choice) {
            (Some(place), _) => Outcome::Existing(place.clone()),
            (None, Err(error)) => Outcome::Unknown(error),
            (None, Ok(Choice::NotFound)) => {
                match existing.certificate.filter(|one| can_be_read(context, one)) {
                    Some(certificate) => Outcome::Existing(certificate.place),
                    None => {
                        let unset = existing
                            .hiding
                            .into_iter()
                            .map(|(_, placeholder)| placeholder);
                        self.elsewhere(target, self.not_found(target, access), unset)
                    }
                }
            }
            (None, Ok(Choice::OtherUse(purpose))) => {
                let refused = in_the_way(target, findings).filter(|_| access.needs_credential);
                refused.unwrap_or(Outcome::OtherUse(purpose))
            }
            (None, Ok(Choice::Expired(dead))) => {
                in_the_way(target, findings).unwrap_or_else(|| Outcome::Expired(Summary::of(dead)))
            }
            (None, Ok(Choice::Found(credential))) => {
                self.hand_over(target, &existing, credential, given)
            }
        }
    }

    fn hand_over(
        &self,
        target: &Target,
        existing: &Existing,
        credential: &Credential,
        given: &mut Given,
    ) -> Outcome {
        if let Some(refused) = in_the_way(target, self.findings) {
            return refused;
        }
        let matters = self.access.changes() || !self.settings.is_public(&target.registry);
        if matters && self.known.refuses(self.context, credential) {
            return Outcome::Rejected(Summary::of(credential));
        }
        if let Some(other) = self.twins.of(&target.registry) {
            return Outcome::Twin(other.clone());
        }
        match self.settings.grant(target, self.all, existing, credential) {
            Ok(mut grant) => {
                let (keys, hiding) = (grant.keys(), std::mem::take(&mut grant.hiding));
                given.grant.absorb(grant);
                let handed = (target.clone(), credential.copy());
                given.handed.push(handed);
                Outcome::Handed {
                    credential: Summary::of(credential),
                    keys,
                    hiding,
                }
            }
            Err(Obstacle::Hidden(placeholder)) => Outcome::Hidden(placeholder),
            Err(Obstacle::Unfit(unfit)) => Outcome::Unfit(unfit),
        }
    }

    /// Nothing is stored for the registry itself. If a line of the project led here, away from one
    /// for which there is something, the user should know why the command is anonymous.
    fn not_found(&self, target: &Target, access: Access) -> Outcome {
        let (registry, findings) = (&target.registry, self.findings);
        if access.changes()
            && let Some(refused) = in_the_way(target, findings)
        {
            return refused;
        }
        let stored_for = |other: &Registry| {
            self.lookup
                .has(|credential| credential.registry.covers(other))
        };
        let lines: Vec<Finding> = if secure_twin(registry).is_some_and(|twin| stored_for(&twin)) {
            findings.affecting(registry).take(LISTED).cloned().collect()
        } else {
            let leads = findings.leading_to(registry);
            let held_back = leads.filter(|line| line.leads_away_from().is_some_and(stored_for));
            held_back.take(LISTED).cloned().collect()
        };
        if lines.is_empty() {
            Outcome::NotStored
        } else {
            Outcome::Refused(lines)
        }
    }

    /// Where nothing is stored and that is worth a word: who else has something, or which store
    /// could not be asked.
    fn elsewhere(
        &self,
        one: &Target,
        outcome: Outcome,
        mut hiding: impl Iterator<Item = Placeholder>,
    ) -> Outcome {
        let access = one.access(self.access);
        if !matches!(outcome, Outcome::NotStored) {
            return outcome;
        }
        let unset = hiding.find(Placeholder::is_unset).map(Outcome::Unset);
        if !self.is_worth_a_word(&one.registry, access) {
            return unset.unwrap_or(outcome);
        }
        let others = self.lookup.other_profiles(&one.registry, access.wanted);
        if !others.is_empty() {
            return Outcome::OtherProfile(others);
        }
        // The user's own file says where it is to come from.
        if let Some(unset) = unset {
            return unset;
        }
        self.lookup
            .elsewhere(self.context, &one.registry)
            .map(Outcome::Elsewhere)
            .unwrap_or_else(|| match self.known.demands_login(&one.registry) {
                true => Outcome::Demanded,
                false => Outcome::NotStored,
            })
    }

    /// Everybody reads the public registry without a credential, so that nothing is missing there.
    fn is_worth_a_word(&self, registry: &Registry, access: Access) -> bool {
        access.needs_credential || !self.settings.is_public(registry)
    }
}

/// Whether the tool would find both files of a certificate; where it does not, it sends none and
/// says nothing.
fn can_be_read(context: &Context, certificate: &Certificate) -> bool {
    let cwd = context.cwd();
    let is_there = |file: &PathBuf| {
        context
            .read(&cwd.join(file))
            .is_ok_and(|text| text.is_some_and(|it| !it.is_empty()))
    };
    certificate.files.iter().all(is_there)
}

/// The realms to search: those of the registries; and, only to tell that a credential was held
/// back, the https twin of a cleartext registry and the registry that a line of the project leads
/// away from.
fn realms_to_ask(open: &[&Registry], findings: &Findings) -> Vec<Realm> {
    let (mut realms, mut known) = (Vec::new(), HashSet::new());
    for registry in open {
        let from = findings
            .leading_to(registry)
            .filter_map(Finding::leads_away_from)
            .cloned();
        let twin = secure_twin(registry).filter(|_| findings.affecting(registry).next().is_some());
        for realm in
            std::iter::once(registry.realm()).chain(from.chain(twin).map(|other| other.realm()))
        {
            if known.insert(realm.clone()) {
                realms.push(realm);
            }
        }
    }
    realms
}

fn secure_twin(registry: &Registry) -> Option<Registry> {
    let rest = registry
        .is_cleartext()
        .then(|| registry.url().as_str().strip_prefix("http://"))??;
    Registry::parse(&format!("https://{rest}")).ok()
}

/// At most this many lines are named for one registry; a hostile project may have thousands.
const LISTED: usize = 8;

/// A login over a way that the project has changed would be no better than a credential on it.
fn in_the_way(one: &Target, findings: &Findings) -> Option<Outcome> {
    let lines: Vec<Finding> = findings
        .affecting(&one.registry)
        .take(LISTED)
        .cloned()
        .collect();
    (!lines.is_empty()).then_some(Outcome::Refused(lines))
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
