//! Installs, for a user or for all.

use super::show;
use crate::context::Context;
use crate::error::Result;
use crate::setup::{self, SetupPlan, Skipped};
use npmcred_platform::kept_path::PathOwner;

/// Installs in a place, which is the user's own context or that of all users. Returns the plan, and
/// the start files that were left alone.
///
/// # Errors
/// Those of [`SetupPlan::make`] and [`setup::apply`]; `File` where a copy of this program cannot go
/// on in its place.
pub(super) fn install(
    context: &Context,
    place: &Context,
    owner: PathOwner,
) -> Result<(SetupPlan, Vec<Skipped>)> {
    let turn = setup::take_turn(place)?;
    let plan = SetupPlan::make(place, owner)?;
    if let Some(relocation) = &plan.relocation {
        relocation.carry_out(place)?;
        show::relocated(context, relocation);
        drop(turn);
        return Err(relocation.go_on(context));
    }
    let applied = setup::apply(place, &plan)?;
    drop(turn);
    show::done(context, &plan, &applied);
    Ok((plan, applied.left))
}
