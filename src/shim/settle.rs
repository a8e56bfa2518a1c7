//! Who wins for each registry of a command, and what is handed over.
//!
//! The store is asked once, and only for registries that no credential of the user's has decided already, so that a
//! command with nothing to gain never waits for it.

use super::asked::Asked;
use super::in_play::InPlay;
use super::intent::Access;
use super::keys::{self, Keys, WayRound};
use super::plan::{Decision, Outcome, Provision, Summary};
use crate::context::Context;
use crate::credential::{Choice, Credential, Standing, check_key, standing};
use crate::npmrc::{Config, LayerKind};
use crate::registry::{Realm, Registry};
use crate::trust::{Finding, Findings};
use std::collections::{HashMap, HashSet};

/// What is wanted of every registry of a command.
pub(super) struct Wish<'a> {
    /// Read or write, and how badly.
    pub access: Access,
    /// How to step around what is no credential.
    pub way: WayRound,
    /// The packages that the command acts on.
    pub packages: &'a [&'a str],
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
    let standings: Vec<Standing> = in_play.iter().map(|one| standing(config, &one.registry, &one.nerf)).collect();
    let open: Vec<&Registry> = in_play
        .iter()
        .zip(&standings)
        .filter(|(_, standing)| standing.theirs.is_none())
        .map(|(one, _)| &one.registry)
        .collect();
    let asked = Asked::ask(context, &realms_to_ask(&open, findings), wish.access);
    let named_in_file = matches!(config.global_path_from, Some(LayerKind::Project | LayerKind::User));
    let mut provision = Provision { global_path: config.global_path.clone(), named_in_file, ..Provision::default() };
    let all = in_play.clone();
    let twins = Twins::among(&all);
    let mut decisions = Vec::new();
    for (one, standing) in in_play.into_iter().zip(standings) {
        let outcome = match standing.theirs {
            Some(place) => Outcome::Theirs(place),
            None => match asked.choose(&one.registry, wish.access.wanted, context.now()) {
                Err(error) => Outcome::Unknown(error),
                Ok(Choice::NotFound) => match standing.certificate.clone() {
                    Some(place) => Outcome::Theirs(place),
                    None => not_found(&asked, &one, wish.access, findings),
                },
                Ok(Choice::OtherUse(purpose)) => {
                    let refused = in_the_way(&one, findings).filter(|_| wish.access.needs_credential);
                    refused.unwrap_or(Outcome::OtherUse(purpose))
                }
                Ok(Choice::Expired(dead)) => {
                    in_the_way(&one, findings).unwrap_or_else(|| Outcome::Expired(Summary::of(dead)))
                }
                Ok(Choice::Found(credential)) => {
                    let request = keys::Request {
                        one: &one,
                        all: &all,
                        standing: &standing,
                        way: wish.way,
                        checks_first: wish.access.checks_first,
                        packages: wish.packages,
                    };
                    hand_over(&mut provision, &request, credential, findings, &twins)
                }
            },
        };
        let outcome = match outcome {
            Outcome::NotStored if worth_a_word(&one.registry, wish.access) => {
                let others = asked.other_profiles(&one.registry, wish.access.wanted);
                let elsewhere =
                    || asked.elsewhere(context, &one.registry).map_or(Outcome::NotStored, Outcome::Elsewhere);
                if others.is_empty() { elsewhere() } else { Outcome::OtherProfile(others) }
            }
            other => other,
        };
        decisions.push(Decision { in_play: one, profile: asked.profile.clone(), outcome });
    }
    (decisions, provision)
}

/// Registries by the host in npm's key, one for each realm. The key has no scheme: what is handed over for one realm would be
/// sent to its twin as well.
#[derive(Default)]
struct Twins(HashMap<String, Vec<Registry>>);

impl Twins {
    fn among(all: &[InPlay]) -> Self {
        let mut twins = Self::default();
        for one in all {
            let of_host = twins.0.entry(one.registry.host()).or_default();
            if of_host.iter().all(|known| known.realm() != one.registry.realm()) {
                of_host.push(one.registry.clone());
            }
        }
        twins
    }

    fn of(&self, registry: &Registry) -> Option<&Registry> {
        self.0.get(&registry.host())?.iter().find(|other| other.realm() != registry.realm())
    }
}

/// Everybody reads the public registry without a credential, so that nothing is missing there.
fn worth_a_word(registry: &Registry, access: Access) -> bool {
    access.needs_credential || !registry.is_public()
}

