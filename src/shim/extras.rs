//! Stored credentials that are handed over besides those of the command's registries.
//!
//! A lockfile, a manifest or a registry's metadata says where a tool fetches a tarball. The tool
//! uses the key that its configuration has for that address. So a credential has to be there for
//! every address that a command may be led to, as it is from a file. What is at hand beside the
//! registries is never spoken of, and nothing is missing where there is none.
//!
//! Three things are left out. One is whatever a line of the project might lead astray. One is what
//! would go over the network in plain text. The last is the public registry, whose tarballs tools
//! fetch from the configured registry.

use super::allowed::untrusted;
use super::known::Known;
use super::lookup::StoreLookup;
use super::plan::{Decision, Extra, Outcome, Summary};
use crate::context::Context;
use crate::credential::{Choice, Credential, Use};
use crate::tool::{Grant, Settings, Target};
use crate::trust::{Finding, Findings, Reason};
use std::collections::{HashMap, HashSet};

/// What decides what is at hand besides.
pub(super) struct Besides<'a> {
    pub lookup: &'a StoreLookup,
    pub findings: &'a Findings,
    pub known: &'a Known,
}

/// Adds to the grant what is at hand besides, and tells what that is.
pub(super) fn add(
    context: &Context,
    settings: &dyn Settings,
    besides: &Besides<'_>,
    decisions: &[Decision],
    grant: &mut Grant,
) -> Vec<Extra> {
    let Besides {
        lookup,
        findings,
        known,
    } = besides;
    let candidates: Vec<Target> = lookup.beside.iter().cloned().map(Target::beside).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let against = settings.findings_besides(&candidates);
    let against = untrusted(context, settings, against);
    let barred = Barred::by(findings.all().iter().chain(&against), decisions);
    if barred.everywhere {
        return Vec::new();
    }
    let of_command = decisions.iter().map(|one| &one.target);
    let realms = one_realm_per_host(candidates.iter().chain(of_command));
    let mut extras = Vec::new();
    for target in &candidates {
        let host = target.registry.host();
        if barred.hosts.contains(&host) || !realms.get(&host).is_some_and(|only| *only) {
            continue;
        }
        let choice = lookup.choose(&target.registry, Use::Read, context.now());
        let Ok(Choice::Found(credential)) = choice else {
            continue;
        };
        if known.refuses(context, credential) {
            continue;
        }
        let Some(more) = granted(settings, target, credential, grant) else {
            continue;
        };
        extras.push(Extra {
            credential: Summary::of(credential),
            keys: more.keys(),
        });
        grant.absorb(more);
    }
    extras
}

/// What is granted for the very registry that the credential was stored for, where neither the
/// user's own credential nor a key that is granted already has its place.
fn granted(
    settings: &dyn Settings,
    target: &Target,
    credential: &Credential,
    known: &Grant,
) -> Option<Grant> {
    let existing = settings.existing(target).existing;
    if credential.registry != target.registry || existing.credential.is_some() {
        return None;
    }
    let all = std::slice::from_ref(target);
    let more = settings.grant(target, all, &existing, credential).ok()?;
    let is_known = |key: &String| known.lines.iter().any(|(known, _)| known == key);
    (!more.keys().iter().any(is_known)).then_some(more)
}

/// Where nothing is handed over.
#[derive(Default)]
struct Barred {
    everywhere: bool,
    hosts: HashSet<String>,
}

impl Barred {
    /// Hosts that a line of the project leads to, maybe in plain text, and those whose registry was
    /// refused its credential.
    fn by<'a>(lines: impl Iterator<Item = &'a Finding>, decisions: &[Decision]) -> Self {
        let mut barred = Self::default();
        for line in lines {
            match &line.reason {
                Reason::Downgrade(to) | Reason::Elsewhere { to, .. } => {
                    barred.hosts.insert(to.host());
                }
                Reason::Transport | Reason::Unknown | Reason::Code | Reason::Unread(_) => {
                    barred.everywhere = true;
                }
            }
        }
        let refused =
            |one: &&Decision| matches!(one.outcome, Outcome::Refused(_) | Outcome::Twin(_));
        barred.hosts.extend(
            decisions
                .iter()
                .filter(refused)
                .map(|one| one.target.registry.host()),
        );
        barred
    }
}

/// For each host, whether all of these are of one realm there: a tool's keys have no scheme.
fn one_realm_per_host<'a>(all: impl Iterator<Item = &'a Target>) -> HashMap<String, bool> {
    let mut realms = HashMap::new();
    let mut only: HashMap<String, bool> = HashMap::new();
    for one in all {
        let host = one.registry.host();
        let realm = one.registry.realm();
        let first = realms.entry(host.clone()).or_insert_with(|| realm.clone());
        *only.entry(host).or_insert(true) &= *first == realm;
    }
    only
}

#[cfg(test)]
#[path = "extras_tests.rs"]
mod tests;
