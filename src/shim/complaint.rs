//! Why nothing is handed over for a registry, as an error with its cure.

use super::plan::{Decision, Outcome, Plan, Summary};
use crate::credential::{Placeholder, Profile, Use, Vacancy};
use crate::error::{Error, ErrorKind};
use crate::login::{self, Replaced};
use crate::registry::Registry;
use crate::report::{Command, Hint};
use crate::settings::PROFILE;
use crate::tool::{Part, Phrases};
use crate::trust::Finding;
use npmcred_platform::hint;

/// Why nothing is handed over for this registry; `None` where there is nothing to say. What is
/// known without a look at the project's files comes first.
#[must_use]
pub(super) fn complaint(plan: &Plan<'_>, decision: &Decision) -> Option<Error> {
    let error = reason(plan, decision)?;
    plan.settings.is_in_play(&decision.target).then_some(error)
}

fn reason(plan: &Plan<'_>, decision: &Decision) -> Option<Error> {
    let (registry, phrases) = (&decision.target.registry, plan.phrases);
    if decision.target.part == Part::Beside {
        return None;
    }
    let access = decision.target.access(plan.access);
    match &decision.outcome {
        Outcome::Handed { .. } | Outcome::Existing(_) => None,
        Outcome::NotStored => access.changes().then(|| not_stored(plan, decision)),
        Outcome::Demanded => match (access.changes(), access.needs_credential) {
            (true, _) => Some(not_stored(plan, decision)),
            (false, true) => None,
            (false, false) => Some(demanded(plan, decision)),
        },
        // As for one that is not stored; and who reads from a registry of their own would be
        // refused there, with the placeholder for a token.
        Outcome::Unset(placeholder) => {
            let is_refused = !access.needs_credential && !plan.settings.is_public(registry);
            (access.changes() || is_refused)
                .then(|| not_stored(plan, decision).note(unset(placeholder)))
        }
        Outcome::Refused(findings) => Some(refused(&registry.to_string(), findings, phrases)),
        Outcome::Twin(other) => Some(twin(registry, other, phrases)),
        Outcome::Hidden(placeholder) => Some(hidden(placeholder, phrases)),
        Outcome::Unfit(unfit) => Some(unfit.refused()),
        // Everybody reads the public registry without a credential: every `view`, two hours after
        // each login, would say it.
        Outcome::Expired(dead) => (access.needs_credential || !plan.settings.is_public(registry))
            .then(|| expired(plan, dead, decision)),
        Outcome::Rejected(dead) => Some(rejected(plan, dead, decision)),
        // A reading command that finds only a writing credential is as good as one that finds none.
        Outcome::OtherUse(purpose) => (access.wanted == Use::Write || access.needs_credential)
            .then(|| {
                let aside = decision.profile.aside();
                let command = login::store(registry, &decision.profile, access.wanted);
                let what =
                    format!("the credential stored for {registry}{aside} is for {purpose} only");
                Error::new(ErrorKind::NotLoggedIn, what).cure("store another", command)
            }),
        // It is only made where it is worth a word.
        Outcome::Elsewhere(error) => Some(error.clone().hinted(cure(plan, registry, decision))),
        // As for an expired one: to everybody who reads from the public registry it is nothing.
        Outcome::OtherProfile(others) => {
            let is_said = access.needs_credential || !plan.settings.is_public(registry);
            is_said.then(|| other_profile(plan, decision, others))
        }
        // Where no store is asked, nothing is missing for the public registry, which everybody
        // reads without a credential: a line at every install would be noise.
        Outcome::Unknown(error) => {
            let nobody_asked = matches!(error.kind, ErrorKind::StoreMissing | ErrorKind::Refused);
            let noise =
                nobody_asked && plan.settings.is_public(registry) && !access.needs_credential;
            (!noise).then(|| error.clone())
        }
    }
}

/// The command that gets a credential for a registry.
#[must_use]
pub(super) fn cure(plan: &Plan<'_>, registry: &Registry, decision: &Decision) -> Hint {
    let profile = decision.flag();
    if plan.settings.login().is_some() {
        login::cure_as(registry, profile.as_deref())
    } else {
        login::store_cure(registry, profile.as_deref())
    }
}

fn not_stored(plan: &Plan<'_>, decision: &Decision) -> Error {
    let registry = &decision.target.registry;
    let aside = decision.profile.aside();
    let what = format!("nothing is stored for {registry}{aside}");
    Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(plan, registry, decision))
}

fn demanded(plan: &Plan<'_>, decision: &Decision) -> Error {
    let registry = &decision.target.registry;
    let aside = decision.profile.aside();
    let what = format!("nothing is stored for {registry}{aside}, which may demand a login");
    Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(plan, registry, decision))
}

