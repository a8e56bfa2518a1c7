//! `npmcred setup --undo --machine`.

use crate::command::setup::machine::check_rights;
use crate::command::setup::show;
use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::report::Hint;
use crate::setup::{self, Undoing, again};
use npmcred_platform::kept_path::PathOwner;
use std::path::Path;

/// What the command is for that undoes more.
pub(super) const FINISH: &str = "when that is done, finish";

/// Uninstalls for all users. Credentials are each user's own, and stay.
///
/// # Errors
/// `Refused` unless an administrator does it; those of [`Undoing::carry_out`]; `File` if something
/// has to be done by hand.
pub(super) fn run(context: &Context, dry_run: bool) -> Result<()> {
    let machine = setup::of_machine(context)?;
    if dry_run {
        show::undoing(&machine, &Undoing::make(&machine)?);
        context.report.print("nothing was changed\n");
        return Ok(());
    }
    check_rights()?;
    let turn = setup::take_turn(&machine)?;
    let mut undoing = Undoing::make(&machine)?;
    undoing.carry_out(&machine)?;
    show::undone(&machine, &undoing);
    let (is_whole, is_gone) = (undoing.left.is_empty(), undoing.removes_program());
    undoing.finish(&machine, is_whole)?;
    drop(turn);
    if !is_whole {
        let error = Error::new(ErrorKind::File, "not everything could be undone");
        let error = undoing.left.into_iter().fold(error, Error::note);
        return Err(error.cure(FINISH, again::undo(PathOwner::Machine)));
    }
    if !undoing.is_empty() {
        let gone: Vec<&Path> = undoing.program.as_deref().into_iter().collect();
        show::undone_whole(context, &gone, is_gone);
    }
    Ok(())
}

/// Says that the shims of all users are still there.
pub(super) fn mention(context: &Context) {
    if setup::owner_in_use(context) == PathOwner::Machine {
        context.report.cure(&Hint::new(
            "the shims for all users stay; as administrator, remove them",
            again::undo(PathOwner::Machine),
        ));
    }
}