/// The realms to search: those of the registries; and, only to tell that a credential was held back, the https twin of
/// a cleartext registry and the registry that a line of the project leads away from.
fn realms_to_ask(open: &[&Registry], findings: &Findings) -> Vec<Realm> {
    let (mut realms, mut known) = (Vec::new(), HashSet::new());
    for registry in open {
        let from = findings.leading_to(registry).filter_map(Finding::leads_away_from).cloned();
        let twin = secure_twin(registry).filter(|_| findings.affecting(registry).next().is_some());
        for realm in std::iter::once(registry.realm()).chain(from.chain(twin).map(|other| other.realm())) {
            if known.insert(realm.clone()) {
                realms.push(realm);
            }
        }
    }
    realms
}

fn secure_twin(registry: &Registry) -> Option<Registry> {
    let rest = registry.is_cleartext().then(|| registry.url().as_str().strip_prefix("http://"))??;
    Registry::parse(&format!("https://{rest}")).ok()
}

/// At most this many lines are named for one registry; a hostile project may have thousands.
const LISTED: usize = 8;

/// A login over a way that the project has changed would be no better than a credential on it.
fn in_the_way(one: &InPlay, findings: &Findings) -> Option<Outcome> {
    let lines: Vec<Finding> = findings.affecting(&one.registry).take(LISTED).cloned().collect();
    (!lines.is_empty()).then_some(Outcome::Refused(lines))
}

/// Nothing is stored for the registry itself. If a line of the project led here, away from one for which there is
/// something, the user should know why the command is anonymous.
fn not_found(asked: &Asked, one: &InPlay, access: Access, findings: &Findings) -> Outcome {
    if access.changes()
        && let Some(refused) = in_the_way(one, findings)
    {
        return refused;
    }
    let stored_for = |other: &Registry| asked.has(|credential| credential.registry.covers(other));
    let lines: Vec<Finding> = if secure_twin(&one.registry).is_some_and(|twin| stored_for(&twin)) {
        findings.affecting(&one.registry).take(LISTED).cloned().collect()
    } else {
        let leads = findings.leading_to(&one.registry);
        let held_back = leads.filter(|line| line.leads_away_from().is_some_and(stored_for));
        held_back.take(LISTED).cloned().collect()
    };
    if lines.is_empty() { Outcome::NotStored } else { Outcome::Refused(lines) }
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
    let Keys { names, flags, emptied, hiding } = match keys::keys(request, credential) {
        Ok(keys) => keys,
        Err(vacant) => return Outcome::Hidden(vacant),
    };
    if let Err(unfit) = names.iter().try_for_each(|name| check_key(name)) {
        return Outcome::Unfit(unfit);
    }
    provision.lines.extend(names.iter().map(|name| (name.clone(), credential.config_value())));
    provision.arguments.extend(flags);
    provision.emptied.extend(emptied);
    provision.dropped.extend(names.iter().cloned());
    Outcome::Handed { credential: Summary::of(credential), keys: names, hiding }
}

