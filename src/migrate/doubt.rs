//! Questions that only the user can answer before a credential is moved. They are asked at a
//! terminal; elsewhere the answer is no.

use super::found::Sightings;
use super::sighting::{Action, Doubt, Sighting, SightingForm};
use crate::context::Context;
use crate::error::{ErrorKind, Result};
use crate::login;
use crate::report::{Command, Hint};

/// Asks each question, if a person is there. A credential stays where it is unless the user agrees.
///
/// # Errors
/// `Interrupted`.
pub(super) fn ask(context: &Context, found: &mut Sightings) -> Result<()> {
    let home = context.home();
    for one in found
        .sightings
        .iter_mut()
        .filter(|one| one.action == Action::Move)
    {
        for doubt in one.doubts.clone() {
            let question = question(one, &doubt, &one.spot(home.as_deref()));
            if one.action == Action::Move && !context.agrees(&question, false)? {
                stay(one, &doubt);
            }
        }
    }
    Ok(())
}

/// Asks nobody: a credential in doubt stays.
pub fn decline(found: &mut Sightings) {
    for one in found
        .sightings
        .iter_mut()
        .filter(|one| one.action == Action::Move)
    {
        if let Some(doubt) = one.doubts.first().cloned() {
            stay(one, &doubt);
        }
    }
}

fn question(one: &Sighting, doubt: &Doubt, spot: &str) -> String {
    let registry = one
        .registry
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    match doubt {
        Doubt::Replaces(_) => {
            format!(
                "the store holds another credential for {registry}: replace it with the one in \
                 {spot}?"
            )
        }
        Doubt::OnlyProject(place) => {
            format!(
                "only the project names {registry} ({place}): store the credential in {spot} for \
                 that registry?"
            )
        }
    }
}

/// Leaves it in place, with hints for the other choices.
fn stay(one: &mut Sighting, doubt: &Doubt) {
    one.action = Action::Keep(ErrorKind::Refused);
    one.replaces = false;
    match doubt {
        Doubt::Replaces(old) => {
            one.why = format!("the store holds another one: {old}");
            one.hints.push(Hint::new(
                "be asked whether this one replaces it",
                Command::new("npmcred migrate"),
            ));
            one.hints.push(Hint::new(
                "store both, this one in a profile of its own",
                Command::new("npmcred migrate --profile NAME"),
            ));
        }
        Doubt::OnlyProject(place) => {
            one.why = format!("only the project names this registry: {place}");
            let command = match one.kind {
                SightingForm::Token => "npmcred store",
                _ => "npmcred store --basic --username NAME",
            };
            one.hints.extend(
                one.registry
                    .as_ref()
                    .map(|registry| login::by_hand(registry, command)),
            );
        }
    }
}
