//! Stored credentials that are handed over besides those of the registries in play.
//!
//! npm fetches a tarball from wherever a lockfile, a manifest or a registry's metadata says, with
//! the key that its configuration has for that address. So a credential has to be there for every
//! address that a command may be led to, as it is from a file. What is at hand beside the
//! registries is never spoken of, and nothing is missing where there is none.
//!
//! Left out is whatever a line of the project might lead astray, what would go over the network in
//! plain text, and the public registry, whose tarballs npm fetches from the configured registry
//! (`replace-registry-host`).

use super::asked::Asked;
use super::beside::findings_beside;
use super::decide;
use super::dialect::npm::Uses;
use super::dialect::npm_asks::Part;
use super::in_play::InPlay;
use super::keys::{self, Keys};
use super::plan::{Decision, Extra, Outcome, Provision, Summary};
use super::settle::Wish;
use crate::context::Context;
use crate::credential::{Choice, Credential, CredentialStore, Profile, Use, check_key, existing};
use crate::npmrc::{Config, NpmVersion};
use crate::registry::{Realm, Registry};
use crate::trust::{DEPENDENCY_FILES, Finding, Findings, Reason};
use memchr::memmem;
use std::collections::{HashMap, HashSet};

/// The most credentials that a command gets only because metadata might name any host. Who has more
/// gets those that an address in the project or on the command line names.
const MOST: usize = 64;

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 2048;

/// Where a command may be led, beside the registries in play.
pub(super) struct Reach<'a> {
    /// It fetches tarballs, whose addresses metadata tell.
    pub anywhere: bool,
    /// Addresses that its words name.
    pub named: Vec<Registry>,
    /// npm's configuration for it.
    pub config: &'a Config,
    /// Whose rules.
    pub npm: NpmVersion,
}

impl<'a> Reach<'a> {
    /// That of a command with these words.
    #[must_use]
    pub(super) fn of_words(
        anywhere: bool,
        operands: &[&str],
        config: &'a Config,
        npm: NpmVersion,
    ) -> Self {
        let address = |word: &&str| {
            // `name@https://…` is an address as well.
            let from = word.find("http")?;
            Registry::parse_any(&word[from..]).ok()
        };
        Self {
            anywhere,
            named: operands.iter().filter_map(address).collect(),
            config,
            npm,
        }
    }

    /// Whether nothing but the registries in play can be asked.
    #[must_use]
    pub(super) fn is_nowhere(&self) -> bool {
        !self.anywhere && self.named.is_empty()
    }

    /// The realms that it may be led to, as far as something is stored there.
    #[must_use]
    pub(super) fn realms(
        &self,
        context: &Context,
        credentials: &CredentialStore<'_>,
        profile: &Profile,
    ) -> Vec<Realm> {
        let mut realms: Vec<Realm> = self.named.iter().map(Registry::realm).collect();
        if self.anywhere {
            match credentials.few_holders(profile, MOST) {
                Ok(Some(holders)) => {
                    let may_read = holders.iter().filter(|one| one.purpose.serves(Use::Read));
                    realms = may_read.map(|one| one.registry.realm()).collect();
                }
                Ok(None) => {
                    realms.extend(self.files(context).iter().flat_map(|file| realms_in(file)));
                }
                // It is not worth failing for.
                Err(_) => {}
            }
        }
        realms.sort();
        realms.dedup();
        realms
    }

    /// Whether a credential may be needed beside those of the registries in play.
    #[must_use]
    pub(super) fn includes(&self, credential: &Credential) -> bool {
        let registry = &credential.registry;
        let is_named = || self.named.iter().any(|named| registry.covers(named));
        credential.purpose.serves(Use::Read)
            && !registry.is_cleartext()
            && !registry.is_public()
            && (self.anywhere || is_named())
    }

