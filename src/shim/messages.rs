//! What the user is told when a credential is not handed over.
//!
//! It is one line where the command can run without, and an error with the cure where it cannot.

use super::complaint::{complaint, cure, refused, unset};
use super::notes::Notes;
use super::plan::{Decision, Outcome, Plan, Summary, has_nothing};
use crate::context::Context;
use crate::credential::CredentialKind;
use crate::error::{Error, Result};
use crate::tool::{Part, Phrases, Resolved, Settings};
use crate::trust::Finding;

/// Says it: one note for all registries.
///
/// # Errors
/// The first reason why a command that needs its credential cannot have it.
pub(super) fn what_went_wrong(notes: &Notes<'_>, plan: &Plan<'_>) -> Result<()> {
    let unseen = plan.decisions.iter().filter_map(|one| one.unseen.as_ref());
    unseen.for_each(|unseen| notes.note(&unseen.text));
    let complaints = complaints(plan);
    if plan.access.needs_credential {
        what_waits_for_a_variable(notes, plan);
        return complaints.into_iter().next().map_or(Ok(()), Err);
    }
    in_one_note(notes, plan, &complaints, is_any_stored(plan));
    Ok(())
}

/// Says which lines wait for a variable that is not set, before the tool says that nobody is logged
/// in, which names neither.
fn what_waits_for_a_variable(notes: &Notes<'_>, plan: &Plan<'_>) {
    for decision in plan.decisions.iter().filter(|one| !is_declined(plan, one)) {
        let Outcome::Unset(placeholder) = &decision.outcome else {
            continue;
        };
        let registry = &decision.target.registry;
        let is_said = decision.target.part != Part::Beside && complaint(plan, decision).is_none();
        if is_said && plan.settings.is_in_play(&decision.target) {
            let what = format!("nothing is stored for {registry}: {}", unset(placeholder));
            notes.note_with(&what, Some(&cure(plan, registry, decision)));
        }
    }
}

/// Says why a credential is not handed to a tool that would save it, where there is one.
pub(super) fn what_is_kept_back(
    notes: &Notes<'_>,
    settings: &dyn Settings,
    handed: Option<CredentialKind>,
) {
    if handed.is_some() {
        let why = settings.why_kept_back();
        why.iter().for_each(|remark| notes.say(remark));
    }
}

/// Whether one of those that are not handed over is stored.
fn is_any_stored(plan: &Plan<'_>) -> bool {
    let is_stored = |one: &&Decision| {
        !matches!(
            one.outcome,
            Outcome::NotStored | Outcome::Demanded | Outcome::Unset(_)
        )
    };
    let mut stored = plan.decisions.iter().filter(is_stored);
    stored.any(|one| complaint(plan, one).is_some())
}

/// Why credentials are not handed over, each reason once.
fn complaints(plan: &Plan<'_>) -> Vec<Error> {
    let refused = |one: &&Decision| matches!(one.outcome, Outcome::Refused(_));
    let (mut refused_said, mut elsewhere_said) = (false, false);
    let mut complaints: Vec<Error> = Vec::new();
    for decision in plan.decisions.iter().filter(|one| !is_declined(plan, one)) {
        let Some(error) = complaint(plan, decision) else {
            continue;
        };
        match &decision.outcome {
            // What stands in the way is the same for all registries that it stands before.
            Outcome::Refused(_) if std::mem::replace(&mut refused_said, true) => continue,
            Outcome::Refused(_) => {
                let all: Vec<&Decision> = plan
                    .decisions
                    .iter()
                    .filter(refused)
                    .filter(|one| plan.settings.is_in_play(&one.target))
                    .collect();
                complaints.push(refused_for_all(&all, plan.phrases).unwrap_or(error));
                continue;
            }
            // One store is out of reach for all registries alike, so it is named with the first.
            Outcome::Elsewhere(_) if std::mem::replace(&mut elsewhere_said, true) => continue,
            _ => {}
        }
        if complaints
            .iter()
            .all(|known| known.message != error.message)
        {
            complaints.push(error);
        }
    }
    complaints
}

/// One refusal for all registries that the project stands before.
fn refused_for_all(decisions: &[&Decision], phrases: &Phrases) -> Option<Error> {
    let mut lines: Vec<Finding> = Vec::new();
    for decision in decisions {
        if let Outcome::Refused(findings) = &decision.outcome {
            let fresh = findings.iter().filter(|one| !lines.contains(one));
            let fresh: Vec<Finding> = fresh.cloned().collect();
            lines.extend(fresh);
        }
    }
    let names: Vec<String> = decisions
        .iter()
        .take(SPELLED)
        .map(|one| one.target.registry.to_string())
        .collect();
    let more = decisions.len().saturating_sub(SPELLED);
    let names = match (names.split_last()?, more) {
        ((only, []), 0) => only.clone(),
        ((last, rest), 0) => format!("{} and {last}", rest.join(", ")),
        (_, more) => format!("{} and {more} more", names.join(", ")),
    };
    Some(refused(&names, &lines, phrases))
}

