//! Who wins for each registry of a command, and what is handed over.
//!
//! The store is asked once, and only for registries that no credential of the user's has decided
//! already, so that a command with nothing to gain never waits for it.

use super::asked::Asked;
use super::extras::{self, Reach};
use super::in_play::InPlay;
use super::intent::Access;
use super::keys::{self, Keys, WayRound};
use super::plan::{Decision, Outcome, Provision, Summary};
use crate::context::Context;
use crate::credential::{Certificate, Choice, Credential, Existing, Place, check_key, existing};
use crate::npmrc::{Config, LayerKind};
use crate::registry::{Realm, Registry};
use crate::trust::{Finding, Findings};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// What is wanted of every registry of a command.
pub(super) struct Wish<'a> {
    /// Read or write, and how badly.
    pub access: Access,
    /// How to step around what is no credential.
    pub way: WayRound,
    /// The packages that the command acts on.
    pub packages: &'a [&'a str],
    /// Where it may be led besides.
    pub reach: &'a Reach<'a>,
}

impl Wish<'_> {
    /// How to step around what is no credential at this registry.
    fn way_for(&self, one: &InPlay) -> WayRound {
        if self.way == WayRound::Flag && one.access(self.access).checks_first {
            WayRound::LongerKeys
        } else {
            self.way
        }
    }
}

/// Settles every registry of a command.
#[must_use]
pub(super) fn settle(
    context: &Context,
    config: &Config,
    in_play: Vec<InPlay>,
    wish: &Wish<'_>,
    findings: &Findings,
) -> (Vec<Decision>, Provision) {
    let (standings, unseen) = look(config, &in_play, wish);
    let open: Vec<&Registry> = in_play
        .iter()
        .zip(&standings)
        .filter(|(_, existing)| existing.credential.is_none())
        .map(|(one, _)| &one.registry)
        .collect();
    let asked = Asked::ask(
        context,
        &realms_to_ask(&open, findings),
        wish.access,
        wish.reach,
    );
    let named_in_file = matches!(
        config.global_path_from,
        Some(LayerKind::Project | LayerKind::User)
    );
    let mut provision = Provision {
        real_path: config.global_path.clone(),
        named_in_file,
        ..Provision::default()
    };
    let twins = Twins::among(&in_play);
    let around = Around {
        context,
        all: &in_play,
        wish,
        asked: &asked,
        findings,
        twins: &twins,
    };
    let outcomes: Vec<Outcome> = in_play
        .iter()
        .zip(standings)
        .map(|(one, existing)| around.outcome(one, existing, &mut provision))
        .collect();
    let decisions: Vec<Decision> = in_play
        .into_iter()
        .zip(unseen)
        .zip(outcomes)
        .map(|((one, unseen), outcome)| Decision {
            in_play: one,
            profile: asked.profile.clone(),
            unseen,
            outcome,
        })
        .collect();
    extras::add(context, &asked, wish, &decisions, findings, &mut provision);
    (decisions, provision)
}

/// What npm's layers hold for each registry; and what of it npm will not look at, because the
/// command asks its own key first.
fn look(
    config: &Config,
    in_play: &[InPlay],
    wish: &Wish<'_>,
) -> (Vec<Existing>, Vec<Option<Place>>) {
    let look_at = |one: &InPlay| {
        let mut existing = existing(config, &one.registry, &one.nerf);
        let unseen = (wish.way_for(one) == WayRound::LongerKeys)
            .then(|| existing.look_at_own_key())
            .flatten();
        (existing, unseen)
    };
    in_play.iter().map(look_at).unzip()
}

/// What one registry is decided by, beside itself.
struct Around<'a> {
    context: &'a Context,
    all: &'a [InPlay],
    wish: &'a Wish<'a>,
    asked: &'a Asked,
    findings: &'a Findings,
    twins: &'a Twins,
}

impl Around<'_> {
    fn outcome(&self, one: &InPlay, existing: Existing, provision: &mut Provision) -> Outcome {
        let Self {
            context,
            all,
            wish,
            asked,
            findings,
            twins,
        } = *self;
        let access = one.access(wish.access);
        match (
            &existing.credential,
            asked.choose(&one.registry, access.wanted, context.now()),
        ) {
            (Some(place), _) => Outcome::Existing(place.clone()),
            (None, Err(error)) => Outcome::Unknown(error),
            (None, Ok(Choice::NotFound)) => {
                match existing.certificate.filter(|one| can_be_read(context, one)) {
                    Some(certificate) => Outcome::Existing(certificate.place),
                    None => self.elsewhere(one, not_found(asked, one, access, findings)),
                }
            }
            (None, Ok(Choice::OtherUse(purpose))) => {
                let refused = in_the_way(one, findings).filter(|_| access.needs_credential);
                refused.unwrap_or(Outcome::OtherUse(purpose))
            }
            (None, Ok(Choice::Expired(dead))) => {
                in_the_way(one, findings).unwrap_or_else(|| Outcome::Expired(Summary::of(dead)))
            }
            (None, Ok(Choice::Found(credential))) => {
                let request = keys::Request {
                    one,
                    all,
                    existing: &existing,
                    way: wish.way_for(one),
                    checks_first: access.checks_first,
                    packages: wish.packages,
                };
                hand_over(provision, &request, credential, findings, twins)
            }
        }
    }

    /// Where nothing is stored and that is worth a word: who else has something, or which store
    /// could not be asked.
    fn elsewhere(&self, one: &InPlay, outcome: Outcome) -> Outcome {
        let access = one.access(self.wish.access);
        if !matches!(outcome, Outcome::NotStored) || !worth_a_word(&one.registry, access) {
            return outcome;
        }
        let others = self.asked.other_profiles(&one.registry, access.wanted);
        if !others.is_empty() {
            return Outcome::OtherProfile(others);
        }
        self.asked
            .elsewhere(self.context, &one.registry)
            .map_or(Outcome::NotStored, Outcome::Elsewhere)
    }
}

