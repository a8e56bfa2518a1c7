//! `npmcred setup`.

mod install;
mod left;
mod machine;
mod offers;
mod show;
mod undo;

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::setup::{self, SetupPlan};
use install::install;
use left::{in_front, what_is_left};
use npmcred_platform::kept_path::PathOwner;

/// Installs, or uninstalls with `--undo`.
///
/// # Errors
/// Those of [`SetupPlan::make`] and [`setup::apply`]; at the end `File` if a start file was left
/// alone, `Refused` if a shim's place is taken, `Other` if an npm of the machine is in front. Those
/// of an offer that the user accepted.
pub(super) fn run(context: &Context, flags: &cli::SetupArgs) -> Result<()> {
    if flags.undo {
        return undo::run(context, flags);
    }
    setup::check_user(context)?;
    if flags.machine {
        return machine::run(context, flags);
    }
    if setup::owner_in_use(context) == PathOwner::Machine {
        show::of_all_users(context);
        return match flags.dry_run {
            true => offers::preview(context),
            false => offers::make(context, flags.yes),
        };
    }
    if flags.dry_run {
        let plan = SetupPlan::make(context)?;
        show::plan(context, &plan);
        show::test(context, &plan);
        return offers::preview(context);
    }
    let (plan, left) = install(context)?;
    let offered = offers::make(context, flags.yes);
    match what_is_left(context, &plan, &left).or_else(|| in_front(context)) {
        None => offered,
        Some(left) => {
            offered.unwrap_or_else(|error| context.report.error(&error));
            Err(left)
        }
    }
}