/// Whether it is the tool itself that has to say that nobody is logged in: a program reads its
/// answer, which knows the tool's codes and not ours.
#[must_use]
pub(super) fn is_for_the_tool_to_say(plan: &Plan<'_>) -> bool {
    let says = |one: &Decision| {
        matches!(
            one.outcome,
            Outcome::NotStored
                | Outcome::Demanded
                | Outcome::Unset(_)
                | Outcome::Expired(_)
                | Outcome::Rejected(_)
                | Outcome::OtherUse(_)
                | Outcome::OtherProfile(_)
        )
    };
    plan.settings.has_reader() && plan.decisions.iter().all(says)
}

/// An error with its cure in one line, where the tool goes on to say the same.
pub(super) fn in_a_line(notes: &Notes<'_>, error: &Error) {
    notes.note_with(&error.message, error.hints.first());
}

/// Says it for a program of which nobody knows what it will do: a store that fails and a project in
/// the way stop it, and that there is a credential for none of its registries; that one of several
/// has none does not.
///
/// # Errors
/// The first reason that stops it.
pub(super) fn what_went_wrong_for_program(notes: &Notes<'_>, plan: &Plan<'_>) -> Result<()> {
    let nothing = has_nothing(&plan.decisions);
    let mut missing = Vec::new();
    let said = |one: &&Decision| nothing || !is_declined(plan, one);
    for decision in plan.decisions.iter().filter(said) {
        let complaint = complaint(plan, decision);
        match (&decision.outcome, complaint) {
            (Outcome::Unknown(_) | Outcome::Refused(_), Some(error)) => return Err(error),
            (_, Some(error)) if nothing => return Err(error),
            (
                Outcome::NotStored | Outcome::Demanded | Outcome::Unset(_) | Outcome::Elsewhere(_),
                _,
            )
            | (_, None) => {}
            (_, Some(error)) => missing.push(error),
        }
    }
    in_one_note(notes, plan, &missing, true);
    Ok(())
}

/// What the user had better know before the command runs as it should.
pub(super) fn what_is_worth_knowing(context: &Context, notes: &Notes<'_>, plan: &Plan<'_>) {
    if plan.settings.is_long() {
        what_ends_soon(context, notes, plan);
    }
    let lacks = |one: &&Decision| complaint(plan, one).is_some();
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
        notes.say(&remark);
    }
}

/// A session with less than this left is said to end soon, in seconds.
const SOON: u64 = 10 * 60;

/// The same at a terminal: the job is watched there, and the next command offers a login.
const SOON_ATTENDED: u64 = 2 * 60;

/// Warns before a long job whose credential may not see the end of it.
fn what_ends_soon(context: &Context, notes: &Notes<'_>, plan: &Plan<'_>) {
    let soon = if context.is_attended() {
        SOON_ATTENDED
    } else {
        SOON
    };
    for decision in &plan.decisions {
        // Everybody reads the public registry without a credential.
        let access = decision.target.access(plan.access);
        if plan.settings.is_public(&decision.target.registry) && !access.needs_credential {
            continue;
        }
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
        if left < soon {
            let when = if left < 60 {
                "in less than a minute".to_owned()
            } else {
                format!("in {} min", left / 60)
            };
            let Summary { registry, .. } = credential;
            let what = format!("the {} for {registry} ends {when}", credential.word());
            notes.note_with(&what, Some(&cure(plan, registry, decision)));
        }
    }
}

/// So many reasons are spelled out in one line.
const SPELLED: usize = 3;

/// Whether a person has just been told of it, and did not want to log in.
fn is_declined(plan: &Plan<'_>, decision: &Decision) -> bool {
    plan.declined.contains(&decision.target.registry)
}

/// Says errors, their notes and the first hint in one note, for a command that goes on, maybe
/// without what is stored.
fn in_one_note(notes: &Notes<'_>, plan: &Plan<'_>, errors: &[Error], is_any_stored: bool) {
    let without = match (is_any_stored, errors.len() + plan.declined.len()) {
        (_, 0) => return,
        (false, _) => "a credential",
        (true, 1) => "the stored credential",
        (true, _) => "the stored credentials",
    };
    let told = |error: &Error| {
        let notes: String = error.notes.iter().map(|note| format!(": {note}")).collect();
        format!("{error}{notes}")
    };
    let mut parts: Vec<String> = errors.iter().take(SPELLED).map(told).collect();
    if errors.len() > SPELLED {
        parts.push(format!("and {} more", errors.len() - SPELLED));
    }
    parts.push(format!("running without {without}"));
    let hint = errors.first().and_then(|first| first.hints.first());
    notes.note_with(&parts.join("; "), hint);
}
