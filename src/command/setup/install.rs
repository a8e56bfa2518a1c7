//! Installs, for a user or for all.

use super::show;
use crate::context::Context;
use crate::error::Result;
use crate::setup::{self, SetupPlan, Skipped};

/// Installs in a context, which is the user's own or that of all users. Returns the plan, and the
/// start files that were left alone.
///
/// # Errors
/// Those of [`SetupPlan::make`] and [`setup::apply`]; `File` where a copy of this program cannot go
/// on in its place.
pub(super) fn install(context: &Context) -> Result<(SetupPlan, Vec<Skipped>)> {
    let turn = setup::take_turn(context)?;
    let plan = SetupPlan::make(context)?;
    if let Some(relocation) = &plan.relocation {
        relocation.carry_out(context)?;
        show::relocated(context, relocation);
        drop(turn);
        return Err(relocation.go_on(context));
    }
    let applied = setup::apply(context, &plan)?;
    drop(turn);
    show::done(context, &plan, &applied);
    Ok((plan, applied.left))
}
