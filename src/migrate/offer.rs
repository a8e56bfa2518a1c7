//! Show, ask, move: the whole of it in one go.

use super::apply::apply;
use super::found::Found;
use super::outcome::{MoveResult, Outcome};
use super::preflight::preflight;
use super::rotation::{cure, is_exposed};
use super::{doubt, show};
use crate::context::Context;
use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::profile;
use std::path::PathBuf;

/// Who agrees to the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The person at the terminal; where there is none, nobody.
    Ask,
    /// It is agreed already.
    Yes,
    /// Nobody: the plan is only shown.
    Dry,
}

/// Shows what was found and offers to move it. Where nobody is there to agree it shows the plan and
/// changes nothing. What became of it, [`tell`] says.
///
/// # Errors
/// Those of [`preflight()`] and [`apply()`]. What became of each is in the outcome:
/// [`Outcome::verdict`].
pub fn offer_in(
    context: &Context,
    found: &mut Found,
    manner: Manner,
    check: bool,
) -> Result<Outcome> {
    let weighed = preflight(context, found, check);
    if manner == Manner::Yes || !context.is_attended() {
        doubt::decline(found);
    }
    context.report.print(&show::lines(context, found));
    show::say_more(context, found);
    weighed?;
    if !found.has_work()
        || manner == Manner::Dry
        || (manner == Manner::Ask && !agreed(context, found)?)
    {
        return Ok(Outcome::nothing(found));
    }
    apply(context, found)
}

/// What was done, and how what was exposed is replaced.
pub fn tell(context: &Context, found: &Found, outcome: &Outcome) {
    context
        .report
        .print(&show::summary(context, found, outcome));
    let failed = outcome.became.iter().filter_map(|one| {
        if let MoveResult::Failed(error) = one {
            Some(error)
        } else {
            None
        }
    });
    // The first is what the command ends with.
    failed.skip(1).for_each(|error| context.report.error(error));
    let profile = profile::active(context).map_or(Profile::DEFAULT, |active| active.profile);
    let mut said = Vec::new();
    for (one, became) in found.sightings.iter().zip(&outcome.became) {
        let Some(hint) =
            cure(one, profile.name()).filter(|_| *became == MoveResult::Moved && is_exposed(one))
        else {
            continue;
        };
        if !said.contains(&hint) {
            context
                .report
                .note("this credential may have leaked; replace it");
            context.report.cure(&hint);
            said.push(hint);
        }
    }
}

fn agreed(context: &Context, found: &mut Found) -> Result<bool> {
    if !context.is_attended() {
        return Ok(false);
    }
    doubt::ask(context, found)?;
    if !found.has_work() {
        return Ok(false);
    }
    context.agrees("do this?", true)
}

/// The folders that were named, as they are looked into.
///
/// # Errors
/// `Usage` for one that is none.
pub fn named(context: &Context, folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let whole = |folder: &PathBuf| {
        let folder = context.absolute(folder);
        if npmcred_platform::files::is_dir(&folder) {
            return Ok(folder);
        }
        Err(Error::new(
            ErrorKind::Usage,
            format!("{} is not a folder", folder.display()),
        ))
    };
    folders.iter().map(whole).collect()
}
