//! `npmcred setup --machine`.

use super::install::install;
use super::left::what_is_left;
use super::show;
use crate::cli;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::setup::{self, SetupPlan};
use npmcred_platform::kept_path::{self, PathOwner};

/// Installs for all users: the shims and the machine's PATH. Credentials are each user's own, so
/// nothing is offered.
///
/// # Errors
/// `Refused` unless an administrator does it; those of [`SetupPlan::make`] and [`setup::apply`].
pub(super) fn run(context: &Context, flags: &cli::SetupArgs) -> Result<()> {
    let machine = setup::of_machine(context)?;
    if flags.dry_run {
        let plan = SetupPlan::make(&machine)?;
        show::plan(&machine, &plan);
        show::test(&machine, &plan);
        context.report.print("nothing was changed\n");
        return Ok(());
    }
    check_rights()?;
    let (plan, left) = install(&machine)?;
    match what_is_left(&machine, &plan, &left) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Whether this process may change what all users use.
///
/// # Errors
/// `Refused` if not.
pub(super) fn check_rights() -> Result<()> {
    if kept_path::is_writable(PathOwner::Machine) {
        return Ok(());
    }
    let what = "only an administrator may change the PATH of this machine";
    let error = Error::new(ErrorKind::Refused, what);
    Err(error.note("type the same into a terminal of an administrator"))
}