/// Where a file waits for a variable.
pub(super) fn unset(placeholder: &Placeholder) -> String {
    let place = &placeholder.place;
    let waits = format!("{}, {}", place.spot(), place.key);
    match &placeholder.why {
        Vacancy::Unresolved(names) => format!("{waits}: {} is not set", names.join(" and ")),
        Vacancy::Empty | Vacancy::Classic | Vacancy::Dummy(_) => waits,
    }
}

/// That the project would change the way of the credential for these registries.
#[must_use]
pub(super) fn refused(registry: &str, findings: &[Finding], phrases: &Phrases) -> Error {
    let base = Error::new(
        ErrorKind::Refused,
        format!("this project's configuration would send your credential for {registry} elsewhere"),
    );
    let error = findings
        .iter()
        .fold(base, |error, finding| error.note(finding.to_string()));
    if findings.iter().all(Finding::can_be_allowed) {
        // What only a script says stands in no file that could be looked at.
        return if findings.iter().any(|one| !one.file.as_os_str().is_empty()) {
            error.cure(
                "look at these lines and allow them for this folder",
                Command::new("npmcred trust"),
            )
        } else {
            error.hint(phrases.edit_config)
        };
    }
    // An operand has no file. What it stands for can be fetched first, and then be read.
    let by_operand = findings
        .iter()
        .any(|one| !one.can_be_allowed() && one.file.as_os_str().is_empty());
    if by_operand {
        error.hint(phrases.publish_here)
    } else {
        error
    }
}

fn twin(registry: &Registry, other: &Registry, phrases: &Phrases) -> Error {
    let reader = phrases.reader;
    Error::new(
        ErrorKind::Refused,
        format!("{reader} would send the credential for {registry} to {other} as well"),
    )
    .note(format!(
        "{reader}'s configuration names both, and {reader} does not tell http from https there"
    ))
    .hint(phrases.show_config)
}

fn expired(plan: &Plan<'_>, dead: &Summary, decision: &Decision) -> Error {
    no_longer_good(plan, dead, decision, "has expired")
}

fn rejected(plan: &Plan<'_>, dead: &Summary, decision: &Decision) -> Error {
    no_longer_good(plan, dead, decision, login::REJECTED)
}

fn no_longer_good(plan: &Plan<'_>, dead: &Summary, decision: &Decision, why: &str) -> Error {
    let Summary { registry, .. } = dead;
    let what = format!(
        "the {} for {registry}{} {why}",
        dead.word(),
        decision.profile.aside()
    );
    let profile = decision.flag();
    let replaced = Replaced {
        registry,
        profile: profile.as_deref(),
        kind: dead.kind,
        purpose: dead.purpose,
        owner: dead.owner.as_deref(),
    };
    Error::new(ErrorKind::NotLoggedIn, what).hinted(if plan.settings.login().is_some() {
        login::replacement(replaced)
    } else {
        login::store_replacement(&replaced)
    })
}

fn other_profile(plan: &Plan<'_>, decision: &Decision, others: &[Profile]) -> Error {
    let (registry, profile) = (&decision.target.registry, &decision.profile);
    let names: Vec<String> = others.iter().map(ToString::to_string).collect();
    let have = if names.len() == 1 {
        "has one"
    } else {
        "have one"
    };
    let what = format!(
        "the profile {profile} has no credential for {registry}; {} {have}",
        listed(&names)
    );
    let error = Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(plan, registry, decision));
    others.iter().fold(error, |error, other| {
        let variable = hint::with_variable(PROFILE.name, other.to_string());
        let command = Command::from(variable).runs(plan.phrases.any_command);
        error.cure("or use that of another, this once", command)
    })
}

/// `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., before, last] => [first, &[format!("{before} and {last}")]]
            .concat()
            .join(", "),
        few => few.concat(),
    }
}

fn hidden(placeholder: &Placeholder, phrases: &Phrases) -> Error {
    let place = &placeholder.place;
    let what = match &placeholder.why {
        Vacancy::Empty => "an empty value".to_owned(),
        Vacancy::Classic => "a classic token, revoked since December 2025,".to_owned(),
        Vacancy::Dummy(_) => "a build server's dummy".to_owned(),
        Vacancy::Unresolved(names) => format!(
            "a placeholder for {}, which is not set,",
            names.join(" and ")
        ),
    };
    let error = Error::new(
        ErrorKind::NotLoggedIn,
        format!("{what} hides the stored credential"),
    )
    .note(format!("{}, {}", place.spot(), place.key));
    match phrases.delete_setting {
        Some(delete) => error.cure("remove it", Command::new(delete).word(&place.key)),
        None => error,
    }
}