impl Summary {
    fn of(credential: &Credential) -> Self {
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
mod tests {
    use super::*;
    use crate::context::Env;
    use crate::credential::{CredentialKind, Expiry, Use};
    use crate::npmrc::{self, NpmVersion};
    use crate::shim::in_play;
    use crate::trust::project_findings;
    use npmcred_platform::testing::MemoryStore;
    use npmcred_platform::{Prompting, Secret, SecretStore, StoreError};

    /// A project's file, a user's file, and what is stored.
    struct World {
        project: &'static str,
        user: &'static str,
        /// Addresses, with a profile and an `@` before them where it is not the default one.
        stored: &'static [&'static str],
        profile: &'static str,
        fault: Option<StoreError>,
    }

    impl World {
        fn new(project: &'static str, user: &'static str, stored: &'static [&'static str]) -> Self {
            Self { project, user, stored, profile: "", fault: None }
        }

        fn settle(self, access: Access) -> (Vec<String>, Provision) {
            let config = npmrc::testing::config(self.project, self.user, NpmVersion::Npm12);
            let findings = Findings::from(project_findings(&config));
            let open = move |_: &Env, _: Prompting| {
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
                        expires: if url.contains("dead") { Expiry::At(5) } else { Expiry::Unknown },
                        grant: None,
                        secret: Secret::from("canary".to_owned()),
                    };
                    store.put(&credential.store_key(), "", &credential.to_payload().unwrap(), None)?;
                }
                if let Some(fault) = self.fault.clone() {
                    store.fail_next(fault);
                }
                Ok(Box::new(store) as Box<dyn SecretStore>)
            };
            let env = Env::new(vec![("NPMCRED_PROFILE".into(), self.profile.into())]);
            let context = Context::invented(env, Box::new(open), || 10);
            let way = if access.checks_first { WayRound::LongerKeys } else { WayRound::Flag };
            let wish = Wish { access, way, packages: &["@s/p"] };
            let (decisions, provision) = settle(&context, &config, in_play::for_reading(&config), &wish, &findings);
            let outcome = |decision: Decision| {
                let outcome = match decision.outcome {
                    Outcome::Handed { keys, .. } => keys.join(" "),
                    Outcome::Theirs(place) => {
                        format!("theirs {}:{}", place.file.unwrap().display(), place.line.unwrap())
                    }
                    Outcome::Refused(lines) => format!("refused {}", lines[0].line.unwrap()),
                    Outcome::Hidden(vacant) => format!("hidden {}", vacant.place.line.unwrap()),
                    Outcome::Unfit(unfit) => unfit.to_string(),
                    Outcome::Twin(other) => format!("twin {other}"),
                    Outcome::Expired(_) => "expired".into(),
                    Outcome::OtherUse(_) => "other use".into(),
                    Outcome::OtherProfile(others) => format!("other profile {}", others[0]),
                    Outcome::NotStored => "none".into(),
                    Outcome::Elsewhere(error) | Outcome::Unknown(error) => format!("failed {}", error.kind.exit_code()),
                };
                format!("{} {outcome}", decision.in_play.registry)
            };
            (decisions.into_iter().map(outcome).collect(), provision)
        }
    }

    const READ: Access = Access { wanted: Use::Read, needs_credential: false, checks_first: false };
    const PUBLISH: Access = Access { wanted: Use::Write, needs_credential: true, checks_first: true };

    fn outcomes(project: &'static str, user: &'static str, stored: &'static [&'static str]) -> Vec<String> {
        World::new(project, user, stored).settle(READ).0
    }

    #[test]
    fn each_registry_gets_its_own_and_nothing_else() {
        let user = "registry=https://a/\n@s:registry=https://b/x/\n@t:registry=https://c/\n";
        assert_eq!(
            outcomes("", user, &["https://a/", "https://b/", "https://d/"]),
            ["https://a/ //a/:_authToken", "https://b/x/ //b/x/:_authToken", "https://c/ none"]
        );
        let both = "registry=https://a/x/\n@s:registry=https://a/y/\n";
        assert_eq!(
            outcomes("", both, &["https://a/"]),
            ["https://a/x/ //a/x/:_authToken", "https://a/y/ //a/y/:_authToken"]
        );
    }

    #[test]
    fn a_global_config_that_a_file_names_is_told_from_one_of_a_variable() {
        let named = |user| World::new("", user, &[]).settle(READ).1.named_in_file;
        assert!(named("globalconfig=/g\n") && !named("registry=https://a/\n"));
    }

    #[test]
    fn what_the_user_wrote_wins_and_what_is_no_credential_does_not() {
        let stored = &["https://a/"];
        assert_eq!(
            outcomes("", "registry=https://a/\n//a/:_authToken=mine", stored),
            ["https://a/ theirs /h/.npmrc:2"]
        );
        assert_eq!(outcomes("registry=https://a/\n//a:_authToken=mine", "", stored), ["https://a/ theirs /p/.npmrc:2"]);
        let placeholder = World::new("registry=https://a/\n//a/:_authToken=${NPM_TOKEN}", "", stored);
        let (outcomes, provision) = placeholder.settle(READ);
        assert_eq!(
            (outcomes[0].as_str(), provision.arguments),
            ("https://a/ //a:_authToken", vec!["--//a/:_authToken=".into()])
        );
        let placeholder = World::new("registry=https://a/\n//a/:_authToken=${NPM_TOKEN}", "", stored);
        assert_eq!(placeholder.settle(PUBLISH).0, ["https://a/ //a/-/:_authToken //a/@s%2fp:_authToken"]);
        let empty = World::new("registry=https://a/\n//a/:_authToken=", "", stored);
        assert_eq!(empty.settle(PUBLISH).0, ["https://a/ //a/-/:_authToken //a/@s%2fp:_authToken"]);
    }

    #[test]
    fn a_registry_that_npms_configuration_cannot_name_gets_nothing() {
        for path in ["a;b", "a=b", "a[]"] {
            let user: &'static str = Box::leak(format!("registry='https://a/{path}/'").into_boxed_str());
            let told = format!("https://a/{path}/ npm's configuration cannot hold the key //a/{path}/:_authToken");
            assert_eq!(outcomes("", user, &["https://a/"]), [told]);
        }
        let blank = outcomes("", "registry=https://a/b c/", &["https://a/"]);
        assert_eq!(blank, ["https://a/b%20c/ //a/b%20c/:_authToken"]);
    }

    #[test]
    fn a_project_does_not_change_the_way() {
        let stored = &["https://a/", "https://b/"];
        for line in
            ["proxy=http://e/", "https-proxy=http://e/", "strict-ssl=false", "cafile=/e", "globalconfig=e", "ca[]=x"]
        {
            let project: &'static str = Box::leak(format!("registry=https://a/\n{line}\n").into_boxed_str());
            assert_eq!(outcomes(project, "", stored), ["https://a/ refused 2"], "{line}");
        }
        assert_eq!(outcomes("strict-ssl=true\nregistry=https://a/", "", stored), ["https://a/ //a/:_authToken"]);
        assert_eq!(
            outcomes("proxy=http://e/", "registry=https://a/\nproxy=http://e/", stored),
            ["https://a/ //a/:_authToken"]
        );
        assert_eq!(outcomes("registry=https://a/", "registry=https://b/", stored), ["https://a/ refused 1"]);
        assert_eq!(outcomes("registry=https://e/", "registry=https://b/", stored), ["https://e/ refused 1"]);
        assert_eq!(outcomes("registry=https://e/", "registry=https://f/", stored), ["https://e/ none"]);
    }

    #[test]
    fn a_downgrade_takes_the_credential_from_the_secure_registry_too() {
        let user = "registry=https://a/\n";
        assert_eq!(
            outcomes("@s:registry=http://a/", user, &["https://a/"]),
            ["https://a/ refused 1", "http://a/ refused 1"],
            "npm's key has no scheme"
        );
        assert_eq!(outcomes("registry=http://a/", "", &["https://a/"]), ["http://a/ refused 1"]);
        let both = "registry=https://a/\n@s:registry=http://a/\n";
        assert_eq!(outcomes("", both, &["https://a/"]), ["https://a/ twin http://a/", "http://a/ none"]);
    }

    fn of_profile(profile: &'static str, stored: &'static [&'static str], access: Access) -> Vec<String> {
        World { profile, ..World::new("", "registry=https://a/x/", stored) }.settle(access).0
    }

    #[test]
    fn a_profile_has_its_own_credentials_and_no_other_stands_in() {
        const BOTH: &[&str] = &["https://a/", "work@https://a/"];
        for access in [READ, PUBLISH] {
            let key = "https://a/x/ //a/x/:_authToken";
            assert_eq!(of_profile("", BOTH, access), [key]);
            assert_eq!(of_profile("work", BOTH, access), [key]);
            assert_eq!(of_profile("work", &BOTH[..1], access), ["https://a/x/ other profile default"]);
            assert_eq!(of_profile("", &BOTH[1..], access), ["https://a/x/ other profile work"]);
            assert_eq!(of_profile("home", &["work@https://b/"], access), ["https://a/x/ none"]);
            assert_eq!(of_profile("work", &["work@https://dead/", "https://dead/"], access), ["https://a/x/ none"]);
        }
        let public = World { profile: "work", ..World::new("", "", &["https://registry.npmjs.org/"]) };
        assert_eq!(public.settle(READ).0, ["https://registry.npmjs.org/ none"], "everybody may read there");
        let public = World { profile: "work", ..World::new("", "", &["https://registry.npmjs.org/"]) };
        assert_eq!(public.settle(PUBLISH).0, ["https://registry.npmjs.org/ other profile default"]);
        assert_eq!(of_profile("a b", BOTH, READ), ["https://a/x/ failed 2"]);
    }

    #[test]
    fn a_thousand_registries_are_settled_from_one_store_that_is_opened_once() {
        let scopes = |number| format!("@s{number}:registry=https://r{number}/\n");
        let user: String = (0..1000).map(scopes).collect();
        let config = npmrc::testing::config("", &user, NpmVersion::Npm12);
        let opened = std::rc::Rc::new(std::cell::Cell::new(0));
        let count = std::rc::Rc::clone(&opened);
        let open = move |_: &Env, _: Prompting| {
            count.set(count.get() + 1);
            Ok(Box::new(MemoryStore::new()) as Box<dyn SecretStore>)
        };
        let context = Context::invented(Env::default(), Box::new(open), || 10);
        let wish = Wish { access: READ, way: WayRound::Flag, packages: &[] };
        let (decisions, _) = settle(&context, &config, in_play::for_reading(&config), &wish, &Findings::default());
        assert_eq!((decisions.len(), opened.get()), (1001, 1));
    }

    #[test]
    fn failure_is_not_absence() {
        for (fault, code) in
            [(StoreError::Locked, 4), (StoreError::TimedOut, 4), (StoreError::Unavailable("x".into()), 4)]
        {
            let mut world = World::new("", "registry=https://a/", &["https://a/"]);
            world.fault = Some(fault);
            assert_eq!(world.settle(READ).0, [format!("https://a/ failed {code}")]);
        }
        assert_eq!(outcomes("", "registry=https://dead/", &["https://dead/"]), ["https://dead/ expired"]);
    }
}