/// Whether npm would find both files of a certificate; where it does not, it sends none and says
/// nothing.
fn can_be_read(context: &Context, certificate: &Certificate) -> bool {
    let cwd = context.cwd();
    let is_there = |file: &PathBuf| {
        context
            .read(&cwd.join(file))
            .is_ok_and(|text| text.is_some_and(|it| !it.is_empty()))
    };
    certificate.files.iter().all(is_there)
}

/// Registries by the host in npm's key, one for each realm. The key has no scheme: what is handed
/// over for one realm would be sent to its twin as well.
#[derive(Default)]
struct Twins(HashMap<String, Vec<Registry>>);

impl Twins {
    fn among(all: &[InPlay]) -> Self {
        let mut twins = Self::default();
        for one in all {
            let of_host = twins.0.entry(one.registry.host()).or_default();
            if of_host
                .iter()
                .all(|known| known.realm() != one.registry.realm())
            {
                of_host.push(one.registry.clone());
            }
        }
        twins
    }

    fn of(&self, registry: &Registry) -> Option<&Registry> {
        self.0
            .get(&registry.host())?
            .iter()
            .find(|other| other.realm() != registry.realm())
    }
}

/// Everybody reads the public registry without a credential, so that nothing is missing there.
fn worth_a_word(registry: &Registry, access: Access) -> bool {
    access.needs_credential || !registry.is_public()
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
fn in_the_way(one: &InPlay, findings: &Findings) -> Option<Outcome> {
    let lines: Vec<Finding> = findings
        .affecting(&one.registry)
        .take(LISTED)
        .cloned()
        .collect();
    (!lines.is_empty()).then_some(Outcome::Refused(lines))
}

/// Nothing is stored for the registry itself. If a line of the project led here, away from one for
/// which there is something, the user should know why the command is anonymous.
fn not_found(asked: &Asked, one: &InPlay, access: Access, findings: &Findings) -> Outcome {
    if access.changes()
        && let Some(refused) = in_the_way(one, findings)
    {
        return refused;
    }
    let stored_for = |other: &Registry| asked.has(|credential| credential.registry.covers(other));
    let lines: Vec<Finding> = if secure_twin(&one.registry).is_some_and(|twin| stored_for(&twin)) {
        findings
            .affecting(&one.registry)
            .take(LISTED)
            .cloned()
            .collect()
    } else {
        let leads = findings.leading_to(&one.registry);
        let held_back = leads.filter(|line| line.leads_away_from().is_some_and(stored_for));
        held_back.take(LISTED).cloned().collect()
    };
    if lines.is_empty() {
        Outcome::NotStored
    } else {
        Outcome::Refused(lines)
    }
}

fn hand_over(
    provision: &mut Provision,
    request: &keys::Request<'_>,
    credential: &Credential,
    findings: &Findings,
    twins: &Twins,
) -> Outcome {
    if let Some(refused) = in_the_way(request.one, findings) {
        return refused;
    }
    if let Some(other) = twins.of(&request.one.registry) {
        return Outcome::Twin(other.clone());
    }
    let Keys {
        names,
        flags,
        emptied,
        hiding,
    } = match keys::keys(request, credential) {
        Ok(keys) => keys,
        Err(placeholder) => return Outcome::Hidden(placeholder),
    };
    if let Err(unfit) = names.iter().try_for_each(|name| check_key(name)) {
        return Outcome::Unfit(unfit);
    }
    provision.lines.extend(
        names
            .iter()
            .map(|name| (name.clone(), credential.config_value())),
    );
    provision.arguments.extend(flags);
    provision.emptied.extend(emptied);
    provision.dropped.extend(names.iter().cloned());
    Outcome::Handed {
        credential: Summary::of(credential),
        keys: names,
        hiding,
    }
}

impl Summary {
    pub(super) fn of(credential: &Credential) -> Self {
        Self {
            registry: credential.registry.clone(),
            kind: credential.kind,
            purpose: credential.purpose,
            owner: credential.owner.clone(),
            expires: credential.expires,
        }
    }
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
