//! What the user is told when a credential is not handed over: one line where the command can run
//! without, an error with the cure where it cannot.

use super::plan::{Decision, Outcome, Plan, Summary, has_nothing};
use crate::context::Context;
use crate::credential::{CredentialKind, Place, Placeholder, Profile, Use, Vacancy};
use crate::error::{Error, ErrorKind, Result};
use crate::login::cure;
use crate::registry::Registry;
use crate::report::Command;
use crate::settings::PROFILE;
use crate::tool::{Access, Part, Phrases, Resolved};
use crate::trust::Finding;
use std::collections::HashSet;

/// Says it.
///
/// # Errors
/// The first reason why a command that needs its credential cannot have it.
pub(super) fn what_went_wrong(context: &Context, plan: &Plan<'_>) -> Result<()> {
    let mut said: HashSet<String> = HashSet::new();
    // One store is out of reach for all registries alike, so it is named with the first.
    let mut elsewhere = false;
    for decision in &plan.decisions {
        if let Some(unseen) = &decision.unseen {
            context.report.note(&unseen.text);
        }
        let Some(error) = complaint(decision, plan.access, plan.phrases) else {
            continue;
        };
        if plan.access.needs_credential {
            return Err(error);
        }
        if matches!(decision.outcome, Outcome::Elsewhere(_))
            && std::mem::replace(&mut elsewhere, true)
        {
            continue;
        }
        let line = one_line(&error);
        if said.insert(line.clone()) {
            context.report.note(&line);
        }
    }
    Ok(())
}

/// Whether it is the tool itself that has to say that nobody is logged in: a program reads its
/// answer, which knows the tool's codes and not ours.
#[must_use]
pub(super) fn is_for_the_tool_to_say(plan: &Plan<'_>) -> bool {
    let says = |one: &Decision| {
        matches!(
            one.outcome,
            Outcome::NotStored
                | Outcome::Expired(_)
                | Outcome::OtherUse(_)
                | Outcome::OtherProfile(_)
        )
    };
    plan.settings.has_reader() && plan.decisions.iter().all(says)
}

/// An error with its cure in one line, where the tool goes on to say the same.
pub(super) fn in_a_line(context: &Context, error: &Error) {
    let hint = error
        .hint_lines()
        .first()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    context.report.note(&format!("{error}{hint}"));
}

/// Says it for a program of which nobody knows what it will do: a store that fails and a project in
/// the way stop it, and that there is a credential for none of its registries; that one of several
/// has none does not.
///
/// # Errors
/// The first reason that stops it.
pub(super) fn what_went_wrong_for_program(context: &Context, plan: &Plan<'_>) -> Result<()> {
    let nothing = has_nothing(&plan.decisions);
    for decision in &plan.decisions {
        let complaint = complaint(decision, plan.access, plan.phrases);
        match (&decision.outcome, complaint) {
            (Outcome::Unknown(_) | Outcome::Refused(_), Some(error)) => return Err(error),
            (_, Some(error)) if nothing => return Err(error),
            (Outcome::NotStored | Outcome::Elsewhere(_), _) | (_, None) => {}
            (_, Some(error)) => context.report.note(&one_line(&error)),
        }
    }
    Ok(())
}

/// What the user had better know before the command runs as it should.
pub(super) fn what_is_worth_knowing(context: &Context, plan: &Plan<'_>) {
    if plan.settings.is_long() {
        what_ends_soon(context, &plan.decisions);
    }
    let lacks = |one: &&Decision| complaint(one, plan.access, plan.phrases).is_some();
    let resolved = Resolved {
        is_handed: plan.hands_over(),
        targets: plan.decisions.iter().map(|one| &one.target).collect(),
        lacking: plan
            .decisions
            .iter()
            .filter(lacks)
            .map(|one| &one.target)
            .collect(),
    };
    for remark in plan.settings.remarks(&resolved) {
        remark.say(context.report);
    }
}

/// A session with less than this left is said to end soon, in seconds.
const SOON: u64 = 10 * 60;

/// Warns before a long job whose credential will not see the end of it.
fn what_ends_soon(context: &Context, decisions: &[Decision]) {
    for decision in decisions {
        let Outcome::Handed { credential, .. } = &decision.outcome else {
            continue;
        };
        let Some(left) = credential
            .expires
            .remaining(context.now())
            .map(|left| left.as_secs())
        else {
            continue;
        };
        if left < SOON {
            let when = if left < 60 {
                "in less than a minute".to_owned()
            } else {
                format!("in {} min", left / 60)
            };
            let Summary { registry, .. } = credential;
            let what = format!("the {} for {registry} ends {when}", credential.word());
            context.report.note(&format!(
                "{what}; for one that lasts, {}",
                cure(registry, &decision.profile)
            ));
        }
    }
}

/// Error, notes and hint in one line, for a command that goes on.
fn one_line(error: &Error) -> String {
    let notes: String = error.notes.iter().map(|note| format!(": {note}")).collect();
    let hint = error
        .hints
        .first()
        .map_or_else(String::new, |hint| format!(" ({hint})"));
    format!("{error}{notes}; running without the stored credential{hint}")
}