    /// The files of the project that name addresses.
    fn files(&self, context: &Context) -> Vec<Vec<u8>> {
        let read = |name: &&str| {
            context
                .read(&self.config.local_prefix.join(name))
                .ok()
                .flatten()
        };
        DEPENDENCY_FILES.iter().filter_map(read).collect()
    }
}

/// The realms of the first addresses that a file names, each once.
fn realms_in(file: &[u8]) -> HashSet<Realm> {
    let mut realms = HashSet::new();
    for at in memmem::find_iter(file, "http") {
        let end = file[at..]
            .iter()
            .take(LONGEST)
            .position(|byte| matches!(byte, b'"' | b'#'))
            .unwrap_or(0);
        let text = String::from_utf8_lossy(&file[at..at + end]).replace("\\/", "/");
        realms.extend(
            Registry::parse_any(&text)
                .ok()
                .map(|registry| registry.realm()),
        );
        if realms.len() >= MOST {
            break;
        }
    }
    realms
}

/// Adds to the provision what is at hand besides.
pub(super) fn add(
    context: &Context,
    asked: &Asked,
    wish: &Wish<'_>,
    decisions: &[Decision],
    findings: &Findings,
    provision: &mut Provision,
) {
    let Wish {
        reach: Reach { config, npm, .. },
        way,
        ..
    } = *wish;
    let candidates: Vec<InPlay> = asked.beside.iter().cloned().map(in_play).collect();
    if candidates.is_empty() {
        return;
    }
    let against = findings_beside(config, *npm, &candidates, Uses::Addresses);
    let against = decide::untrusted(context, config, against);
    let barred = Barred::by(findings.all().iter().chain(&against), decisions);
    if barred.everywhere {
        return;
    }
    let realms = one_realm_per_host(
        candidates
            .iter()
            .chain(decisions.iter().map(|one| &one.in_play)),
    );
    for one in &candidates {
        let host = one.registry.host();
        if barred.hosts.contains(&host) || !realms.get(&host).is_some_and(|only| *only) {
            continue;
        }
        let Ok(Choice::Found(credential)) = asked.choose(&one.registry, Use::Read, context.now())
        else {
            continue;
        };
        let existing = existing(config, &one.registry, &one.nerf);
        if credential.registry != one.registry || existing.credential.is_some() {
            continue;
        }
        let all = [one.clone()];
        let request = keys::Request {
            one,
            all: &all,
            existing: &existing,
            way,
            checks_first: false,
            packages: &[],
        };
        let Ok(Keys {
            names,
            flags,
            emptied,
            ..
        }) = keys::keys(&request, credential)
        else {
            continue;
        };
        if names.iter().any(|name| check_key(name).is_err()) {
            continue;
        }
        if names
            .iter()
            .any(|name| provision.lines.iter().any(|(known, _)| known == name))
        {
            continue;
        }
        provision.lines.extend(
            names
                .iter()
                .map(|name| (name.clone(), credential.config_value())),
        );
        provision.arguments.extend(flags);
        provision.emptied.extend(emptied);
        provision.dropped.extend(names.iter().cloned());
        provision.extras.push(Extra {
            credential: Summary::of(credential),
            keys: names,
        });
    }
}

fn in_play(registry: Registry) -> InPlay {
    let nerf = registry.nerf_dart();
    InPlay {
        registry,
        nerf,
        scopes: Vec::new(),
        is_default: false,
        part: Part::Beside,
    }
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
                Reason::Transport | Reason::Code | Reason::Unread(_) => barred.everywhere = true,
            }
        }
        let refused =
            |one: &&Decision| matches!(one.outcome, Outcome::Refused(_) | Outcome::Twin(_));
        barred.hosts.extend(
            decisions
                .iter()
                .filter(refused)
                .map(|one| one.in_play.registry.host()),
        );
        barred
    }
}

/// For each host, whether all of these are of one realm there: npm's keys have no scheme.
fn one_realm_per_host<'a>(all: impl Iterator<Item = &'a InPlay>) -> HashMap<String, bool> {
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
