//! The whole migration: shows the plan, asks, and moves.

use super::apply::apply;
use super::found::Sightings;
use super::outcome::{MoveResult, MoveResults};
use super::preflight::preflight;
use super::rotation::{cure, is_exposed};
use super::{doubt, show};
use crate::context::Context;
use crate::credential::Profile;
use crate::error::{Error, ErrorKind, Result};
use crate::login::Replacement;
use crate::login::account::NpmUserConfig;
use crate::profile;
use crate::tool::npm;
use std::path::PathBuf;

/// Who agrees to the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The person at the terminal; without one, nobody.
    Ask,
    /// The user has already agreed.
    Yes,
    /// Nobody: the plan is only shown.
    Dry,
}

/// Shows the plan and offers to carry it out. Without a person to agree it changes nothing.
/// [`tell`] shows the result.
///
/// # Errors
/// Those of [`preflight()`] and [`apply()`]. Failures of single credentials are in the outcome:
/// [`MoveResults::verdict`].
pub fn offer_in(
    context: &Context,
    found: &mut Sightings,
    manner: Manner,
    check: bool,
) -> Result<MoveResults> {
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
        return Ok(MoveResults::nothing(found));
    }
    apply(context, found)
}

/// Shows what was done, and how to replace credentials that may have leaked; settles what was
/// replaced in the store.
///
/// # Errors
/// `Interrupted` at a question; everything is done by then.
pub fn tell(context: &Context, found: &Sightings, outcome: &MoveResults) -> Result<()> {
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
    // The first one is the error of the command.
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
    if outcome.replaced.is_empty() {
        return Ok(());
    }
    let (config, files) = npm::current_or_newest(context);
    let config = NpmUserConfig::new(context, &config, files);
    for (old, new) in &outcome.replaced {
        Replacement { old, new }.offer_revocation(context, &config, true)?;
    }
    Ok(())
}

fn agreed(context: &Context, found: &mut Sightings) -> Result<bool> {
    if !context.is_attended() {
        return Ok(false);
    }
    doubt::ask(context, found)?;
    if !found.has_work() {
        return Ok(false);
    }
    context.agrees("do this?", true)
}

/// The named folders, as paths to search.
///
/// # Errors
/// `Usage` for a path that is not a folder.
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