/// Why nothing is handed over for this registry; `None` where there is nothing to say.
#[must_use]
pub(super) fn complaint(decision: &Decision, access: Access, phrases: &Phrases) -> Option<Error> {
    let registry = &decision.target.registry;
    if decision.target.part == Part::Beside {
        return None;
    }
    let access = decision.target.access(access);
    match &decision.outcome {
        Outcome::Handed { .. } | Outcome::Existing(_) => None,
        Outcome::NotStored => access.changes().then(|| {
            let what = format!(
                "nothing is stored for {registry}{}",
                decision.profile.aside()
            );
            Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(registry, &decision.profile))
        }),
        Outcome::Refused(findings) => Some(refused(registry, findings, phrases)),
        Outcome::Twin(other) => Some(twin(registry, other, phrases)),
        Outcome::Hidden(placeholder) => Some(hidden(placeholder, phrases)),
        Outcome::Unfit(unfit) => Some(unfit.refused()),
        Outcome::Expired(dead) => Some(expired(dead, &decision.profile)),
        // A reading command that finds only a writing credential is as good as one that finds none.
        Outcome::OtherUse(purpose) => (access.wanted == Use::Write || access.needs_credential)
            .then(|| {
                let aside = decision.profile.aside();
                let command =
                    Command::new("npmcred store").flag("--registry", registry.to_string());
                let command = command
                    .flag("--use", access.wanted.as_str())
                    .profile(decision.profile.name());
                let what =
                    format!("the credential stored for {registry}{aside} is for {purpose} only");
                Error::new(ErrorKind::NotLoggedIn, what).cure("store another", command)
            }),
        // It is only made where it is worth a word.
        Outcome::Elsewhere(error) => Some(error.clone().hinted(cure(registry, &decision.profile))),
        Outcome::OtherProfile(others) => {
            Some(other_profile(registry, &decision.profile, others, phrases))
        }
        // Where no store is asked, nothing is missing for the public registry, which everybody
        // reads without a credential: a line at every install would be noise.
        Outcome::Unknown(error) => {
            let nobody_asked = matches!(error.kind, ErrorKind::StoreMissing | ErrorKind::Refused);
            let noise = nobody_asked && registry.is_public() && !access.needs_credential;
            (!noise).then(|| error.clone())
        }
    }
}

fn whereabouts(place: &Place) -> (String, String) {
    let file = place.file.as_ref().map_or_else(
        || "a variable".to_owned(),
        |file| file.display().to_string(),
    );
    (
        file,
        place
            .line
            .map_or_else(String::new, |line| format!(" line {line}")),
    )
}

fn refused(registry: &Registry, findings: &[Finding], phrases: &Phrases) -> Error {
    let base = Error::new(
        ErrorKind::Refused,
        format!("the project stands between you and {registry}"),
    );
    let error = findings
        .iter()
        .fold(base, |error, finding| error.note(finding.to_string()));
    if findings.iter().all(Finding::can_be_allowed) {
        // What only a script says stands in no file that could be looked at.
        return if findings.iter().any(|one| !one.file.as_os_str().is_empty()) {
            error.hint("look at these lines and allow them for this folder: npmcred trust")
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

fn expired(dead: &Summary, profile: &Profile) -> Error {
    let Summary { registry, .. } = dead;
    let what = format!(
        "the {} for {registry}{} has expired",
        dead.word(),
        profile.aside()
    );
    let error = Error::new(ErrorKind::NotLoggedIn, what);
    match dead.kind {
        CredentialKind::Session | CredentialKind::Granular => error.hinted(cure(registry, profile)),
        CredentialKind::Basic | CredentialKind::Auth => {
            let command = Command::new("npmcred store").flag("--registry", registry.to_string());
            error.cure("store a new one", command.profile(profile.name()))
        }
    }
}

fn other_profile(
    registry: &Registry,
    profile: &Profile,
    others: &[Profile],
    phrases: &Phrases,
) -> Error {
    let names: Vec<String> = others.iter().map(ToString::to_string).collect();
    let have = if names.len() == 1 {
        "has one"
    } else {
        "have one"
    };
    let what = format!(
        "the profile {profile} has no credential for {registry}; {} {have}",
        names.join(", ")
    );
    let error = Error::new(ErrorKind::NotLoggedIn, what).hinted(cure(registry, profile));
    others.iter().fold(error, |error, other| {
        let command = Command::default()
            .value(PROFILE.name, other.to_string())
            .fixed(phrases.any_command);
        error.cure("or use that of another, this once", command)
    })
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
    let (file, line) = whereabouts(place);
    Error::new(
        ErrorKind::NotLoggedIn,
        format!("{what} hides the stored credential"),
    )
    .note(format!("{file}{line}, {}", place.key))
    .cure(
        "remove it",
        Command::new(phrases.delete_setting).word(&place.key),
    )
}
